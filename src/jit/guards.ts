// Promises about numbers: what a specialisation counts on and the caller checks before every call. Sizes come in a few
// classes, so that a product of three small sizes is known to be exact and a later, larger one costs one recompilation.
import type { Fact } from "../compiler/index.ts";

/** The largest magnitude of each class. The last leaves room for a loop's step below 2^31. */
const CLASSES = [2 ** 12, 2 ** 16, 2 ** 21, 2 ** 31 - 2 ** 17];

/** The promise made for numbers that nobody has seen yet: sizes of any class. */
export const SIZE: Fact = { lo: 0, hi: 2 ** 31 - 2 ** 17, int: true, nan: false, negz: false };

/** The promise that a number and its like keep; undefined if it is not a whole number of the largest class. */
export function promise(x: number): Fact | undefined {
  const limit = CLASSES.find((c) => Math.abs(x) <= c);
  if (limit === undefined || !Number.isInteger(x) || Object.is(x, -0)) return undefined;
  return { lo: x >= 1 ? 1 : x >= 0 ? 0 : -limit, hi: limit, int: true, nan: false, negz: false };
}

/** True if a number keeps a promise. */
export function keeps(x: number, fact: Fact): boolean {
  return x >= fact.lo && x <= fact.hi && Math.floor(x) === x && (x !== 0 || 1 / x > 0);
}

/** The promise that both the old numbers and a new one keep; undefined if there is none. */
export function loosen(old: Fact | undefined, x: number): Fact | undefined {
  const now = promise(x);
  if (!old || !now) return undefined;
  return { ...old, lo: Math.min(old.lo, now.lo), hi: Math.max(old.hi, now.hi) };
}
