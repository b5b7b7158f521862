// What to call threads so that no two have one name: a program may have processes, too, each with a main thread.
import type { ThreadRecord } from "../record/index.ts";
import { nameOf } from "../report/index.ts";

/** A name for each thread, for people. */
export function threadNames(records: readonly ThreadRecord[]): string[] {
  const own = records[0]?.pid;
  // Ranks have names of their own.
  const isNamed = (record: ThreadRecord) => record.pid === own || record.rank !== undefined;
  return records.map((one) => (isNamed(one) ? nameOf(one) : `process ${one.pid}, ${nameOf(one)}`));
}

/** A short one for each, for file names: "" for the first, else the thread's number. */
export function threadTags(records: readonly ThreadRecord[]): string[] {
  const own = records[0]?.pid;
  return records.map(({ pid, thread }, i) => (i === 0 ? "" : pid === own ? `${thread}` : `${pid}-${thread}`));
}
