// What is known of a counted loop's variable: inside the loop, and when it ends.
import type { Fact } from "../ir/index.ts";

/** The variable's fact inside a counted loop; undefined if the body is never entered. */
export function iterationFact(from: Fact, to: Fact, cmp: string, step: number): Fact | undefined {
  // NaN on either side makes the comparison false, so it never reaches the body.
  const int = from.int && Number.isInteger(step);
  const limit = (x: number): number => (int && Number.isFinite(x) ? Math.ceil(x) - 1 : x);
  if (step > 0) {
    const hi = cmp === "lt" ? limit(to.hi) : to.hi;
    if (from.lo > hi) return undefined;
    return {
      lo: from.lo,
      hi: int && Number.isFinite(hi) ? Math.floor(hi) : hi,
      int,
      nan: false,
      negz: from.negz,
    };
  }
  const lo = cmp === "gt" ? -limit(-to.lo) : to.lo;
  if (from.hi < lo) return undefined;
  return {
    lo: int && Number.isFinite(lo) ? Math.ceil(lo) : lo,
    hi: from.hi,
    int,
    nan: false,
    negz: from.negz || (from.hi > 0 && !int),
  };
}

/** The fact of the value with which a counted loop ends; undefined if unknown. */
export function lastFact(from: Fact, to: Fact, inside: Fact | undefined, step: number): Fact | undefined {
  if (!inside) return from;
  return {
    lo: inside.lo + step,
    hi: inside.hi + step,
    int: inside.int,
    nan: from.nan || to.nan,
    negz: from.negz,
  };
}
