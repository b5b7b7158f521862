// What is known of a function's values. Passes that rebuild expressions carry it over to the new ones, so that a function
// is analysed once; of an expression that nobody spoke of, as much is known as follows from its operands.
import type { Expr, Fact, Local } from "../ir/index.ts";
import { binFact, factOf, factOfElem, factOfType, indexFact, ints, join, unFact } from "./facts.ts";

/** What was found of a function. */
export class Analysis {
  readonly #exprs: Map<Expr, Fact>;
  readonly #locals: ReadonlyMap<Local, Fact>;
  readonly #seen: ReadonlySet<Local>;

  constructor(exprs: Map<Expr, Fact>, locals: ReadonlyMap<Local, Fact>, seen: ReadonlySet<Local>) {
    this.#exprs = exprs;
    this.#locals = locals;
    this.#seen = seen;
  }

  /** The fact of an expression wherever that node stands. */
  expr(e: Expr): Fact {
    let fact = this.#exprs.get(e);
    if (fact === undefined) {
      fact = this.#derived(e);
      this.#exprs.set(e, fact);
    }
    return fact;
  }

  /** The fact of every value that a local is ever given. */
  local(l: Local): Fact {
    // Of the function's own, one that is never set is zero; others were made by a pass since.
    return this.#locals.get(l) ?? (this.#seen.has(l) ? ints(0, 0) : (l.fact ?? factOfType(l.type)));
  }

  /** `made` has the value of `e` at every place where it stands. */
  carry(e: Expr, made: Expr): void {
    const fact = this.#exprs.get(e);
    if (fact !== undefined && !this.#exprs.has(made)) this.#exprs.set(made, fact);
  }

  #derived(e: Expr): Fact {
    switch (e.k) {
      case "const":
        return factOf(e.value);
      case "get":
        return this.local(e.local);
      case "un":
        return unFact(e.op, e.type, this.expr(e.a));
      case "bin":
        return binaryFact(e, this.expr(e.a), this.expr(e.b));
      case "cond":
        return join(this.expr(e.a), this.expr(e.b));
      case "load":
        return factOfElem(e.array.elem);
      case "index":
        return indexFact(this.expr(e.value), this.expr(e.length));
      case "peek":
        return e.type === "f64" ? factOfElem(e.elem) : factOfType(e.type);
    }
  }
}

/** The fact of a node of two operands, given theirs. */
export function binaryFact(e: Expr & { k: "bin" }, a: Fact, b: Fact): Fact {
  const f = binFact(e.op, e.type, a, b);
  // Both operands are one value: a square is never negative.
  return e.op === "mul" && e.a === e.b && e.type === "f64" ? { ...f, lo: Math.max(f.lo, 0) } : f;
}
