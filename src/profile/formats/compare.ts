// Two profiles function by function: what is the same function in both, how much its numbers changed, and whether samples
// can tell that at all.
import { dirname, relative, sep } from "node:path";
import { type FunctionRow, isShown, type Profile } from "../report/index.ts";

/** A function in two profiles; in one of them it may be missing. */
export interface ComparedRow {
  readonly before: FunctionRow | undefined;
  readonly after: FunctionRow | undefined;
  readonly self: Change;
  readonly total: Change;
}

/** Seconds before and after. */
export interface Change {
  readonly before: number;
  readonly after: number;
  readonly by: number;
  /** Whether the change is less than what two runs of the same may differ by. */
  readonly isNoise: boolean;
}

/**
 * The standard error of a time `t` that was sampled every `dt` is about sqrt(t·dt): as many samples as fall into it are
 * counted, and counts of independent events scatter by their square root. The difference of two such has the root of the
 * sum of squares, and stays within twice that in 95 of 100 cases.
 */
const ERRORS = 2;

/**
 * The functions of two profiles side by side, in no order. They are the same function if kind, file and name are; of
 * several with one name, those on the nearest lines, without changing their order. A file is named by its way from the
 * program's, so that copies of a program in two folders can be compared; the programs' own files are one file.
 *
 * @example
 * compareProfiles(loadProfile("before.json"), loadProfile("after.json"));
 */
export function compareProfiles(before: Profile, after: Profile): ComparedRow[] {
  const groups = new Map<string, [FunctionRow[], FunctionRow[]]>();
  for (const [i, profile] of [before, after].entries()) {
    const key = keyFor(profile);
    for (const row of profile.rows) {
      const group = groups.get(key(row)) ?? [[], []];
      group[i].push(row);
      groups.set(key(row), group);
    }
  }
  const change = (a: number | undefined = 0, b: number | undefined = 0): Change => {
    const error = Math.sqrt(a * before.sampleInterval + b * after.sampleInterval);
    return { before: a, after: b, by: b - a, isNoise: a !== b && Math.abs(b - a) < ERRORS * error };
  };
  return [...groups.values()]
    .flatMap(([old, now]) => pairs(old, now))
    .filter((pair) => pair.some((row) => row && isShown(row)))
    .map(([old, now]) => ({
      before: old,
      after: now,
      self: change(old?.self, now?.self),
      total: change(old?.total, now?.total),
    }));
}

/** What rows of one profile have in common with the same function's of another. */
function keyFor({ records }: Profile): ({ fn }: FunctionRow) => string {
  const program = records[0]?.argv[0] ?? "";
  const folder = dirname(program);
  const place = (file: string) => {
    if (file === program) return "";
    const way = relative(folder, file);
    return file.startsWith(folder + sep) ? way : file;
  };
  return ({ fn: { kind, name, file } }) =>
    JSON.stringify([kind, file === "" ? undefined : place(file), name]);
}

type Pair = readonly [FunctionRow | undefined, FunctionRow | undefined];

/**
 * Matches as many rows as there are in the shorter list, none across another, so that their lines differ by as little as
 * possible in all: an edit distance, after Wagner and Fischer, "The string-to-string correction problem", JACM 21 (1974).
 */
function pairs(before: readonly FunctionRow[], after: readonly FunctionRow[]): Pair[] {
  const isSwapped = before.length > after.length;
  const byLine = (rows: readonly FunctionRow[]) => rows.toSorted((a, b) => a.fn.line - b.fn.line);
  const [few, many] = (isSwapped ? [after, before] : [before, after]).map(byLine);
  // least[i][j]: the first i of the few matched within the first j of the many.
  const least = [new Float64Array(many.length + 1)];
  const distance = (i: number, j: number) => Math.abs(few[i].fn.line - many[j].fn.line);
  for (let i = 1; i <= few.length; i++) {
    const costs = new Float64Array(many.length + 1).fill(Number.POSITIVE_INFINITY);
    for (let j = i; j <= many.length; j++)
      costs[j] = Math.min(costs[j - 1], least[i - 1][j - 1] + distance(i - 1, j - 1));
    least.push(costs);
  }
  const found: Pair[] = [];
  const add = (one: FunctionRow | undefined, other: FunctionRow) =>
    found.push(isSwapped ? [other, one] : [one, other]);
  let i = few.length;
  for (let j = many.length; j > 0; j--) {
    const isMatched = i > 0 && least[i][j] < least[i][j - 1];
    if (isMatched) i--;
    add(isMatched ? few[i] : undefined, many[j - 1]);
  }
  return found;
}
