// The grammar: every production in one table a type. To teach the fuzzer a feature, add a row to one of the files
// behind this one, and nothing else.
import { ARRAYS } from "./arrays.ts";
import { ASSIGNMENTS } from "./assignments.ts";
import { BOOLEANS } from "./booleans.ts";
import { DECLARATIONS } from "./declarations.ts";
import { FIELDS } from "./fields.ts";
import type { Tables } from "./gen.ts";
import { LANES } from "./lanes.ts";
import { LOOPS } from "./loops.ts";
import { NUMBERS } from "./numbers.ts";
import { PARALLEL } from "./parallel.ts";
import { ROWS } from "./rows.ts";
import { STATEMENTS } from "./statements.ts";

export { type Callable, Gen, type Temper } from "./gen.ts";
export { resultOf } from "./statements.ts";

export const TABLES: Tables = {
  num: NUMBERS,
  bool: BOOLEANS,
  stmt: [
    ...DECLARATIONS,
    ...ASSIGNMENTS,
    ...ARRAYS,
    ...STATEMENTS,
    ...LOOPS,
    ...LANES,
    ...ROWS,
    ...FIELDS,
    ...PARALLEL,
  ],
};

/** Names of everything that can be switched off. */
export const FEATURES: readonly string[] = [
  ...new Set([
    ...[...TABLES.num, ...TABLES.bool, ...TABLES.stmt].map((p) => p.tag),
    "chain",
    "prange-reduction",
    "array-reduction",
    "rows",
    "helper",
    "recursion",
    "function-argument",
    "default",
    "overlap",
    "record-argument",
    "tuple-argument",
    "return-array",
    "return-new-array",
    "return-tuple",
    "return-record",
  ]),
].sort();
