// Replaces nodes, told apart by identity, in statements: a check by its index, an access by one through another base.
// Goes from the top down, because what is rebuilt is a node of its own.
import type { Expr, Stmt } from "../ir/index.ts";

/** What to put in a node's place, given how to go on below it; undefined: the node stays, with its operands replaced. */
export type Swap = (e: Expr, below: (e: Expr) => Expr) => Expr | undefined;

/** Told of every node that was put in the place of another. */
export type Swapped = (e: Expr, made: Expr) => void;

function swapExpr(e: Expr, swap: Swap, swapped?: Swapped): Expr {
  const made = swap(e, (x) => swapExpr(x, swap, swapped)) ?? rebuilt(e, (x) => swapExpr(x, swap, swapped));
  if (made !== e) swapped?.(e, made);
  return made;
}

function rebuilt(e: Expr, of: (e: Expr) => Expr): Expr {
  switch (e.k) {
    case "const":
    case "get":
      return e;
    case "un":
      return { ...e, a: of(e.a) };
    case "bin":
      return { ...e, a: of(e.a), b: of(e.b) };
    case "cond":
      return { ...e, test: of(e.test), a: of(e.a), b: of(e.b) };
    case "load":
      return { ...e, index: of(e.index), subs: e.subs.map(of) };
    case "index":
      return { ...e, value: of(e.value), length: of(e.length) };
    case "peek":
      return { ...e, base: of(e.base) };
  }
}

/** The statement with the nodes of its expressions swapped and the lists inside it mapped by `map`. */
export function swapStmt(
  s: Stmt,
  swap: Swap,
  map: (list: readonly Stmt[]) => Stmt[],
  swapped?: Swapped,
): Stmt {
  const of = (e: Expr): Expr => swapExpr(e, swap, swapped);
  switch (s.k) {
    case "set":
    case "do":
      return { ...s, value: of(s.value) };
    case "store":
      return {
        ...s,
        index: of(s.index),
        subs: s.subs.map(of),
        value: of(s.value),
        ...(s.mask && { mask: of(s.mask) }),
      };
    case "if":
      return { ...s, test: of(s.test), then: map(s.then), else: map(s.else) };
    case "for":
      return { ...s, from: of(s.from), to: of(s.to), body: map(s.body) };
    case "loop":
    case "block":
    case "scope":
      return { ...s, body: map(s.body) };
    case "return":
      return { ...s, values: s.values.map(of) };
    case "throw":
    case "print":
    case "call":
      return { ...s, args: s.args.map(of) };
    case "alloc":
      return { ...s, count: of(s.count) };
    case "row":
      return { ...s, index: of(s.index) };
    case "poke":
      return { ...s, base: of(s.base), value: of(s.value) };
    case "fork":
      return { ...s, units: of(s.units), frame: of(s.frame) };
    case "break":
    case "continue":
      return s;
  }
}
