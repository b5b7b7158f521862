// Takes checks out of expressions: the index stays, the question whether it is in range goes.
// Nodes are told apart by identity, so this goes from the top down, before anything is rebuilt.
import type { Expr, Index, Stmt } from "../ir/index.ts";

/** The expression without the checks in `gone`. */
function stripExpr(e: Expr, gone: ReadonlySet<Index>): Expr {
  const of = (x: Expr): Expr => stripExpr(x, gone);
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
      return gone.has(e) ? of(e.value) : { ...e, value: of(e.value), length: of(e.length) };
    case "peek":
      return { ...e, base: of(e.base) };
  }
}

/** The statement without the checks in `gone`, with the lists inside it mapped by `map`. */
export function strip(s: Stmt, gone: ReadonlySet<Index>, map: (list: readonly Stmt[]) => Stmt[]): Stmt {
  const of = (e: Expr): Expr => stripExpr(e, gone);
  switch (s.k) {
    case "set":
    case "do":
      return { ...s, value: of(s.value) };
    case "store":
      return { ...s, index: of(s.index), subs: s.subs.map(of), value: of(s.value) };
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

/** The statements without the checks in `gone`, at every depth. */
export function stripAll(list: readonly Stmt[], gone: ReadonlySet<Index>): Stmt[] {
  return list.map((s) => strip(s, gone, (b) => stripAll(b, gone)));
}
