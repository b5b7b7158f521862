// Do two accesses of a parallel loop ever touch one element in two different iterations? Answered by comparing
// subscripts; where the answer hangs on sizes, it becomes a condition that is evaluated when the loop is entered.
import { bin, type Expr, get, type Load, type Local, num, type Store, un } from "../ir/index.ts";
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
  const verdict = compareOrigins(a, b, box, step, variable);
  // A condition is asked once, before the loop: what is set inside has no value yet.
  if (verdict.independent && verdict.guards.some((g) => box.readsChanging(g)))
    return no("how the arrays lie in memory is only known inside the loop");
  return verdict;
}

function compareOrigins(a: Access, b: Access, box: Box, step: number, variable: string): Verdict {
  const [x, y] = [a.origin, b.origin];
  for (const { origin, node } of [a, b]) {
    const base = origin.k === "row" ? origin.table.base : origin.base;
    if (origin.k !== "made" && box.changes(base))
      return no(`${box.defs.written(node.array.base)} is not the same array in every iteration`);
  }
  if (x.k === "row" || y.k === "row") return compareRows(a, b, box, step, variable);
  if (x.k === "made" && y.k === "made") return x.at === y.at ? subscripts(a, b, box, step, variable) : yes();
  if (x.k !== "made" && y.k !== "made" && x.base === y.base) return subscripts(a, b, box, step, variable);
  // An array made here is nobody's argument, but a variable may hold it.
  const [made, other] = x.k === "made" ? [x, y] : [y, x];
  if (made.k === "made" && box.defs.given(other.base)) return yes();
  const [p, q] = [extent(a, box), extent(b, box)];
  if (!p || !q) return no("how the arrays lie in memory cannot be told");
  return yes([bin("or", bin("le", p.end, q.start), bin("le", q.end, p.start))]);
}

function compareRows(a: Access, b: Access, box: Box, step: number, variable: string): Verdict {
  const [x, y] = [a.origin, b.origin];
  if (x.k === "row" && y.k === "row") {
    const [s, t] = [box.defs.root(x.table.base), box.defs.root(y.table.base)];
    if (s !== t) {
      // Two arguments' rows are looked at by the caller; two variables may hold one table.
      if (box.defs.given(s) && box.defs.given(t)) return yes([], true);
      return yes([bin("ne", un("tof64", get(s), "f64"), un("tof64", get(t), "f64"))], true);
    }
    const v = linear(box, [x.index, y.index], step, variable);
    if (v.independent) return yes(v.guards, true);
    // The rows may be one: then the columns decide.
    const columns = subscripts(a, b, box, step, variable);
    return columns.independent ? yes(columns.guards, true) : telling(v, columns, variable);
  }
  const array = x.k === "row" ? y : x;
  if (array.k === "made" || (array.k === "variable" && box.defs.given(array.base))) return yes([], true);
  return no(`one of the arrays may be a row of the other`);
}

const STANDS = (variable: string): Verdict & { independent: false } => ({
  independent: false,
  why: `a subscript does not depend on ${variable}`,
});

/** Of two refusals the one that says more: an axis without the loop's variable is no wonder. */
function telling(a: Verdict, b: Verdict, variable: string): Verdict {
  return !a.independent && a.why === STANDS(variable).why ? b : a;
}

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
    let refusal: Verdict = STANDS(variable);
    for (let axis = 0; axis < p.subs.length; axis++) {
      const verdict = linear(box, [p.subs[axis] as Expr, q.subs[axis] as Expr], step, variable);
      if (verdict.independent) return yes([...verdict.guards, injective(strided)]);
      refusal = telling(refusal, verdict, variable);
    }
    return refusal;
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
  if (s[0].constant === 0 && t[0].constant === 0) return STANDS(variable);
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

/** First byte of an access's whole origin and one past the last, as f64. */
function extent({ node, origin }: Access, box: Box): { start: Expr; end: Expr } | undefined {
  const bytes = num(BYTES[node.array.elem]);
  const axes = isStrided(node) ? parseStrided(node.index) : undefined;
  const address = origin.k === "row" || axes ? node.array.base : origin.base;
  const base = un("tof64", get(address), "f64");
  if (!axes) {
    const length = box.defs.length(address);
    return length && { start: base, end: bin("add", base, bin("mul", get(length), bytes)) };
  }
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
