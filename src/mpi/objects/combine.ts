// What combines two values: one of MPI's operations, by what it does to numbers, or a function of a program's.
import { ERR_OP } from "../constants.ts";
import { Exception } from "../exception.ts";
import { BAND, BOR, BXOR, LAND, LOR, LXOR, MAX, MAXLOC, MIN, MINLOC, type Op, PROD, SUM } from "../op.ts";

/** Combines two values: the first is of the lower rank. */
export type Combine<T> = (a: T, b: T) => T;

/** Values of ranks, in their order, as one. */
export const fold = <T>(list: readonly T[], combine: Combine<T>): T => list.reduce((a, b) => combine(a, b));

type Scalar = number | bigint | boolean;

/** What operations do to single values. */
const RULES = new Map<Op, (a: Scalar, b: Scalar) => unknown>([
  [SUM, (a, b) => (a as number) + (b as number)],
  [PROD, (a, b) => (a as number) * (b as number)],
  [MAX, (a, b) => (typeof a === "bigint" ? (a > (b as bigint) ? a : b) : Math.max(Number(a), Number(b)))],
  [MIN, (a, b) => (typeof a === "bigint" ? (a < (b as bigint) ? a : b) : Math.min(Number(a), Number(b)))],
  [LAND, (a, b) => Boolean(a) && Boolean(b)],
  [LOR, (a, b) => Boolean(a) || Boolean(b)],
  [LXOR, (a, b) => Boolean(a) !== Boolean(b)],
  [BAND, (a, b) => (a as number) & (b as number)],
  [BOR, (a, b) => (a as number) | (b as number)],
  [BXOR, (a, b) => (a as number) ^ (b as number)],
]);

type Pair = readonly [value: number | bigint | string, index: number];

/** Of equal values the one with the lesser index stays. */
const located =
  (before: (a: Pair[0], b: Pair[0]) => boolean) =>
  (a: Pair, b: Pair): Pair =>
    before(b[0], a[0]) || (!before(a[0], b[0]) && b[1] < a[1]) ? b : a;

const PAIRS = new Map<Op, (a: Pair, b: Pair) => Pair>([
  [MAXLOC, located((a, b) => a > b)],
  [MINLOC, located((a, b) => a < b)],
]);

/** What combines values by an operation, or by a function. Throws ERR_OP for what is neither. */
export function combining<T>(op: Op | Combine<T>): Combine<T> {
  if (typeof op === "function") return op;
  const pairs = PAIRS.get(op);
  if (pairs !== undefined) return pairs as unknown as Combine<T>;
  const rule = RULES.get(op);
  if (rule === undefined) {
    throw new Exception(ERR_OP, "values are combined by MPI.SUM, MPI.MAX, … or by a function of two values");
  }
  return (a, b) => rule(a as Scalar, b as Scalar) as T;
}

/** As `combining`, for a rank that gives this value. Throws ERR_OP also for one that cannot be combined so. */
export function combiner<T>(op: Op | Combine<T>, value: T): Combine<T> {
  const combine = combining(op);
  if (typeof op === "function") return combine;
  if (PAIRS.has(op)) {
    if (Array.isArray(value) && value.length === 2) return combine;
    throw new Exception(ERR_OP, `${op.name} is for pairs [value, index], not for ${typeof value}`);
  }
  // Each rank looks at its own before anything is sent, so that all say so where all are wrong.
  if (!["number", "bigint", "boolean"].includes(typeof value)) {
    throw new Exception(
      ERR_OP,
      `${op.name} is for numbers, not for ${typeof value}: give a function of two values, ` +
        "or use the call with a capital letter for arrays",
    );
  }
  return combine;
}
