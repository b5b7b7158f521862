// Goals as conditions that are computed once before a loop. In float64, in which everything below 2^53 is exact: terms
// that are not known to stay small are tested too, so that a rounded sum never lets an unchecked loop in.
import { bin, bool, type Expr, num, un } from "../ir/index.ts";
import { asFloat } from "./bounds-forms.ts";
import type { Goal } from "./bounds-goal.ts";
import { type Polynomial, type Term, termFact, type Unknown } from "./bounds-polynomial.ts";

/** Twelve of these still add up exactly. */
const MOST = 2 ** 49;

/** The goal as an expression of type bool. */
export function condition(goal: Goal): Expr {
  const seen = new Set<string>();
  return write(simplify(goal, seen) ?? { k: "known", holds: true });
}

/** Without questions that are asked already in the same conjunction; undefined if nothing is left. */
function simplify(goal: Goal, seen: Set<string>): Goal | undefined {
  if (goal.k === "ask") {
    if (seen.has(goal.polynomial.key)) return undefined;
    seen.add(goal.polynomial.key);
    return goal;
  }
  if (goal.k !== "all") return goal;
  const parts = goal.parts.map((p) => simplify(p, seen)).filter((p) => p !== undefined);
  return parts.length > 0 ? { k: "all", parts } : undefined;
}

function write(goal: Goal): Expr {
  if (goal.k === "known") return bool(goal.holds);
  if (goal.k === "ask") return notNegative(goal.polynomial);
  const op = goal.k === "all" ? "and" : "or";
  return goal.parts.map(write).reduce((a, b) => bin(op, a, b));
}

/** p >= 0, with what is subtracted on the other side: sums of the same sign read better and cancel nothing. */
function notNegative(p: Polynomial): Expr {
  const left: Expr[] = [];
  const right: Expr[] = [];
  const tests: Expr[] = [];
  for (const t of p.terms) {
    const e = product(t);
    (t.factor > 0 ? left : right).push(e);
    const fact = termFact(t);
    if (fact.lo < -MOST || fact.hi > MOST) tests.push(bin("le", un("abs", e, "f64"), num(MOST)));
  }
  const sum = (list: Expr[]): Expr => (list.length === 0 ? num(0) : list.reduce((a, b) => bin("add", a, b)));
  return tests.reduce((all, t) => bin("and", all, t), bin("ge", sum(left), sum(right)));
}

/** The magnitude of a term. */
function product(t: Term): Expr {
  const factors = t.unknowns.map((u: Unknown) => asFloat(u.value as Expr));
  const size = Math.abs(t.factor);
  if (size !== 1 || factors.length === 0) factors.unshift(num(size));
  return factors.reduce((a, b) => bin("mul", a, b));
}
