// Reads what the threads of a program wrote: by ranks, the main one's first.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ThreadRecord } from "../record/index.ts";

/** The records in a folder. */
export function readRecords(folder: string): ThreadRecord[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as ThreadRecord)
    .filter((record, _, all) => !isSupervisor(record, all))
    .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0) || a.pid - b.pid || a.thread - b.thread);
}

/** Whether a thread only looks after ranks, and runs nothing of the program. */
function isSupervisor({ rank, isMain }: ThreadRecord, all: readonly ThreadRecord[]): boolean {
  return isMain && rank === undefined && all.some((other) => other.rank !== undefined);
}
