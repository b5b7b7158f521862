// Addresses leave the loops: of a[i * n + j] in a loop over j the part a + i * n is computed once before it, and the loop
// reads that array at j. The engine behind wasm does next to nothing of this by itself.
import {
  type ArrayRef,
  bin,
  constant,
  ELEM_SHIFT,
  type Expr,
  type Func,
  get,
  type Load,
  type Local,
  local,
  type Stmt,
  type Store,
  set,
  type Type,
  un,
} from "../ir/index.ts";
import { Polynomial, plus, plusNumber, type Term, termFact, valueFact } from "./bounds-polynomial.ts";
import type { Access, Found, Nest } from "./bounds-walk.ts";
import { fitsExact, fitsI32 } from "./facts.ts";
import { swapper, swapStmt } from "./swap.ts";

/** Constant parts of an index up to this many bytes stay with the access, which adds them for nothing. */
const MOST_OFFSET = 4096;

/** What stands in the place of an access, and what to compute before each loop. */
interface Plan {
  readonly moved: Map<Load | Store, { readonly array: ArrayRef; readonly index: Expr }>;
  readonly before: Map<Stmt, Stmt[]>;
}

/** Moves the invariant parts of addresses out of the loops of a function. */
export function hoistBases(f: Func, found: Found): void {
  const plan: Plan = { moved: new Map(), before: new Map() };
  const visit = (n: Nest): void => {
    planNest(f, n, plan);
    for (const m of n.nests) visit(m);
  };
  for (const n of found.nests) visit(n);
  if (plan.moved.size > 0) f.body = rewrite(f.body, plan);
}

/** Accesses that differ by a number only, and so share an address. */
interface Group {
  readonly array: ArrayRef;
  readonly fixed: Polynomial;
  readonly members: { readonly node: Load | Store; readonly value: Expr; readonly number: number }[];
  readonly from: Local;
}

function planNest(f: Func, n: Nest, plan: Plan): void {
  const groups = new Map<string, Group>();
  for (const a of n.accesses) {
    const parts = split(a, n);
    if (!parts || !n.entry.has([a.base])) continue;
    const key = `${a.base[0].id} ${parts.fixed.key} ${a.node.array.elem}`;
    const group = groups.get(key) ?? {
      array: a.node.array,
      fixed: parts.fixed,
      members: [],
      from: a.base[0],
    };
    groups.set(key, group);
    group.members.push({ node: a.node, ...parts });
  }
  const before: Stmt[] = [];
  for (const g of groups.values()) {
    const { array } = g;
    // The address is that of the lowest member: what is added to it by the others is free, what is taken away is not.
    const least = g.members.reduce((m, x) => Math.min(m, x.number), 0);
    const fixed = plusNumber(g.fixed, least);
    if (!fixed || fixed.terms.length === 0) continue;
    const address = displaced(get(g.from), fixed, 2 ** ELEM_SHIFT[array.elem]);
    if (!address) continue;
    const base = local(f, array.name, "addr");
    before.push(set(base, address));
    for (const { node, value, number } of g.members) {
      const far = number - least;
      const index = far === 0 ? value : bin("add", value, constant(value.type, far));
      plan.moved.set(node, { array: { ...node.array, base }, index });
    }
  }
  if (before.length > 0) plan.before.set(n.loop, before);
}

/** An index as what does not change in the loop, a value that does, and a small number. */
function split(a: Access, n: Nest): { fixed: Polynomial; value: Expr; number: number } | undefined {
  const isFixed = (t: Term): boolean => t.unknowns.every((u) => u.value !== undefined && n.entry.has(u.uses));
  const varying = a.index.terms.filter((t) => !isFixed(t));
  const [term] = varying;
  if (!term || varying.length > 1 || term.unknowns.length > 1) return undefined;
  const [u] = term.unknowns;
  const value = u?.value;
  if (!u || value?.k !== "get" || !a.current.has(u)) return undefined;
  // The rest is a whole index for the back end, which reads an i32 without its sign.
  const { type } = value;
  if ((type !== "i32" && type !== "i64") || term.factor < 1 || !(termFact(term).lo >= 0)) return undefined;
  if (type === "i32" && !fitsI32(termFact(term))) return undefined;
  const number = a.index.terms.find((t) => t.unknowns.length === 0)?.factor ?? 0;
  const near = Math.abs(number) * 2 ** ELEM_SHIFT[a.node.array.elem] <= MOST_OFFSET ? number : 0;
  const rest = plus(a.index, new Polynomial([term]), -1);
  const fixed = rest && plusNumber(rest, -near);
  const scaled = term.factor === 1 ? value : bin("mul", value, constant(type, term.factor));
  return fixed && { fixed, value: scaled, number: near };
}

/** base + fixed elements of some bytes; sums of both signs apart, as an address takes no negative number. */
function displaced(base: Expr, fixed: Polynomial, bytes: number): Expr | undefined {
  let address = base;
  for (const op of ["add", "sub"] as const) {
    const terms = fixed.terms.filter((t) => t.factor > 0 === (op === "add"));
    if (terms.length === 0) continue;
    const sum = total(terms.map((t) => ({ ...t, factor: Math.abs(t.factor), fact: undefined })));
    if (!sum) return undefined;
    address = bin(op, address, bin("mul", un("toaddr", sum, "addr"), constant("addr", bytes)));
  }
  return address;
}

/** A sum of terms that are not negative, as an integer. */
function total(terms: readonly Term[]): Expr | undefined {
  const fact = valueFact(new Polynomial(terms));
  if (!fitsExact(fact) || terms.some((t) => termFact(t).lo < 0)) return undefined;
  const values = terms.flatMap((t) => t.unknowns.map((u) => u.value as Expr));
  // Of locals alone is known that they are not negative wherever the loop is entered from.
  if (values.some((e) => e.k !== "get" || (e.type !== "i32" && e.type !== "i64"))) return undefined;
  const narrow = fitsI32(fact) && terms.every((t) => t.unknowns.every((u) => u.fact.lo >= 0));
  const type: Type = narrow && values.every((e) => e.type === "i32") ? "i32" : "i64";
  const as = (e: Expr): Expr => (e.type === type ? e : un("widen", e, type));
  const products = terms.map((t) => {
    const factors = t.unknowns.map((u) => as(u.value as Expr));
    if (t.factor !== 1 || factors.length === 0) factors.push(constant(type, t.factor));
    return factors.reduce((x, y) => bin("mul", x, y));
  });
  return products.reduce((x, y) => bin("add", x, y));
}

function rewrite(list: readonly Stmt[], plan: Plan): Stmt[] {
  const swap = swapper((e, below) => {
    const to = e.k === "load" ? plan.moved.get(e) : undefined;
    return to && e.k === "load" ? { ...e, ...to, subs: e.subs.map(below) } : undefined;
  });
  return list.flatMap((s) => {
    const to = s.k === "store" ? plan.moved.get(s) : undefined;
    const made = swapStmt(s, swap, (b) => rewrite(b, plan));
    return [...(plan.before.get(s) ?? []), to ? ({ ...made, ...to } as Stmt) : made];
  });
}
