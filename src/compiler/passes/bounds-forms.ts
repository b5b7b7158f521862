// The polynomial that an expression is. Only arithmetic that is proven exact is followed: a sum that may wrap or round
// is an unknown of its own.
import { bin, type Expr, type For, num, operands, printExpr, readLocals, un } from "../ir/index.ts";
import type { Analysis } from "./analysis.ts";
import {
  literal,
  type Polynomial,
  plus,
  plusNumber,
  type Range,
  single,
  times,
  type Unknown,
} from "./bounds-polynomial.ts";
import type { Names, State } from "./bounds-state.ts";
import { binFact, fitsExact, fitsI32 } from "./facts.ts";

export class Forms {
  readonly #facts: Analysis;
  readonly #names: Names;
  readonly #made = new Map<string, Polynomial>();

  constructor(facts: Analysis, names: Names) {
    this.#facts = facts;
    this.#names = names;
  }

  /** The value of `e`, evaluated in `state`; undefined if it is not known to be an integer. */
  of(e: Expr, state: State): Polynomial | undefined {
    switch (e.k) {
      case "const":
        return e.type === "bool" ? undefined : literal(e.value);
      case "get":
        return e.type === "bool" || e.type === "addr" ? undefined : this.#names.of(e.local, state);
      case "un":
        return this.#unary(e, state);
      case "bin":
        return this.#binary(e, state);
      case "index":
        return this.of(e.value, state);
      default:
        return this.#unknown(e, state);
    }
  }

