// Elements that several rows read are read once. A stencil's row reads the rows beside it, which the rows beside it read,
// too: by other names and at other distances, so they are told by the sums that their addresses are.
import {
  assignedIn,
  ELEM_SHIFT,
  type Expr,
  type Func,
  get,
  type Load,
  type Local,
  local,
  operands,
  readsAny,
  readsMemory,
  type Stmt,
  type Store,
  set,
} from "../ir/index.ts";
import { Poly } from "./polynomial.ts";
import { placeOf } from "./registers.ts";

/** A loop's body, and how many reads it does without. */
export interface SharedReads {
  readonly body: Stmt[];
  readonly saved: number;
}

/**
 * `body`, the innermost of a nest, with elements that are read more than once read at its start. `defined`: what is set
 * before the loop in the one around it. Arrays of different addresses are taken to lie apart: that has been asked.
 */
export function sharedReads(f: Func, body: readonly Stmt[], defined: ReadonlyMap<Local, Expr>): SharedReads {
  const stored = new Set<Local>();
  for (const s of body) {
    if (s.k === "set") continue;
    const at = s.k === "store" ? address(s, defined) : undefined;
    if (!at) return { body: [...body], saved: 0 };
    for (const l of rootsOf(at)) stored.add(l);
  }
  const changing = assignedIn(body);
  const found = new Map<string, Load[]>();
  const known = new Map<Expr, string>();
  const see = (e: Expr): void => {
    // An arm that is not taken may have an index of any size.
    if (e.k === "cond") return;
    operands(e).forEach(see);
    if (e.k !== "load" || readsMemory(e.index)) return;
    if (changing.has(e.array.base) || readsAny(e.index, changing)) return;
    const at = address(e, defined);
    if (!at || rootsOf(at).some((l) => stored.has(l))) return;
    const key = `${e.array.elem} ${e.type} ${keyOf(at)}`;
    known.set(e, key);
    found.set(key, [...(found.get(key) ?? []), e]);
  };
  for (const s of body) if (s.k === "set" || s.k === "store") see(s.value);
  const names = new Map<string, Local>();
  const before: Stmt[] = [];
  let saved = 0;
  for (const [key, loads] of found) {
    const [one] = loads;
    // What one row reads twice in the same words, whoever compiles this sees by himself.
    if (!one || new Set(loads.map(placeOf)).size < 2) continue;
    const name = local(f, one.array.name, one.type);
    names.set(key, name);
    // As written it has names that are not set yet.
    before.push(set(name, { ...one, subs: [one.index] }));
    saved += loads.length - 1;
  }
  const named = (e: Expr): Expr => {
    const key = known.get(e);
    const name = key === undefined ? undefined : names.get(key);
    if (name) return get(name);
    switch (e.k) {
      case "un":
        return { ...e, a: named(e.a) };
      case "bin":
        return { ...e, a: named(e.a), b: named(e.b) };
      default:
        return e;
    }
  };
  const rest = body.map((s) => (s.k === "set" || s.k === "store" ? { ...s, value: named(s.value) } : s));
  return { body: [...before, ...rest], saved };
}

/** The address of an element as a sum of products; undefined if it is none. */
function address({ array, index }: Load | Store, defined: ReadonlyMap<Local, Expr>): Poly | undefined {
  const base = sum(get(array.base), defined);
  const at = sum(index, defined);
  return base && at && base.plus(at.times(Poly.of(2 ** ELEM_SHIFT[array.elem])));
}

/** An integer or an address as a polynomial. Whole numbers that are proven not to wrap are what they are in mathematics. */
function sum(e: Expr, defined: ReadonlyMap<Local, Expr>): Poly | undefined {
  if (e.type !== "i32" && e.type !== "i64" && e.type !== "addr") return undefined;
  switch (e.k) {
    case "const":
      return Number.isSafeInteger(e.value) ? Poly.of(e.value) : undefined;
    case "get": {
      const value = defined.get(e.local);
      return value ? sum(value, defined) : Poly.variable(e.local);
    }
    case "un":
      return e.op === "toaddr" || e.op === "widen" ? sum(e.a, defined) : undefined;
    case "bin": {
      if (e.wraps || (e.op !== "add" && e.op !== "sub" && e.op !== "mul")) return undefined;
      const [a, b] = [sum(e.a, defined), sum(e.b, defined)];
      if (!a || !b) return undefined;
      return e.op === "add" ? a.plus(b) : e.op === "sub" ? a.minus(b) : a.times(b);
    }
    default:
      return undefined;
  }
}

/** The addresses that an address is counted from. */
const rootsOf = (p: Poly): Local[] => [...p.variables].filter((l) => l.type === "addr");

const keyOf = (p: Poly): string =>
  p.terms
    .map((t) => `${t.c}·${t.vars.map((v) => v.id).join("*")}`)
    .sort()
    .join("+");
