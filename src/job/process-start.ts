// How a rank that is a process learns which rank it is, and tells how it failed: by its arguments and by what it inherits.
import { closeSync } from "node:fs";
import { PID, rankWord } from "./layout.ts";
import { neededForProcesses } from "./native.ts";
import type { Started } from "./options.ts";
import { writeAll } from "./printer.ts";

/** What the supervisor gives a process: the first of its arguments. */
export interface ProcessStart {
  readonly rank: number;
  readonly size: number;
  /** Of the memory that the ranks share. */
  readonly bytes: number;
  readonly program: string;
  readonly tagged: boolean;
  readonly supervisor: number;
}

/** What a process inherits, behind its standard streams: the memory, and where it tells how it failed. */
export const MEMORY_FD = 3;
export const FAILURE_FD = 4;
/** Where it is rung for, and where it rings for each rank. */
export const DOORBELL_FD = 5;
export const DOORBELLS_FD = 6;

/** Of a process that `processes` has started. */
export function startOfProcess(): Started {
  const [node, , text, ...args] = process.argv as [string, string, string, ...string[]];
  const { rank, size, bytes, program, tagged, supervisor } = JSON.parse(text) as ProcessStart;
  const calls = neededForProcesses().processes;
  calls.endWithParent(supervisor);
  calls.letOthersRead();
  const memory = calls.mapShared(MEMORY_FD, bytes);
  closeSync(MEMORY_FD);
  new Int32Array(memory)[rankWord(rank, PID)] = process.pid;
  // As if the program had been started by itself.
  process.argv = [node, program, ...args];
  return {
    seat: {
      memory,
      rank,
      doorbell: DOORBELL_FD,
      doorbells: Array.from({ length: size }, (_, other) => DOORBELLS_FD + other),
    },
    program,
    tagged,
    tell: (failure) => writeAll(FAILURE_FD, `${JSON.stringify(failure)}\n`),
  };
}