  #unary(e: Expr & { k: "un" }, state: State): Polynomial | undefined {
    const a = this.#facts.expr(e.a);
    switch (e.op) {
      case "tof64":
      case "widen":
      case "exact":
        return this.of(e.a, state);
      case "utof64":
      case "uwiden":
        return a.lo >= 0 ? this.of(e.a, state) : this.#unknown(e, state);
      case "wrap":
        return fitsI32(a) ? this.of(e.a, state) : this.#unknown(e, state);
      case "floor":
      case "ceil":
      case "trunc":
      case "nearest":
        return fitsExact(a) ? this.of(e.a, state) : this.#unknown(e, state);
      case "neg": {
        const p = fitsExact(a) ? this.of(e.a, state) : undefined;
        return p && times(p, literal(-1) as Polynomial);
      }
      case "frombool":
        return this.#unknown(e, state, { from: [literal(0) as Polynomial], to: [literal(1) as Polynomial] });
      default:
        return this.#unknown(e, state);
    }
  }

  #binary(e: Expr & { k: "bin" }, state: State): Polynomial | undefined {
    if (e.type === "bool" || e.type === "addr") return undefined;
    const a = this.of(e.a, state);
    const b = this.of(e.b, state);
    if (!a || !b) return this.#unknown(e, state);
    const fa = this.#facts.expr(e.a);
    const fb = this.#facts.expr(e.b);
    if (e.op === "add" || e.op === "sub" || e.op === "mul") {
      const exact = binFact(e.op, "f64", fa, fb);
      if (e.type === "i32" ? fitsI32(exact) : fitsExact(exact)) {
        return (
          (e.op === "mul" ? times(a, b) : plus(a, b, e.op === "add" ? 1 : -1)) ?? this.#unknown(e, state)
        );
      }
    }
    return this.#unknown(e, state, this.#range(e, a, b));
  }

  /** Bounds of operators that are not linear. Operands are integers. */
  #range(e: Expr & { k: "bin" }, a: Polynomial, b: Polynomial): Range | undefined {
    const [fa, fb] = [this.#facts.expr(e.a), this.#facts.expr(e.b)];
    const zero = literal(0) as Polynomial;
    const list = (...ends: (Polynomial | undefined)[]): Polynomial[] => ends.filter((p) => p !== undefined);
    switch (e.op) {
      case "min":
        return { from: [], to: [a, b], either: [a, b] };
      case "max":
        return { from: [a, b], to: [], either: [a, b] };
      case "rem":
        return fa.lo >= 0 && fb.lo > 0 ? { from: [zero], to: list(plusNumber(b, -1), a) } : undefined;
      case "and":
        return fa.lo >= 0 || fb.lo >= 0
          ? { from: [zero], to: [...(fa.lo >= 0 ? [a] : []), ...(fb.lo >= 0 ? [b] : [])] }
          : undefined;
      case "div":
        return e.type !== "f64" && fa.lo >= 0 && fb.lo > 0 ? { from: [zero], to: [a] } : undefined;
      case "shr":
      case "shru":
        return fa.lo >= 0 ? { from: [zero], to: [a] } : undefined;
      default:
        return undefined;
    }
  }

  /** A value that is not taken apart. Two of the same form, from the same values, are one. */
  #unknown(e: Expr, state: State, range?: Range): Polynomial | undefined {
    const fact = this.#facts.expr(e);
    if (!fitsExact(fact) || e.type === "bool" || e.type === "addr") return undefined;
    if (e.k === "cond") {
      const [a, b] = [this.of(e.a, state), this.of(e.b, state)];
      if (a && b) return this.#keyed(e, state, { from: [], to: [], either: [a, b] });
    }
    if (e.k === "load" && fact.hi < 2 ** 16) {
      const ends = { from: [literal(fact.lo) as Polynomial], to: [literal(fact.hi) as Polynomial] };
      return single(this.#names.unknown(fact, undefined, [], ends));
    }
    return this.#keyed(e, state, range);
  }

  #keyed(e: Expr, state: State, range: Range | undefined): Polynomial {
    const fact = this.#facts.expr(e);
    if (!isPure(e)) return single(this.#names.unknown(fact, undefined, [], range));
    const uses = [...readLocals(e)].map((l) => [l, state.version(l)] as const);
    // What is known of it may depend on the conditions under which it stands.
    const key = `${printExpr(e)} ${uses.map(([l, v]) => `${l.id}@${v}`)} ${fact.lo} ${fact.hi} ${rangeKey(range)}`;
    let made = this.#made.get(key);
    if (!made) {
      made = single(this.#names.unknown(fact, isRepeatable(e) ? e : undefined, uses, range));
      this.#made.set(key, made);
    }
    return made;
  }

  /** A loop's variable inside it, an unknown between the loop's ends; and what is negative while the loop has any. */
  variable(
    s: For,
    state: State,
    version: number,
  ): { unknown: Unknown; empty: Polynomial | undefined } | undefined {
    const [from, to] = [this.#facts.expr(s.from), this.#facts.expr(s.to)];
    if (!fitsExact(from) || !Number.isInteger(s.step)) return undefined;
    const up = s.step > 0;
    const inclusive = s.cmp === "le" || s.cmp === "ge";
    const off = inclusive ? 0 : up ? 1 : -1;
    const fact = up
      ? { ...from, hi: Math.max(from.lo, Math.floor(inclusive ? to.hi : Math.ceil(to.hi) - 1)) }
      : { ...from, lo: Math.min(from.hi, Math.ceil(inclusive ? to.lo : Math.floor(to.lo) + 1)) };
    if (!fitsExact(fact)) return undefined;
    const first = this.of(s.from, state);
    // A bound that may be fractional is not followed: passes turn it into a whole one where that is possible.
    const limit = fitsExact(to) ? this.of(s.to, state) : undefined;
    const last = limit && plusNumber(limit, -off);
    const ends = last ? [last] : [];
    const exact = first && Math.abs(s.step) !== 1 ? this.#last(s, state, first, off) : undefined;
    if (exact) ends.unshift(exact);
    const start = first ? [first] : [];
    const range: Range = up ? { from: start, to: ends } : { from: ends, to: start };
    const unknown = this.#names.unknown(
      fact,
      { k: "get", type: s.v.type, local: s.v },
      [[s.v, version]],
      range,
    );
    const gap = first && limit && (up ? plus(first, limit, -1) : plus(limit, first, -1));
    return { unknown, empty: gap && inclusive ? plusNumber(gap, -1) : gap };
  }

  /** The last value of a variable with a wider step: from + step * trunc((to - 1 - from) / step). */
  #last(s: For, state: State, first: Polynomial, off: number): Polynomial | undefined {
    const [from, to] = [this.#facts.expr(s.from), this.#facts.expr(s.to)];
    const small = (f: typeof from): boolean => fitsExact(f) && f.lo >= -(2 ** 33) && f.hi <= 2 ** 33;
    // The quotient is off a whole number by 1 / step at least, far more than rounding can move it.
    if (!small(from) || !small(to) || Math.abs(s.step) > 2 ** 16) return undefined;
    if (!isRepeatable(asFloat(s.from)) || !isRepeatable(asFloat(s.to))) return undefined;
    const distance = bin("sub", bin("sub", asFloat(s.to), num(off)), asFloat(s.from));
    const count = un("trunc", bin("div", distance, num(s.step)), "f64");
    const uses = [...readLocals(count)].map((l) => [l, state.version(l)] as const);
    const reach = (to.hi - from.lo) / Math.abs(s.step);
    const back = (from.hi - to.lo) / Math.abs(s.step);
    const most = Math.ceil(Math.max(Math.abs(reach), Math.abs(back))) + 1;
    const unknown = this.#names.unknown({ lo: 0, hi: most, int: true, nan: false, negz: false }, count, uses);
    const steps = times(single(unknown), literal(s.step) as Polynomial);
    return steps && plus(first, steps);
  }
}

/** A number as a float, without conversions that trap on what is no integer. */
export function asFloat(e: Expr): Expr {
  if (e.type === "f64") return e;
  if (e.k === "const") return num(e.value);
  return e.k === "un" && e.op === "exact" ? e.a : un("tof64", e, "f64");
}

const rangeKey = (r: Range | undefined): string =>
  r ? [r.from, r.to, r.either ?? []].map((l) => l.map((p) => p.key).join(",")).join(";") : "";

const isPure = (e: Expr): boolean =>
  e.k !== "load" && e.k !== "peek" && e.k !== "index" && operands(e).every(isPure);

/** True if an expression may be evaluated where it stands in the program or not: it reads locals only and never traps. */
export function isRepeatable(e: Expr): boolean {
  if (!isPure(e) || (e.k === "un" && (e.op === "exact" || e.op === "toaddr"))) return false;
  if (e.k === "bin" && e.type !== "f64" && (e.op === "div" || e.op === "rem")) {
    if (e.b.k !== "const" || e.b.value === 0 || e.b.value === -1) return false;
  }
  return operands(e).every(isRepeatable);
}
