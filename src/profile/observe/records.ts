// Reads what the threads of a program wrote: the main one's first, then by their numbers.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ThreadRecord } from "../record/index.ts";

/** The records in a folder. */
export function readRecords(folder: string): ThreadRecord[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as ThreadRecord)
    .sort((a, b) => a.pid - b.pid || a.thread - b.thread);
}
