// Options that commands which run ranks have in common, so that they are spelled and refused in one way.
import { InvalidArgumentError, Option } from "commander";
import { wholeNumber } from "./whole-number.ts";

/** The MAX_RANKS of jobs, which say so, too. */
const MOST_RANKS = 256;

/** `-n, --np`: as how many ranks. */
export const npOption = (about: string) =>
  new Option("-n, --np <number>", about).argParser(wholeNumber(1, MOST_RANKS));

/** `--ranks`: threads or processes. */
export const ranksOption = () =>
  new Option("--ranks <kind>", "what a rank is").choices(["thread", "process"]).default("thread");

/** `--timeout`: a number of seconds. */
export const timeoutOption = (about: string) => new Option("--timeout <seconds>", about).argParser(seconds);

function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value > 0) || value > 2_000_000) {
    throw new InvalidArgumentError("It is a number of seconds, above 0 and up to 2,000,000.");
  }
  return value;
}
