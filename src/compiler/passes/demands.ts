// Demands that are known to be met leave: that a range counts from one whole number to another is asked wherever a parallel
// loop stands, and sizes that the caller promises are whole numbers.
import { type Expr, printExpr, type Stmt } from "../ir/index.ts";
import type { Analysis } from "./analysis.ts";

/** True of a statement that would throw if a condition did not hold, which is known to hold. */
export const isAssured = (s: Stmt, facts: Analysis): boolean =>
  s.k === "if" && s.then.length === 0 && s.else[0]?.k === "throw" && holds(s.test, facts);

function holds(e: Expr, facts: Analysis): boolean {
  if (e.k !== "bin") return false;
  if (e.op === "and") return holds(e.a, facts) && holds(e.b, facts);
  const [a, b] = [facts.expr(e.a), facts.expr(e.b)];
  if (e.op === "le") return !a.nan && !b.nan && a.hi <= b.lo;
  // floor(x) == x
  return (
    e.op === "eq" &&
    e.a.k === "un" &&
    e.a.op === "floor" &&
    b.int &&
    !b.nan &&
    printExpr(e.a.a) === printExpr(e.b)
  );
}
