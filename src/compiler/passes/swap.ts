// Replaces nodes, told apart by identity, in statements: a check by its index, an access by one through another base.
// Goes from the top down, because what is rebuilt is a node of its own.
import type { Expr, Index, Load, Stmt } from "../ir/index.ts";

/** What to put in a node's place, given how to go on below it; undefined: it stays, with its operands replaced. */
export type Swap = (e: Load | Index, below: (e: Expr) => Expr) => Expr | undefined;

/** Told of every node that was put in the place of another. */
export interface Swapped {
  carry(e: Expr, made: Expr): void;
}

/** How an expression is rebuilt with its nodes swapped. */
export function swapper(swap: Swap, swapped?: Swapped): (e: Expr) => Expr {
  const of = (e: Expr): Expr => {
    let made: Expr;
    switch (e.k) {
      case "const":
      case "get":
        return e;
      case "un":
        made = { ...e, a: of(e.a) };
        break;
      case "bin":
        made = { ...e, a: of(e.a), b: of(e.b) };
        break;
      case "cond":
        made = { ...e, test: of(e.test), a: of(e.a), b: of(e.b) };
        break;
      case "load":
        made = swap(e, of) ?? { ...e, index: of(e.index), subs: e.subs.map(of) };
        break;
      case "index":
        made = swap(e, of) ?? { ...e, value: of(e.value), length: of(e.length) };
        break;
      case "peek":
        made = { ...e, base: of(e.base) };
        break;
    }
    swapped?.carry(e, made);
    return made;
  };
  return of;
}

/** The statement with its expressions rebuilt by `of` and the lists inside it mapped by `map`. */
export function swapStmt(s: Stmt, of: (e: Expr) => Expr, map: (list: readonly Stmt[]) => Stmt[]): Stmt {
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
    case "mark":
      return s;
  }
}
