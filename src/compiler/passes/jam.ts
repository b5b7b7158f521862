// Jams a loop: some of its iterations at once, each iteration of the loop inside doing the work of all of them. What they
// add to one element is added in a register, in the order in which it always was, and the element is read and written
// once instead of every time. (Unroll and jam: Callahan, Carr and Kennedy, "Improving register allocation for subscripted
// variables", 1990.)
import {
  assignedIn,
  bin,
  constant,
  countExprs,
  type Expr,
  type For,
  type Func,
  get,
  type Load,
  type Local,
  local,
  mapExpr,
  printExpr,
  readsAny,
  readsMemory,
  type Stmt,
  type Store,
  set,
  someExpr,
  visitExprs,
} from "../ir/index.ts";
import { duplicate } from "./clone.ts";
import { when } from "./outline-frame.ts";
import { strides } from "./strides.ts";

/** Iterations at once: the product of two matrices of 1024² takes 227 ms without, 201 by twos, 169 by fours. */
const USUAL = 4;
/** Expressions of an inner body that fills the registers with fewer, or by itself. */
const MIDDLING = 50;
const LARGE = 60;

/** A loop that may be jammed, as the statements that do it; undefined if nothing would come of it. */
export function jammed(f: Func, loop: For): Stmt[] | undefined {
  return new Jam(f, loop).run();
}

type Assignment = Stmt & { readonly k: "set" };

class Jam {
  readonly #f: Func;
  readonly #loop: For;
  readonly #inner: For;
  /** The registers that stored elements are in, by the local that their array's address is in. */
  readonly #kept = new Map<Local, { readonly register: Local; readonly at: string; readonly store: Store }>();
  /** Elements read before the inner loop, by what they are. */
  readonly #read = new Map<string, Assignment>();
  readonly #changing: ReadonlySet<Local>;
  readonly #steady: Assignment[] = [];
  readonly #own: Assignment[] = [];

