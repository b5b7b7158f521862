// What a condition tells of the locals that it compares, in the arm where it holds and in the arm where it does not.
// Where the facts contradict the condition, the arm is never entered.
import type { Expr, Fact } from "../ir/index.ts";
import type { Env } from "./env.ts";

type FactAt = (e: Expr, env: Env) => Fact;

/** `env`, changed to what holds where `test` is `holds`; undefined if that cannot be. */
export function refine(env: Env, test: Expr, holds: boolean, fact: FactAt): Env | undefined {
  const both = (first: Expr, one: boolean, second: Expr, other: boolean): Env | undefined => {
    const middle = refine(env, first, one, fact);
    return middle && refine(middle, second, other, fact);
  };
  if (test.k === "const") return (test.value !== 0) === holds ? env : undefined;
  if (test.k === "un" && test.op === "not") return refine(env, test.a, !holds, fact);
  if (test.k === "bin" && test.a.type === "bool") {
    return (holds ? test.op === "and" : test.op === "or") ? both(test.a, holds, test.b, holds) : env;
  }
  // `a && b` is `a ? b : false`, `a || b` is `a ? true : b`.
  if (test.k === "cond") {
    if (holds && isFalse(test.b)) return both(test.test, true, test.a, true);
    if (holds && isFalse(test.a)) return both(test.test, false, test.b, true);
    if (!holds && isTrue(test.a)) return both(test.test, false, test.b, false);
    return env;
  }
  return test.k === "bin" && compare(env, test, holds, fact) ? env : test.k === "bin" ? undefined : env;
}

const isFalse = (e: Expr): boolean => e.k === "const" && e.value === 0;
const isTrue = (e: Expr): boolean => e.k === "const" && e.value === 1;

const NEGATED: Record<string, "lt" | "le" | "gt" | "ge" | "eq" | undefined> = {
  lt: "ge",
  le: "gt",
  gt: "le",
  ge: "lt",
  ne: "eq",
};

/** Bounds the locals of a comparison; false if no values are left. */
function compare(env: Env, test: Expr & { k: "bin" }, holds: boolean, fact: FactAt): boolean {
  const [a, b] = [fact(test.a, env), fact(test.b, env)];
  const op = holds ? test.op : NEGATED[test.op];
  if (!op) return true;
  // Where a comparison other than != is true, neither side is NaN. Where it is false, one may be, and then the negated
  // comparison bounds nothing.
  const ordered = holds ? test.op !== "ne" : test.op === "ne";
  if (!ordered && (a.nan || b.nan)) return true;
  const apply = (e: Expr, f: Fact, lo: number, hi: number): boolean => {
    if (lo > hi) return false;
    if (e.k === "get") env.set(e.local, { ...f, lo, hi, nan: false, negz: f.negz && lo <= 0 && hi >= 0 });
    return true;
  };
  const one = a.int && b.int ? 1 : 0;
  switch (op) {
    case "lt":
      return (
        apply(test.a, a, a.lo, Math.min(a.hi, b.hi - one)) &&
        apply(test.b, b, Math.max(b.lo, a.lo + one), b.hi)
      );
    case "le":
      return apply(test.a, a, a.lo, Math.min(a.hi, b.hi)) && apply(test.b, b, Math.max(b.lo, a.lo), b.hi);
    case "gt":
      return (
        apply(test.a, a, Math.max(a.lo, b.lo + one), a.hi) &&
        apply(test.b, b, b.lo, Math.min(b.hi, a.hi - one))
      );
    case "ge":
      return apply(test.a, a, Math.max(a.lo, b.lo), a.hi) && apply(test.b, b, b.lo, Math.min(b.hi, a.hi));
    case "eq":
      return equal(env, test.a, a, test.b, b) && equal(env, test.b, b, test.a, a);
    default:
      return true;
  }
}

/** x == y: x is where both may be, and integral if y is. */
function equal(env: Env, e: Expr, f: Fact, to: Expr, other: Fact): boolean {
  // floor(x) == x makes x integral; floor(x) == 1 does not.
  if (e.k === "un" && e.op === "floor" && e.a.k === "get" && to.k === "get" && to.local === e.a.local) {
    const x = env.get(e.a.local);
    if (x) env.set(e.a.local, { ...x, int: true, nan: false });
  }
  const [lo, hi] = [Math.max(f.lo, other.lo), Math.min(f.hi, other.hi)];
  if (lo > hi) return false;
  if (e.k === "get") env.set(e.local, { lo, hi, int: f.int || other.int, nan: false, negz: f.negz });
  return true;
}
