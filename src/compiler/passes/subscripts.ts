// The box that a loop's inner variables span, and what it makes of a subscript: least and greatest value as
// polynomials in what stays the same in the loop, with the conditions under which they hold.
import { type Expr, type For, type Local, type Stmt, visitExpr, visitStmts } from "../ir/index.ts";
import type { Definitions } from "./definitions.ts";
import { Poly, polynomial } from "./polynomial.ts";

/** A bound that holds if all of `when` are not negative. */
export interface Bound {
  readonly at: Poly;
  readonly when: readonly Poly[];
}

/** What a parallel loop's subscripts are made of. */
export class Box {
  readonly #v: Local;
  readonly #loops = new Map<Local, For>();
  readonly #changing: ReadonlySet<Local>;
  readonly defs: Definitions;
  readonly #loop: For;

  constructor(loop: For, changing: ReadonlySet<Local>, defs: Definitions) {
    this.#loop = loop;
    this.#v = loop.v;
    this.#changing = changing;
    this.defs = defs;
    visitStmts(loop.body, (s: Stmt) => {
      if (s.k === "for") this.#loops.set(s.v, s);
    });
  }

  /** True if the loop's body sets a local. */
  changes(l: Local): boolean {
    return this.#changing.has(l);
  }

  /** True if an expression reads what the loop's body sets. */
  readsChanging(e: Expr): boolean {
    let found = false;
    visitExpr(e, (x) => {
      if (x.k === "get" && this.#changing.has(x.local)) found = true;
    });
    return found;
  }

  /** A subscript as a polynomial in the loop's variable, inner variables, and what stays the same. */
  poly(e: Expr): Poly | undefined {
    const p = polynomial(e, (l) => (this.#loops.has(l) || l === this.#v ? undefined : this.defs.value(l)));
    if (!p) return undefined;
    for (const l of p.variables) {
      if (l !== this.#v && !this.#loops.has(l) && this.#changing.has(l)) return undefined;
    }
    return p;
  }

  /** [coefficient of the parallel variable, the rest]; the coefficient must not vary inside. */
  split(p: Poly): [Poly, Poly] | undefined {
    const s = p.split(this.#v);
    if (!s || [...s[0].variables].some((l) => this.#loops.has(l))) return undefined;
    return s;
  }

  /** The least (sign −1) or greatest (+1) value of `p` over all inner iterations, and with `all` over the loop's own. */
  extreme(p: Poly, sign: 1 | -1, all = false, depth = 0): Bound | undefined {
    if (depth > 12) return undefined;
    const inner =
      [...p.variables].find((l) => this.#loops.has(l)) ??
      (all && p.variables.has(this.#v) ? this.#v : undefined);
    if (!inner) return { at: p, when: [] };
    const s = p.split(inner);
    if (!s || [...s[0].variables].some((l) => this.#loops.has(l) || l === this.#v)) return undefined;
    const [q, rest] = s;
    const c = q.constant;
    // A symbolic coefficient (a row's length) is taken to be positive, and that is made a condition.
    const up = c === undefined ? sign : Math.sign(c) * sign;
    const range = this.#range(inner);
    if (!range) return undefined;
    const end = up >= 0 ? range.hi : range.lo;
    // A triangular loop's bound contains outer variables: it is taken at its own extreme.
    const bound = this.extreme(rest.plus(q.times(end)), sign, all || end.variables.has(this.#v), depth + 1);
    if (!bound) return undefined;
    return c === undefined ? { at: bound.at, when: [...bound.when, q] } : bound;
  }

  /** First and last value of a counted variable, whichever is less first. */
  #range(l: Local): { lo: Poly; hi: Poly } | undefined {
    const f = l === this.#v ? this.#loop : (this.#loops.get(l) as For);
    const [from, to] = [this.poly(f.from), this.poly(f.to)];
    if (!from || !to) return undefined;
    const one = Poly.of(1);
    if (f.step > 0) return { lo: from, hi: f.cmp === "lt" ? to.minus(one) : to };
    return { lo: f.cmp === "gt" ? to.plus(one) : to, hi: from };
  }

  /** The locals that bounds count on being whole numbers. */
  get whole(): Set<Local> {
    const found = new Set<Local>();
    for (const f of [this.#loop, ...this.#loops.values()]) {
      for (const e of [f.from, f.to])
        for (const l of this.poly(e)?.variables ?? []) if (!this.#loops.has(l) && l !== this.#v) found.add(l); // prange checks its own variable
    }
    return found;
  }
}
