// Copies of IR. A pass that changes types or bodies works on a copy, so that the program as the front end made it
// stays what inspect() shows and the oracle runs. Copies of a piece of a function get labels of their own.
import type { ArrayRef, Expr, Func, Local, LoopFacts, Program, Stmt, TableRef } from "../ir/index.ts";

/** A program of the same meaning that shares no function, local or array reference with the original. */
export function cloneProgram<S>(p: Program<S>): Program<S> {
  const funcs = new Map<Func, { made: Func; copier: Copier }>();
  for (const f of p.funcs) {
    const copier = new Copier((g) => (funcs.get(g) as { made: Func }).made);
    const made: Func = {
      name: f.name,
      source: f.source,
      results: [...f.results],
      locals: f.locals.map((l) => copier.local(l)),
      params: f.params.map((l) => copier.local(l)),
      body: [],
      ...(f.rare && { rare: f.rare }),
    };
    funcs.set(f, { made, copier });
  }
  for (const [f, { made, copier }] of funcs) made.body = copier.stmts(f.body);
  const of = (f: Func): Func => (funcs.get(f) as { made: Func }).made;
  return {
    ...p,
    funcs: p.funcs.map(of),
    entry: of(p.entry),
    runtime: p.runtime.fmod ? { fmod: of(p.runtime.fmod) } : {},
  };
}

/** Told of every expression and its copy. */
export interface Copied {
  carry(e: Expr, made: Expr): void;
}

let copies = 0;

/**
 * A second copy of some statements of a function: the same locals, but for those that `names` gives another for, and labels
 * of its own.
 */
export function duplicate(
  list: readonly Stmt[],
  copied?: Copied,
  names: ReadonlyMap<Local, Local> = NONE,
): Stmt[] {
  const suffix = `'${++copies}`;
  const own = new Set<string>();
  const collect = (l: readonly Stmt[]): void => {
    for (const s of l) {
      if (s.k === "for" || s.k === "loop" || s.k === "block") own.add(s.label);
      if (s.k === "if") {
        collect(s.then);
        collect(s.else);
      } else if ("body" in s) collect(s.body);
    }
  };
  collect(list);
  return new Copier(
    (f) => f,
    (label) => (own.has(label) ? label + suffix : label),
    names,
    copied,
  ).stmts(list);
}

/** An expression of a function with other names in it. */
export const renamed = (e: Expr, names: ReadonlyMap<Local, Local>): Expr =>
  new Copier(
    (f) => f,
    (label) => label,
    names,
  ).expr(e);

const NONE: ReadonlyMap<Local, Local> = new Map();

class Copier {
  readonly #locals = new Map<Local, Local>();
  readonly #arrays = new Map<ArrayRef | TableRef, ArrayRef | TableRef>();
  readonly #func: (f: Func) => Func;
  readonly #label: (label: string) => string;
  /** Of a copy within one function: what has another name in it. */
  readonly #names: ReadonlyMap<Local, Local> | undefined;
  readonly #copied: Copied | undefined;

  constructor(
    func: (f: Func) => Func,
    label: (label: string) => string = (l) => l,
    names?: ReadonlyMap<Local, Local>,
    copied?: Copied,
  ) {
    this.#func = func;
    this.#label = label;
    this.#names = names;
    this.#copied = copied;
  }

