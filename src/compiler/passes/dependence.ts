// Do two accesses of a parallel loop ever touch one element in two different iterations? Answered by comparing
// subscripts; where the answer hangs on sizes, it becomes a condition that is evaluated when the loop is entered.
import {
  bin,
  type Expr,
  get,
  type Load,
  type Local,
  num,
  type Store,
  type TableRef,
  un,
} from "../ir/index.ts";
import { type Definitions, type Origin, originOf } from "./definitions.ts";
import type { Poly } from "./polynomial.ts";
import { Poly as P } from "./polynomial.ts";
import type { Box } from "./subscripts.ts";

/** One access: which array, at which subscripts. */
export interface Access {
  readonly node: Load | Store;
  readonly store: boolean;
  readonly origin: Origin;
}

/** Independent under some conditions, or why not. */
export type Verdict =
  | { readonly independent: true; readonly guards: readonly Expr[]; readonly rows: boolean }
  | { readonly independent: false; readonly why: string };

const yes = (guards: readonly Expr[] = [], rows = false): Verdict => ({ independent: true, guards, rows });
const no = (why: string): Verdict => ({ independent: false, why });

export const access = (node: Load | Store, defs: Definitions): Access => ({
  node,
  store: node.k === "store",
  origin: originOf(node.array, defs),
});

/** True if an array was made inside the loop: every iteration has its own. */
export const isPrivate = (a: Access, inside: ReadonlySet<unknown>): boolean =>
  a.origin.k === "made" && inside.has(a.origin.at);

/** Compares two accesses of one loop, at least one of them a store. */
export function compare(a: Access, b: Access, box: Box, step: number, variable: string): Verdict {
  const [x, y] = [a.origin, b.origin];
  if (x.k === "row" || y.k === "row") return compareRows(a, b, box, step, variable);
  if (x.k === "made" || y.k === "made") {
    if (x.k === "made" && y.k === "made" && x.at === y.at) return subscripts(a, b, box, step, variable);
    return yes();
  }
  if (x.base !== y.base) return yes([disjoint(a.node, b.node)]);
  return subscripts(a, b, box, step, variable);
}

function compareRows(a: Access, b: Access, box: Box, step: number, variable: string): Verdict {
  const [x, y] = [a.origin, b.origin];
  if (x.k !== "row" || y.k !== "row" || !sameTable(x.table, y.table)) return yes([], true);
  const v = linear(box, [x.index, y.index], step, variable);
  if (v.independent) return yes(v.guards, true);
  // The rows may be one: then the columns decide.
  const columns = subscripts(a, b, box, step, variable);
  return columns.independent ? yes(columns.guards, true) : columns;
}

const sameTable = (a: TableRef, b: TableRef): boolean => a.base === b.base;

/** Subscripts within one array: one axis that tells the iterations apart is enough. */
function subscripts(a: Access, b: Access, box: Box, step: number, variable: string): Verdict {
  const [p, q] = [a.node, b.node];
  const strided = parseStrided(p.index);
  if (
    strided &&
    parseStrided(q.index) &&
    p.subs.length === q.subs.length &&
    p.subs.length > 0 &&
    isStrided(p)
  ) {
    let last: Verdict = no("");
    for (let axis = 0; axis < p.subs.length; axis++) {
      last = linear(box, [p.subs[axis] as Expr, q.subs[axis] as Expr], step, variable);
      if (last.independent) return yes([...last.guards, injective(strided)]);
    }
    return last;
  }
  const shift = (x: Access): Expr =>
    x.origin.k !== "row" && x.origin.offset ? bin("add", x.node.index, x.origin.offset) : x.node.index;
  return linear(box, [shift(a), shift(b)], step, variable);
}

const isStrided = (n: Load | Store): boolean => !(n.subs.length === 1 && parseStrided(n.index) === undefined);

/** Two subscripts c v + r with one c: different iterations differ if c times the step exceeds what r varies by. */
function linear(box: Box, [e, f]: readonly [Expr, Expr], step: number, variable: string): Verdict {
  const [p, q] = [box.poly(e), box.poly(f)];
  if (!p || !q)
    return no(
      "a subscript is not a sum of products of loop variables and sizes, so nothing can be proven of it",
    );
  const [s, t] = [box.split(p), box.split(q)];
  if (!s || !t) return no(`a subscript is not linear in ${variable}`);
  const ranges = separate(box, p, q);
  if (ranges) return ranges;
  if (s[0].constant === 0 && t[0].constant === 0) return no(`a subscript does not depend on ${variable}`);
  if (!s[0].equals(t[0])) return no(`the two subscripts advance by different steps with ${variable}`);
  let c = s[0];
  if ((c.constant ?? 1) < 0) c = c.times(P.of(-1));
  const lo = [box.extreme(s[1], -1), box.extreme(t[1], -1)];
  const hi = [box.extreme(s[1], 1), box.extreme(t[1], 1)];
  if (!lo[0] || !lo[1] || !hi[0] || !hi[1]) return no("the bounds of an inner loop cannot be followed");
  const reach = c.times(P.of(Math.abs(step))).minus(P.of(1));
  const needs = [reach.minus(hi[1].at.minus(lo[0].at)), reach.minus(hi[0].at.minus(lo[1].at)), reach];
  const when = [...lo, ...hi].flatMap((b) => (b as { when: readonly Poly[] }).when);
  const guards = conditions([...needs, ...when]);
  if (!guards) return no(`the elements of one iteration reach into those of another`);
  return yes([
    ...guards,
    ...(needs.some((n) => n.constant === undefined) || when.length > 0 || varies(s[1], t[1])
      ? wholeness(box)
      : []),
  ]);
}

