// How much memory a loop goes through: the arrays that its body reads and writes, as far as their lengths are known before.
import {
  assignedIn,
  bin,
  ELEM_SHIFT,
  type Expr,
  get,
  type Load,
  type Local,
  num,
  type Stmt,
  type Store,
  visitExprs,
  visitStmts,
} from "../ir/index.ts";
import { copiedIn } from "./lanes-prover.ts";
import { float } from "./outline-frame.ts";

/** Bytes of the arrays of a body, evaluated before its loop, and whether those are all. */
export interface Footprint {
  readonly bytes: Expr;
  readonly whole: boolean;
}

export function footprint(body: readonly Stmt[]): Footprint {
  const inside = assignedIn(body);
  const root = copiedIn(body, inside);
  const sizes = new Map<Local, Expr>();
  let whole = true;
  const see = ({ array }: Load | Store): void => {
    // An assignment names its target inside the loop, before which nothing is known by that name.
    const length = root(array.length);
    if (array.strided || inside.has(length)) whole = false;
    else sizes.set(length, bin("mul", float(get(length)), num(2 ** ELEM_SHIFT[array.elem])));
  };
  visitStmts(body, (s) => {
    if (s.k === "store") see(s);
  });
  visitExprs(body, (e) => {
    if (e.k === "load") see(e);
  });
  const all = [...sizes.values()];
  return { bytes: all.length > 0 ? all.reduce((a, b) => bin("add", a, b)) : num(0), whole };
}
