// Hand-built programs for the oracle's own tests: one function whose body a test writes as a list of statements.
import {
  type ArrayRef,
  type Elem,
  type Expr,
  type For,
  type Func,
  func,
  type Local,
  local,
  num,
  type Parallel,
  type Program,
  type Site,
  type Stmt,
  type Type,
} from "../../src/compiler/ir/index.ts";

/** A program whose entry is `fn`; `others` are callees. */
export function program(fn: Func, sites: Site[] = [], others: Func[] = []): Program {
  return { funcs: [...others, fn], entry: fn, sites, places: [], sources: [], runtime: {} };
}

/** A function with parameters of the given types, made by `body` from its parameters. */
export function define(
  params: Type[],
  results: Type[],
  body: (fn: Func, ...params: Local[]) => Stmt[],
  name = "f",
): Func {
  const fn = func(name, 0, results);
  params.forEach((type, i) => {
    fn.params.push(local(fn, `p${i}`, type));
  });
  fn.body = body(fn, ...fn.params);
  return fn;
}

/** An array whose base and length are new locals of `fn`, or the given ones. */
export function array(
  fn: Func,
  elem: Elem,
  base = local(fn, "base", "addr"),
  length = local(fn, "length", "f64"),
): ArrayRef {
  return { id: base.id, name: "a", elem, base, length };
}

export const load = (a: ArrayRef, index: Expr, type: Type = "f64"): Expr => ({
  k: "load",
  type,
  array: a,
  index,
  subs: [index],
  place: 0,
});

export const store = (a: ArrayRef, index: Expr, value: Expr): Stmt => ({
  k: "store",
  array: a,
  index,
  subs: [index],
  value,
  place: 0,
});

export const checked = (value: Expr, length: Expr, site = 0): Expr => ({
  k: "index",
  type: value.type,
  value,
  length,
  site,
});

export const ret = (...values: Expr[]): Stmt => ({ k: "return", values });

/** `for (v = 0; v < to; v++) body`, parallel if `par` is given. */
export function count(v: Local, to: Expr, body: Stmt[], par?: Partial<Parallel>, label = "loop"): For {
  return {
    k: "for",
    label,
    v,
    from: num(0),
    to,
    cmp: "lt",
    step: 1,
    body,
    facts: { id: 0, place: 0, notes: [] },
    ...(par && {
      par: {
        schedule: "static",
        assumeIndependent: false,
        reductions: [],
        arrayReductions: [],
        ...par,
      },
    }),
  };
}
