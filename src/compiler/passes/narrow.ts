// Numbers that are integers become integers: i32 where they fit, i64 where an index needs more. A local changes its
// type only if every value it ever has is proven integral and small enough, and nobody can see the sign of its zero.
import {
  bin,
  constant,
  type Expr,
  type Func,
  isComparison,
  type Local,
  type Program,
  type Stmt,
  type Type,
  un,
  visitStmts,
} from "../ir/index.ts";
import { analyse } from "./analyse.ts";
import type { Analysis } from "./analysis.ts";
import { convert, fits, integral, isI32, isInt, mayWrap, unify } from "./convert.ts";
import { isAssured } from "./demands.ts";
import { fitsExact, fitsI32 } from "./facts.ts";
import { indexLocals } from "./index-locals.ts";
import { operandSigns, signedZeros } from "./zero-sign.ts";

/** Narrows every function of a program, in place. Returns what it found out of each, for the passes after it. */
export function narrow(p: Program): Map<Func, Analysis> {
  return new Map(p.funcs.map((f) => [f, narrowFunc(f, f === p.entry)]));
}

function narrowFunc(f: Func, entry: boolean): Analysis {
  const facts = analyse(f);
  const signed = signedZeros(f, facts);
  const indexed = indexLocals(f, facts);
  const types = new Map<Local, Type>();
  for (const l of f.locals) {
    if (l.type !== "f64") continue;
    const fact = facts.local(l);
    if (fact.negz && signed.has(l)) continue;
    // Parameters of inner functions keep the type that their callers pass; an entry's are converted at its start.
    if (f.params.includes(l) && !(entry && l.fact)) continue;
    if (fitsI32(fact)) types.set(l, "i32");
    else if (fitsExact(fact) && indexed.has(l)) types.set(l, "i64");
  }
  visitStmts(f.body, (s) => {
    // What a call gives has the type of the callee's results.
    if (s.k === "call") for (const r of s.results) types.delete(r);
    // A bound that may be NaN or out of range cannot be turned into an integer, so neither can what is compared with it.
    if (s.k !== "for" || !types.has(s.v)) return;
    // A loop that is never entered may have a fraction for its step.
    if (!Number.isInteger(s.step) || !fits(facts.expr(s.to), types.get(s.v) as Type)) types.delete(s.v);
  });
  const rewriter = new Rewriter(facts, signed, types);
  const prologue: Stmt[] = [];
  for (const p of f.params) {
    const type = types.get(p);
    if (type) prologue.push(enterAs(f, p, type));
  }
  f.body = [...prologue, ...rewriter.stmts(f.body)];
  for (const [l, type] of types) l.type = type;
  return facts;
}

/** A parameter arrives as f64; the local of that name becomes an ordinary one that is set from it. */
function enterAs(f: Func, p: Local, type: Type): Stmt {
  const raw: Local = { id: f.locals.length, name: p.name, type: "f64", ...(p.fact && { fact: p.fact }) };
  f.locals.push(raw);
  f.params[f.params.indexOf(p)] = raw;
  return { k: "set", local: p, value: un("exact", { k: "get", type: "f64", local: raw }, type) };
}

class Rewriter {
  readonly #facts: Analysis;
  readonly #signed: ReadonlySet<Local>;
  readonly #types: ReadonlyMap<Local, Type>;

  constructor(facts: Analysis, signed: ReadonlySet<Local>, types: ReadonlyMap<Local, Type>) {
    this.#facts = facts;
    this.#signed = signed;
    this.#types = types;
  }

