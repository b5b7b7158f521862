// What is wrong with two groups that have a rank in common: no messages can go between them, with any engine.
import { ERR_COMM } from "../constants.ts";
import { Exception } from "../exception.ts";

/** The error of an inter-communicator whose groups both have this rank of the job. */
export const inBoth = (rank: number): Exception =>
  new Exception(
    ERR_COMM,
    `rank ${rank} of the job is in both groups: an inter-communicator is between groups that have no rank in common`,
  );