const varies = (a: Poly, b: Poly): boolean => a.variables.size > 0 || b.variables.size > 0;

/** One access lies before the other throughout the loop, provably: a copy between two halves of an array. */
function separate(box: Box, p: Poly, q: Poly): Verdict | undefined {
  for (const [x, y] of [
    [p, q],
    [q, p],
  ] as const) {
    const [hi, lo] = [box.extreme(x, 1, true), box.extreme(y, -1, true)];
    if (!hi || !lo || hi.when.length + lo.when.length > 0) continue;
    const gap = lo.at.minus(hi.at).minus(P.of(1)).constant;
    if (gap !== undefined && gap >= 0) return yes(wholeness(box));
  }
  return undefined;
}

/** Polynomials that must not be negative, as expressions; undefined if one certainly is. */
function conditions(list: readonly Poly[]): Expr[] | undefined {
  const out: Expr[] = [];
  for (const p of list) {
    const c = p.constant;
    // Sizes are positive: a condition that only gets worse as they grow is a dependence, not a question.
    const hopeless = p.terms.every((t) => t.vars.length === 0 || t.c < 0);
    if (c !== undefined || hopeless) {
      if (c === undefined || c < 0) return undefined;
    } else out.push(bin("ge", p.expr(), num(0)));
  }
  return out;
}

function wholeness(box: Box): Expr[] {
  return [...box.whole].map((l: Local) => bin("eq", un("floor", get(l), "f64"), get(l)));
}

const BYTES = { i8: 1, u8: 1, i16: 2, u16: 2, i32: 4, u32: 4, f32: 4, f64: 8 } as const;

/** True when evaluated if the memory of two arrays does not overlap. */
function disjoint(a: Load | Store, b: Load | Store): Expr {
  const [x, y] = [extent(a), extent(b)];
  return bin("or", bin("le", x.end, y.start), bin("le", y.end, x.start));
}

/** First byte and one past the last, as f64. */
function extent(n: Load | Store): { start: Expr; end: Expr } {
  const bytes = num(BYTES[n.array.elem]);
  const base = un("tof64", get(n.array.base), "f64");
  const axes = isStrided(n) ? parseStrided(n.index) : undefined;
  if (!axes) return { start: base, end: bin("add", base, bin("mul", get(n.array.length), bytes)) };
  const zero = num(0);
  const sweep = (pick: "min" | "max"): Expr =>
    axes
      .map((x) => bin(pick, zero, bin("mul", bin("sub", x.length, num(1)), x.stride)))
      .reduce((p, q) => bin("add", p, q));
  return {
    start: bin("add", base, bin("mul", sweep("min"), bytes)),
    end: bin("add", base, bin("mul", bin("add", sweep("max"), num(1)), bytes)),
  };
}

interface Axis {
  readonly length: Expr;
  readonly stride: Expr;
}

/** The axes behind a linear index of the form index(i, n) * s + index(j, m) * t. */
function parseStrided(e: Expr): Axis[] | undefined {
  if (e.k !== "bin") return undefined;
  if (e.op === "add") {
    const [a, b] = [parseStrided(e.a), parseStrided(e.b)];
    return a && b && [...a, ...b];
  }
  return e.op === "mul" && e.a.k === "index" ? [{ length: e.a.length, stride: e.b }] : undefined;
}

/** Different subscripts are different elements: each stride spans all the axes of smaller stride, in C or Fortran order. */
function injective(axes: readonly Axis[]): Expr {
  const magnitude = (x: Axis): Expr => un("abs", x.stride, "f64");
  const nested = (list: readonly Axis[]): Expr =>
    list
      .map((x, i) => {
        const inner = list[i + 1];
        return bin("ge", magnitude(x), inner ? bin("mul", magnitude(inner), inner.length) : num(1));
      })
      .reduce((p, q) => bin("and", p, q));
  return axes.length === 1 ? nested(axes) : bin("or", nested(axes), nested([...axes].reverse()));
}
