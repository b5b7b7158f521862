// A program of its own, for any Node: profiles another program by line, as `amdahl profile --lines` does, and prints the
// table of one function as JSON on a last line.
//
//     node line-times.ts FUNCTION PROGRAM ARGUMENTS...
import { observe } from "../../src/profile/index.ts";
import { chosenFunctions, isMixed, isShared, lineTable, Profile } from "../../src/profile/report/index.ts";

/** What is printed of a line. Times in seconds. */
export interface LineTime {
  /** From 1. */
  readonly line: number;
  readonly time: number;
  /** Whether the table says of it that it may be wrong. */
  readonly doubtful: boolean;
}

const [, , name, ...command] = process.argv;
const { records, status } = await observe({
  command,
  record: { interval: 1000, packages: false, count: { lines: "all", builtins: false, memory: false } },
});
process.exitCode = status;
const profile = new Profile(records);
const [chosen] = chosenFunctions(profile, [name], 1);
const { rows, seconds } = lineTable(profile, chosen);
const lines = rows.map((row): LineTime => {
  const { line, time } = row;
  return { line, time, doubtful: isShared(row) || isMixed(row, seconds) };
});
console.log(JSON.stringify({ seconds, lines }));