  local(l: Local): Local {
    if (this.#names) return this.#names.get(l) ?? l;
    let made = this.#locals.get(l);
    if (!made) {
      made = { ...l };
      this.#locals.set(l, made);
    }
    return made;
  }

  array<A extends ArrayRef | TableRef>(a: A): A {
    if (this.#names && !this.#names.has(a.base) && !this.#names.has(a.length)) return a;
    let made = this.#arrays.get(a);
    if (!made) {
      made = { ...a, base: this.local(a.base), length: this.local(a.length) };
      this.#arrays.set(a, made);
    }
    return made as A;
  }

  /** Two copies of one loop in one function share what is said of it; another program's says its own. */
  #facts(f: LoopFacts): LoopFacts {
    return this.#names ? f : { ...f, notes: [...f.notes] };
  }

  expr = (e: Expr): Expr => {
    let made: Expr;
    switch (e.k) {
      case "const":
        made = e;
        break;
      case "get":
        made = { ...e, local: this.local(e.local) };
        break;
      case "un":
        made = { ...e, a: this.expr(e.a) };
        break;
      case "bin":
        made = { ...e, a: this.expr(e.a), b: this.expr(e.b) };
        break;
      case "cond":
        made = { ...e, test: this.expr(e.test), a: this.expr(e.a), b: this.expr(e.b) };
        break;
      case "load":
        made = {
          ...e,
          array: this.array(e.array),
          index: this.expr(e.index),
          subs: e.subs.map(this.expr),
          ...(e.mask && { mask: this.expr(e.mask) }),
        };
        break;
      case "index":
        made = { ...e, value: this.expr(e.value), length: this.expr(e.length) };
        break;
      case "peek":
        made = { ...e, base: this.expr(e.base) };
        break;
    }
    this.#copied?.carry(e, made);
    return made;
  };

  stmts(list: readonly Stmt[]): Stmt[] {
    return list.map((s) => this.#stmt(s));
  }

  #stmt(s: Stmt): Stmt {
    switch (s.k) {
      case "set":
        return { ...s, local: this.local(s.local), value: this.expr(s.value) };
      case "store":
        return {
          ...s,
          array: this.array(s.array),
          index: this.expr(s.index),
          subs: s.subs.map(this.expr),
          value: this.expr(s.value),
          ...(s.mask && { mask: this.expr(s.mask) }),
          ...(s.past && { past: this.expr(s.past) }),
        };
      case "do":
        return { ...s, value: this.expr(s.value) };
      case "if":
        return { ...s, test: this.expr(s.test), then: this.stmts(s.then), else: this.stmts(s.else) };
      case "for": {
        const par = s.par && {
          ...s.par,
          reductions: s.par.reductions.map((r) => ({ ...r, local: this.local(r.local) })),
          arrayReductions: s.par.arrayReductions.map((r) => ({ ...r, array: this.array(r.array) })),
          ...(s.par.guard && { guard: this.expr(s.par.guard) }),
        };
        const copy = {
          ...s,
          label: this.#label(s.label),
          v: this.local(s.v),
          from: this.expr(s.from),
          to: this.expr(s.to),
          body: this.stmts(s.body),
          facts: this.#facts(s.facts),
          ...(s.lanes?.guard && { lanes: { ...s.lanes, guard: this.expr(s.lanes.guard) } }),
          ...(s.chained?.guard && { chained: { ...s.chained, guard: this.expr(s.chained.guard) } }),
          ...(s.jam?.guard && { jam: { ...s.jam, guard: this.expr(s.jam.guard) } }),
          ...(s.steps?.guard && { steps: { ...s.steps, guard: this.expr(s.steps.guard) } }),
        };
        return par ? { ...copy, par } : copy;
      }
      case "loop":
        return {
          ...s,
          label: this.#label(s.label),
          body: this.stmts(s.body),
          facts: this.#facts(s.facts),
        };
      case "block":
        return { ...s, label: this.#label(s.label), body: this.stmts(s.body) };
      case "scope":
        return { ...s, body: this.stmts(s.body) };
      case "break":
      case "continue":
        return { ...s, label: this.#label(s.label) };
      case "return":
        return { ...s, values: s.values.map(this.expr) };
      case "throw":
      case "print":
        return { ...s, args: s.args.map(this.expr) };
      case "call":
        return {
          ...s,
          fn: this.#func(s.fn),
          args: s.args.map(this.expr),
          results: s.results.map((r) => this.local(r)),
        };
      case "alloc":
        return { ...s, array: this.array(s.array), count: this.expr(s.count) };
      case "row":
        return { ...s, array: this.array(s.array), table: this.array(s.table), index: this.expr(s.index) };
      case "poke":
        return { ...s, base: this.expr(s.base), value: this.expr(s.value) };
      case "mark":
        return s;
      case "fork":
        return {
          ...s,
          fn: this.#func(s.fn),
          units: this.expr(s.units),
          frame: this.expr(s.frame),
          partials: this.local(s.partials),
          ...(s.serial && { serial: this.expr(s.serial) }),
        };
    }
  }
}
