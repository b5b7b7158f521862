// Whose zero's sign can anybody see? 0 and −0 differ only in division, in Math functions, when stored or returned as
// floats, and in sums of zeros. A local whose zero's sign nobody sees may be an integer although it may be −0.
import { type Expr, type Func, type Local, type Stmt, visitStmts } from "../ir/index.ts";
import type { Analysis } from "./analysis.ts";

const INTEGER_ELEMENTS = new Set(["i8", "u8", "i16", "u16", "i32", "u32"]);

/** The locals of which somebody can tell 0 from −0. */
export function signedZeros(f: Func, facts: Analysis): Set<Local> {
  const seen = new Set<Local>();
  // Sets of locals whose zero's sign nobody saw when they were looked at: somebody may since.
  let blind: (Stmt & { k: "set" | "for" })[] = [];
  visitStmts(f.body, (s) => {
    if ((s.k === "set" && !seen.has(s.local)) || (s.k === "for" && !seen.has(s.v))) blind.push(s);
    lookStmt(s, seen, facts);
  });
  for (let size = -1; size !== blind.length; ) {
    size = blind.length;
    blind = blind.filter((s) => {
      if (!seen.has(s.k === "set" ? s.local : s.v)) return true;
      lookExpr(s.k === "set" ? s.value : s.from, true, seen, facts);
      return false;
    });
  }
  return seen;
}

function lookStmt(s: Stmt, seen: Set<Local>, facts: Analysis): void {
  const look = (e: Expr, signed: boolean): void => {
    lookExpr(e, signed, seen, facts);
  };
  switch (s.k) {
    case "set":
      look(s.value, seen.has(s.local));
      break;
    case "store":
      look(s.index, false);
      look(s.value, !INTEGER_ELEMENTS.has(s.array.elem));
      break;
    case "do":
      look(s.value, false);
      break;
    case "if":
      look(s.test, false);
      break;
    case "for":
      look(s.from, seen.has(s.v));
      look(s.to, false);
      break;
    case "return":
    case "throw":
    case "print":
    case "call":
      for (const e of s.k === "return" ? s.values : s.args) look(e, true);
      break;
    case "alloc":
      look(s.count, false);
      break;
    case "row":
      look(s.index, false);
      break;
    case "poke":
      look(s.value, true);
      break;
    default:
  }
}

/** Marks the locals below `e` whose zero's sign reaches a reader, `signed` saying whether e's own does. */
function lookExpr(e: Expr, signed: boolean, seen: Set<Local>, facts: Analysis): void {
  switch (e.k) {
    case "get":
      if (signed) seen.add(e.local);
      break;
    case "un":
      lookExpr(e.a, signed && !BLIND.has(e.op), seen, facts);
      break;
    case "bin": {
      const signs = operandSigns(e, signed, facts);
      lookExpr(e.a, signs[0], seen, facts);
      lookExpr(e.b, signs[1], seen, facts);
      break;
    }
    case "cond":
      lookExpr(e.test, false, seen, facts);
      lookExpr(e.a, signed, seen, facts);
      lookExpr(e.b, signed, seen, facts);
      break;
    case "load":
      lookExpr(e.index, false, seen, facts);
      break;
    case "index":
      lookExpr(e.value, false, seen, facts);
      lookExpr(e.length, false, seen, facts);
      break;
    default:
  }
}

const BLIND = new Set(["abs", "toint32", "truthy", "not", "exact", "toaddr"]);
const has0 = (e: Expr, facts: Analysis): boolean => facts.expr(e).lo <= 0 && facts.expr(e).hi >= 0;

const NEITHER = [false, false] as const;

/** For each operand of a binary node, whether the sign of its zero can be seen. */
export function operandSigns(
  e: Expr & { k: "bin" },
  signed: boolean,
  facts: Analysis,
): readonly [boolean, boolean] {
  // 1 / −0 is −Infinity whatever becomes of the quotient's own sign.
  if (e.op === "div") return [signed || has0(e.b, facts), true];
  if (!signed) return NEITHER;
  switch (e.op) {
    case "add":
      // x + −0 is x unless x is −0 itself.
      return [facts.expr(e.b).negz, facts.expr(e.a).negz];
    case "sub":
      // −0 − 0 is −0; x − −0 is x unless x is −0.
      return [has0(e.b, facts), facts.expr(e.a).negz];
    case "mul":
    case "min":
    case "max":
      return [true, true];
    case "rem":
      return [true, false];
    default:
      return NEITHER;
  }
}
