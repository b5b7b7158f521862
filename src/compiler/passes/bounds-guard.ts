// Goals as conditions that are computed once before a loop. In float64, in which everything below 2^53 is exact: terms
// that are not known to stay small are tested too, so that a rounded sum never lets an unchecked loop in.
import { bin, bool, type Expr, num, printExpr, un } from "../ir/index.ts";
import { asFloat } from "./bounds-forms.ts";
import type { Goal } from "./bounds-goal.ts";
import { type Polynomial, type Term, termFact, type Unknown } from "./bounds-polynomial.ts";

/** Twelve of these still add up exactly. */
const MOST = 2 ** 49;

/** The goal as an expression of type bool. */
export function condition(goal: Goal): Expr {
  return write(goal) ?? bool(true);
}

/** The expression, without questions that are in `asked`; undefined if nothing is left. */
function write(goal: Goal, asked = new Set<string>()): Expr | undefined {
  if (goal.k === "known") return goal.holds ? undefined : bool(false);
  if (goal.k === "ask") {
    const e = notNegative(goal.polynomial);
    const text = printExpr(e);
    if (asked.has(text)) return undefined;
    asked.add(text);
    return e;
  }
  if (goal.k === "all")
    return joined(
      goal.parts.map((p) => write(p, asked)),
      "and",
    );
  // What is asked in one alternative is not asked in the other; but the same question twice is one.
  const parts = goal.parts.map((p) => write(p, new Set(asked)));
  if (parts.includes(undefined)) return undefined;
  const texts = new Map(parts.map((e) => [printExpr(e as Expr), e]));
  return joined([...texts.values()], "or");
}

function joined(parts: readonly (Expr | undefined)[], op: "and" | "or"): Expr | undefined {
  const list = parts.filter((e) => e !== undefined);
  return list.length > 0 ? list.reduce((a, b) => bin(op, a, b)) : undefined;
}

/** Sums and products read alike whatever their unknowns are called: the same number may have two names. */
const byText = (a: Expr, b: Expr): number => (printExpr(a) < printExpr(b) ? -1 : 1);

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
  const sum = (list: Expr[]): Expr =>
    list.length === 0 ? num(0) : list.sort(byText).reduce((a, b) => bin("add", a, b));
  return tests.reduce((all, t) => bin("and", all, t), bin("ge", sum(left), sum(right)));
}

/** The magnitude of a term. */
function product(t: Term): Expr {
  const factors = t.unknowns.map((u: Unknown) => asFloat(u.value as Expr)).sort(byText);
  const size = Math.abs(t.factor);
  if (size !== 1 || factors.length === 0) factors.unshift(num(size));
  return factors.reduce((a, b) => bin("mul", a, b));
}