  #type(l: Local): Type {
    return this.#types.get(l) ?? l.type;
  }

  stmts(list: readonly Stmt[]): Stmt[] {
    return list.filter((s) => !isAssured(s, this.#facts)).map((s) => this.#stmt(s));
  }

  #stmt(s: Stmt): Stmt {
    switch (s.k) {
      case "set": {
        const type = this.#type(s.local);
        return { ...s, value: this.#as(s.value, type, this.#signed.has(s.local)) };
      }
      case "store": {
        const integer = !["f32", "f64"].includes(s.array.elem);
        const value = integer ? this.#stored(s.value) : this.#as(s.value, s.value.type, true);
        return {
          ...s,
          index: this.#index(s.index),
          subs: s.subs.map((e) => this.#natural(e, false, true)),
          value,
        };
      }
      case "do":
        return { ...s, value: this.#natural(s.value, false, true) };
      case "if":
        return { ...s, test: this.#bool(s.test), then: this.stmts(s.then), else: this.stmts(s.else) };
      case "for": {
        const type = this.#type(s.v);
        const from = this.#as(s.from, type, this.#signed.has(s.v));
        const par = s.par?.guard && { ...s.par, guard: this.#bool(s.par.guard) };
        return {
          ...s,
          from,
          to: this.#limit(s.to, type, s.cmp),
          body: this.stmts(s.body),
          ...(par && { par }),
        };
      }
      case "loop":
      case "block":
      case "scope":
        return { ...s, body: this.stmts(s.body) };
      case "return":
        return { ...s, values: s.values.map((e) => this.#as(e, e.type, true)) };
      case "throw":
      case "print":
        return { ...s, args: s.args.map((e) => this.#as(e, e.type, true)) };
      case "call":
        return { ...s, args: s.args.map((e) => this.#as(e, e.type, true)) };
      case "alloc":
        return { ...s, count: this.#as(s.count, "f64", false) };
      case "row":
        return { ...s, index: this.#index(s.index) };
      case "poke":
        return { ...s, base: this.#same(s.base), value: this.#as(s.value, s.value.type, true) };
      case "fork":
        return {
          ...s,
          units: this.#as(s.units, "f64", false),
          frame: this.#same(s.frame),
          ...(s.serial && { serial: this.#bool(s.serial) }),
        };
      default:
        return s;
    }
  }

  /** The end of a counted loop as a number of the variable's type: for integers, i < x is i < ceil(x). */
  #limit(to: Expr, type: Type, cmp: string): Expr {
    const e = this.#natural(to, false, true);
    if (isInt(e.type) || !isInt(type) || e.k === "const") {
      if (e.k === "const" && isInt(type))
        return constant(type, cmp === "lt" || cmp === "ge" ? Math.ceil(e.value) : Math.floor(e.value));
      return convert(e, type);
    }
    const f = this.#facts.expr(to);
    return un("exact", f.int ? e : un(cmp === "lt" || cmp === "ge" ? "ceil" : "floor", e, "f64"), type);
  }

  /** `e` as a value of `type`. */
  #as(e: Expr, type: Type, signed: boolean): Expr {
    if (type === "f64") return convert(this.#natural(e, signed, false), "f64");
    if (isInt(type)) {
      const n = this.#natural(e, signed, true);
      return isInt(n.type) || n.k === "const" ? convert(n, type) : un("exact", n, type);
    }
    return this.#same(e);
  }

  /** An index: an integer if it can be one, else the float with its own check. */
  #index(e: Expr): Expr {
    return this.#natural(e, false, true);
  }

  /** What goes into an integer element: integers as they are, floats for the store to convert. */
  #stored(e: Expr): Expr {
    const n = this.#natural(e, false, true);
    return n.k === "const" && n.type === "f64" && fitsI32(this.#facts.expr(e)) ? constant("i32", n.value) : n;
  }

  #bool(e: Expr): Expr {
    return this.#natural(e, false, false);
  }

  #same(e: Expr): Expr {
    return this.#natural(e, true, false);
  }

  /**
   * The same number in the type that suits it: an integer type only if the value is proven to be one and, where
   * `signed`, not −0. `wanted` says that an integer is worth i64 arithmetic.
   */
  #natural(e: Expr, signed: boolean, wanted: boolean): Expr {
    const made = this.#suited(e, signed, wanted);
    if (made !== e) this.#facts.carry(e, made);
    return made;
  }

  #suited(e: Expr, signed: boolean, wanted: boolean): Expr {
    switch (e.k) {
      case "const":
        return e;
      case "get": {
        const known = this.#facts.expr(e);
        // One value is possible: a captured array's length, a size that a condition has pinned down.
        if (e.type === "f64" && known.lo === known.hi && !known.nan && !known.negz)
          return constant("f64", known.lo === 0 ? 0 : known.lo);
        const type = this.#type(e.local);
        return type === e.type ? e : { ...e, type };
      }
      case "un":
        return this.#unary(e, signed, wanted);
      case "bin":
        return this.#binary(e, signed, wanted);
      case "cond": {
        const test = this.#bool(e.test);
        const [a, b] = unify(this.#natural(e.a, signed, wanted), this.#natural(e.b, signed, wanted));
        return { ...e, type: a.type, test, a, b };
      }
      case "load":
        return this.#load(e, wanted);
      case "index": {
        const [value, length] = unify(
          this.#natural(e.value, false, true),
          this.#natural(e.length, false, true),
          isIntegral(e, this.#facts),
        );
        const whole = value.type === "f64" && this.#facts.expr(e.value).int;
        return { ...e, type: value.type, value, length, ...(whole && { whole }) };
      }
      case "peek":
        return { ...e, base: this.#same(e.base) };
    }
  }

  #load(e: Expr & { k: "load" }, wanted: boolean): Expr {
    const at = { index: this.#index(e.index), subs: e.subs.map((s) => this.#natural(s, false, true)) };
    const { elem } = e.array;
    const type: Type =
      elem === "f64" || elem === "f32" ? "f64" : elem === "u32" ? (wanted ? "i64" : "f64") : "i32";
    return { ...e, ...at, type };
  }

  #unary(e: Expr & { k: "un" }, signed: boolean, wanted: boolean): Expr {
    const { op } = e;
    if (op === "toint32") return this.#wrapped(e.a);
    if (op === "tof64" && e.a.type === "i32") return this.#natural(e.a, signed, wanted);
    if (op === "utof64") {
      const a = this.#natural(e.a, false, true);
      if (this.#facts.expr(e.a).lo >= 0) return a;
      return wanted ? un("uwiden", a, "i64") : un("utof64", a, "f64");
    }
    if (op === "floor" || op === "ceil" || op === "trunc" || op === "nearest")
      return this.#rounded(e, signed, wanted);
    if (op === "truthy") {
      const a = this.#natural(e.a, false, false);
      return isInt(a.type) ? bin("ne", a, constant(a.type, 0)) : { ...e, a };
    }
    if (op === "neg" && e.type === "f64") {
      const a = this.#natural(e.a, false, wanted);
      const f = this.#facts.expr(e);
      if (isInt(a.type) && !(signed && f.negz) && fits(f, a.type)) return bin("sub", constant(a.type, 0), a);
      return { ...e, a: convert(this.#natural(e.a, signed, false), "f64") };
    }
    if (op === "abs" && e.type === "f64") {
      const a = this.#natural(e.a, false, wanted);
      if (a.type === "i32" && a.k === "get" && fits(this.#facts.expr(e), "i32"))
        return bin("max", a, bin("sub", constant("i32", 0), a));
    }
    if (op === "frombool")
      return { ...e, a: this.#bool(e.a), type: e.type === "f64" && !signed ? "i32" : e.type };
    const a = this.#natural(e.a, op === "hi" || op === "lo" || signed, false);
    return { ...e, a: e.a.type === "f64" ? convert(a, "f64") : a };
  }

  /** floor and its kin: nothing on integers; of a quotient of integers, an integer division. */
  #rounded(e: Expr & { k: "un" }, signed: boolean, wanted: boolean): Expr {
    const a = this.#natural(e.a, signed, wanted);
    if (isInt(a.type)) return a;
    if (wanted || !signed) {
      const q = this.#quotient(e.a, e.op, signed);
      if (q) return q;
    }
    const made: Expr = { ...e, a: convert(a, "f64") };
    const f = this.#facts.expr(e);
    return wanted && fitsI32(f) && !(signed && f.negz) ? un("exact", made, "i32") : made;
  }

  /**
   * a / b of two int32 values rounded towards zero is the integer division: the quotient is off an integer by at
   * least 1 / |b|, more than half a unit in the last place of anything below 2^31, so rounding never reaches it.
   */
  #quotient(e: Expr, op: string, signed: boolean): Expr | undefined {
    if (e.k !== "bin" || e.op !== "div" || e.type !== "f64") return undefined;
    const [fa, fb] = [this.#facts.expr(e.a), this.#facts.expr(e.b)];
    if (!fitsI32(fa) || !fitsI32(fb) || (fb.lo <= 0 && fb.hi >= 0)) return undefined;
    const positive = fa.lo >= 0 && fb.lo > 0;
    if (op === "ceil" || op === "nearest" || (op === "floor" && !positive)) return undefined;
    if (signed && !positive) return undefined;
    if (fa.lo === -(2 ** 31) && fb.lo <= -1 && fb.hi >= -1) return undefined;
    const [a, b] = [this.#natural(e.a, false, true), this.#natural(e.b, false, true)];
    if (!isI32(a) || !isI32(b)) return undefined;
    return bin("div", convert(a, "i32"), convert(b, "i32"));
  }

  #binary(e: Expr & { k: "bin" }, signed: boolean, wanted: boolean): Expr {
    if (isComparison(e.op)) return this.#comparison(e);
    if (e.op === "words")
      return { ...e, a: this.#natural(e.a, false, true), b: this.#natural(e.b, false, true) };
    if (e.type === "bool") return { ...e, a: this.#bool(e.a), b: this.#bool(e.b) };
    if (e.type !== "f64") {
      return {
        ...e,
        ...(mayWrap(e, this.#facts) && { wraps: true as const }),
        a: convert(this.#natural(e.a, false, true), e.a.type),
        b: convert(this.#natural(e.b, false, true), e.b.type),
      };
    }
    return this.#integer(e, signed, wanted) ?? this.#float(e, signed);
  }

  #float(e: Expr & { k: "bin" }, signed: boolean): Expr {
    const [a, b] = operandSigns(e, signed, this.#facts);
    return {
      ...e,
      a: convert(this.#natural(e.a, a, false), "f64"),
      b: convert(this.#natural(e.b, b, false), "f64"),
    };
  }

  /** The operation on integers, if operands and result are proven to be such. */
  #integer(e: Expr & { k: "bin" }, signed: boolean, wanted: boolean): Expr | undefined {
    if (e.op === "div") return undefined;
    const f = this.#facts.expr(e);
    if (!fitsExact(f) || (signed && f.negz)) return undefined;
    const signs = operandSigns(e, signed, this.#facts);
    const [a, b] = [this.#natural(e.a, signs[0], wanted), this.#natural(e.b, signs[1], wanted)];
    const type: Type = fitsI32(f) && isI32(a) && isI32(b) ? "i32" : "i64";
    if (type === "i64" && !wanted) return undefined;
    if (!integral(a) || !integral(b) || (a.k === "const" && b.k === "const")) return undefined;
    if (e.op === "rem") {
      const divisor = this.#facts.expr(e.b);
      if (type !== "i32" || (divisor.lo <= 0 && divisor.hi >= 0)) return undefined;
    }
    return { ...e, type, a: convert(a, type), b: convert(b, type) };
  }

  #comparison(e: Expr & { k: "bin" }): Expr {
    const a = this.#natural(e.a, false, false);
    const b = this.#natural(e.b, false, false);
    const [x, y] = unify(a, b);
    return { ...e, a: x, b: y };
  }

  /** ToInt32 of `e`, in i32. Sums and products of integers that are exact as floats may as well wrap. */
  #wrapped(e: Expr): Expr {
    if (e.k === "const") return constant("i32", e.value | 0);
    if (
      e.k === "bin" &&
      (e.op === "add" || e.op === "sub" || e.op === "mul") &&
      fitsExact(this.#facts.expr(e))
    ) {
      const parts = [e.a, e.b].map((o) => this.#facts.expr(o));
      if (parts.every(fitsExact)) {
        const [a, b] = [this.#wrapped(e.a), this.#wrapped(e.b)];
        const wraps = !fitsI32(this.#facts.expr(e));
        return { k: "bin", op: e.op, type: "i32", a, b, ...(wraps && { wraps }) };
      }
    }
    if (e.k === "bin" && e.op === "div") {
      const q = this.#quotient(e, "trunc", false);
      if (q) return q;
    }
    if (e.k === "un" && (e.op === "tof64" || e.op === "utof64") && e.a.type === "i32") {
      return convert(this.#natural(e.a, false, true), "i32");
    }
    const n = this.#natural(e, false, true);
    if (n.type === "i32") return n;
    if (n.type === "i64") return un("wrap", n, "i32");
    return un("toint32", n, "i32");
  }
}

function isIntegral(e: Expr & { k: "index" }, facts: Analysis): boolean {
  const f = facts.expr(e.value);
  return fitsExact(f);
}
