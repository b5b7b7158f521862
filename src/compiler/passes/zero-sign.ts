// Whose zero's sign can anybody see? 0 and −0 differ only in division, in Math functions, when stored or returned as
// floats, and in sums of zeros. A local whose zero's sign nobody sees may be an integer although it may be −0.
import { type Expr, type Func, type Local, type Stmt, visitStmts } from "../ir/index.ts";
import type { Analysis } from "./analysis.ts";

const INTEGER_ELEMENTS = new Set(["i8", "u8", "i16", "u16", "i32", "u32"]);

/** The locals of which somebody can tell 0 from −0. */
export function signedZeros(f: Func, facts: Analysis): Set<Local> {
  const seen = new Set<Local>();
  for (let size = -1; size !== seen.size; ) {
    size = seen.size;
    visitStmts(f.body, (s) => {
      lookStmt(s, seen, facts);
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
  const look = (x: Expr, s: boolean): void => {
    lookExpr(x, s, seen, facts);
  };
  switch (e.k) {
    case "get":
      if (signed) seen.add(e.local);
      break;
    case "un":
      look(e.a, signed && !BLIND.has(e.op));
      break;
    case "bin":
      for (const [operand, s] of operandSigns(e, signed, facts)) look(operand, s);
      break;
    case "cond":
      look(e.test, false);
      look(e.a, signed);
      look(e.b, signed);
      break;
    case "load":
      look(e.index, false);
      break;
    case "index":
      look(e.value, false);
      look(e.length, false);
      break;
    default:
  }
}

const BLIND = new Set(["abs", "toint32", "truthy", "not", "exact", "toaddr"]);
const has0 = (e: Expr, facts: Analysis): boolean => facts.expr(e).lo <= 0 && facts.expr(e).hi >= 0;

/** For each operand of a binary node, whether the sign of its zero can be seen. */
export function operandSigns(
  e: Expr & { k: "bin" },
  signed: boolean,
  facts: Analysis,
): (readonly [Expr, boolean])[] {
  switch (e.op) {
    case "add":
      // x + −0 is x unless x is −0 itself.
      return [
        [e.a, signed && facts.expr(e.b).negz],
        [e.b, signed && facts.expr(e.a).negz],
      ];
    case "sub":
      // −0 − 0 is −0; x − −0 is x unless x is −0.
      return [
        [e.a, signed && has0(e.b, facts)],
        [e.b, signed && facts.expr(e.a).negz],
      ];
    case "mul":
    case "min":
    case "max":
      return [
        [e.a, signed],
        [e.b, signed],
      ];
    case "div":
      // 1 / −0 is −Infinity whatever becomes of the quotient's own sign.
      return [
        [e.a, signed || has0(e.b, facts)],
        [e.b, true],
      ];
    case "rem":
      return [
        [e.a, signed],
        [e.b, false],
      ];
    default:
      return [
        [e.a, false],
        [e.b, false],
      ];
  }
}