  constructor(f: Func, loop: For) {
    this.#f = f;
    this.#loop = loop;
    this.#inner = loop.body.at(-1) as For;
    this.#changing = assignedIn([this.#inner]);
    const changing = new Set<Local>([loop.v]);
    for (const s of loop.body.slice(0, -1) as Assignment[]) {
      const varies = readsAny(s.value, changing) || readsMemory(s.value);
      if (varies) changing.add(s.local);
      (varies ? this.#own : this.#steady).push(s);
    }
  }

  run(): Stmt[] | undefined {
    const size = countExprs(this.#inner.body);
    if (size > LARGE || !this.#isPlain() || !this.#keep()) return undefined;
    const { guard } = this.#loop.jam ?? {};
    const times = size > MIDDLING ? 2 : USUAL;
    const loop = quiet(this.#loop);
    const { start, enough, whole, rest } = strides(this.#f, loop, times);
    const body = this.#together(times);
    this.#loop.facts.notes.push({ pass: "lanes", text: `${times} iterations at once by the loop inside` });
    return [
      ...this.#steady,
      ...start,
      when(guard ? bin("and", enough, guard) : enough, whole(body)),
      ...duplicate([{ ...loop, ...rest }]).map(silent),
    ];
  }

  /** True if what is set before the inner loop is set there once and nowhere else, so that it can have other names. */
  #isPlain(): boolean {
    const names = [...this.#steady, ...this.#own].map((s) => s.local);
    return new Set(names).size === names.length && !names.some((l) => this.#changing.has(l));
  }

  /** A register for every element that is stored to; false if one might be missed. */
  #keep(): boolean {
    const inside = assignedIn(this.#inner.body);
    const ids = new Set<number>();
    const own = new Set(this.#own.map((s) => s.local));
    for (const s of this.#inner.body) {
      if (s.k !== "store") continue;
      const { array } = s;
      const at = printExpr(s.index);
      const known = this.#kept.get(array.base);
      // The element is read before anything of the iteration has been computed.
      if (inside.has(array.base) || readsAny(s.index, inside)) return false;
      if (known ? known.at !== at : ids.has(array.id) || own.has(array.base)) return false;
      ids.add(array.id);
      if (!known)
        this.#kept.set(array.base, { register: local(this.#f, `${array.name}.kept`, "f64"), at, store: s });
    }
    let sure = true;
    visitExprs([...this.#own, ...this.#steady], (e) => {
      if (e.k === "load" && ids.has(e.array.id)) sure = false;
    });
    visitExprs(this.#inner.body, (e) => {
      if (e.k !== "load" || (!ids.has(e.array.id) && !this.#kept.has(e.array.base))) return;
      if (this.#kept.get(e.array.base)?.at !== printExpr(e.index)) sure = false;
    });
    return sure;
  }

  /** So many iterations of the outer loop in one loop inside. */
  #together(times: number): Stmt[] {
    const before: Stmt[] = [];
    const body: Stmt[] = [];
    for (const { register, store } of this.#kept.values()) {
      const { array, index, subs } = store;
      body.push(set(register, { k: "load", type: "f64", array, index, subs, place: store.place } as Load));
    }
    for (let i = 0; i < times; i++) {
      const names = new Map<Local, Local>();
      for (const s of this.#own) {
        const value = this.#nth(s.value, i, names);
        const made = i === 0 ? s.local : local(this.#f, s.local.name, s.local.type);
        names.set(s.local, made);
        before.push(set(made, value, s.place));
      }
      for (const s of this.#inner.body) {
        if (s.k === "set") body.push(set(s.local, this.#inside(s.value, i, names), s.place));
        if (s.k !== "store") continue;
        const { register } = this.#kept.get(s.array.base) as { register: Local };
        body.push(set(register, this.#inside(s.value, i, names), s.place));
      }
    }
    for (const { register, store } of this.#kept.values()) body.push({ ...store, value: get(register) });
    const inner: For = { ...this.#inner, lanes: { most: Number.POSITIVE_INFINITY }, body };
    if (this.#read.size === 0) return [...before, inner];
    // An element may be read once the loop is known to have an iteration that reads it.
    const { v, from, to, cmp } = inner;
    return [...before, when(bin(cmp, from, to), [...this.#read.values(), inner], [set(v, from)])];
  }

  /** The same in the inner loop; an arm that is not taken may have an index of any size, and stays where it is. */
  #inside(e: Expr, i: number, names: ReadonlyMap<Local, Local>): Expr {
    return this.#nth(e, i, names, !someExpr(e, (x) => x.k === "cond"));
  }

  /** An expression as the i-th of the iterations has it; `lifts`: what it reads may be read before the inner loop. */
  #nth(e: Expr, i: number, names: ReadonlyMap<Local, Local>, lifts = false): Expr {
    const { v, step } = this.#loop;
    return mapExpr(e, (x) => {
      if (x.k === "get") {
        if (x.local === v && i > 0) return bin("add", get(v), constant(v.type, i * step));
        const named = names.get(x.local);
        return named ? get(named) : x;
      }
      if (x.k !== "load") return x;
      const kept = this.#kept.get(x.array.base);
      if (kept) return get(kept.register);
      const base = names.get(x.array.base);
      const made = base ? { ...x, array: { ...x.array, base } } : x;
      return lifts ? this.#lifted(made) : made;
    });
  }

  /** An element that is the same throughout the inner loop, read before it: nothing that is stored to is near it. */
  #lifted(e: Load): Expr {
    if (readsAny(e, this.#changing)) return e;
    const key = printExpr(e);
    const found = this.#read.get(key) ?? (set(local(this.#f, e.array.name, e.type), e) as Assignment);
    this.#read.set(key, found);
    return get(found.local);
  }
}

/** The loop without what was proven of it. */
function quiet(loop: For): For {
  const { jam: _, lanes: __, chained: ___, ...rest } = loop;
  return { ...rest, facts: { ...loop.facts, id: -1, notes: [] } };
}

/** The loops of what is left over say nothing of themselves: they were heard already. */
export function silent(s: Stmt): Stmt {
  if (s.k !== "for") return s;
  return { ...s, facts: { ...s.facts, id: -1, notes: [] }, body: s.body.map(silent) };
}
