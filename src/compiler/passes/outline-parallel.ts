// A parallel loop becomes two functions and a fork. The leaf runs some iterations of one chunk, with what it needs of
// the surroundings read from a frame in memory; the function that threads are given calls it, chunk by chunk, so that a
// leaf that the engine has optimised in the meantime is entered at the next chunk.
import {
  type ArrayRef,
  bin,
  type Expr,
  type For,
  type Fork,
  type Func,
  func,
  get,
  int,
  type Local,
  num,
  type Parallel,
  type Reduction,
  readLocals,
  type Stmt,
  set,
  un,
  visitStmts,
} from "../ir/index.ts";
import { CHUNK, combine, foldPairs, LANES } from "./fixed-tree.ts";
import { type LanesWanted, lanesOfLeaf } from "./lanes.ts";
import { ArrayFolds } from "./outline-arrays.ts";
import {
  at,
  bump,
  count,
  type Folds,
  float,
  fresh,
  param,
  repeat,
  restore,
  SLOT,
  save,
  slotAt,
  when,
} from "./outline-frame.ts";
import {
  AREA,
  CAPTURED,
  FROM,
  leafOf,
  type MadeLeaf,
  PER_CHUNK,
  PER_UNIT,
  TRIPS,
  WAITING,
} from "./outline-leaf.ts";
import { readIn, setOutside } from "./outline-locals.ts";
import { grow } from "./outline-serial.ts";

/** Units of a loop without reductions: enough to share out evenly, few enough to cost nothing. */
const UNITS = { static: 256, dynamic: 4096 } as const;
/** Iterations of a loop without reductions that a unit has at most: a call counts them in 32 bits. */
const LONGEST = 2 ** 20;
/** Iterations of a light body that the first call of a leaf runs; further calls run ever more. */
const FIRST = 1024;
/** What stands in a parallel loop's place, the function that runs its iterations, and the one that threads are given. */
export interface OutlinedParallel {
  readonly stmt: Stmt;
  readonly leaf: Func;
  readonly units: Func;
}

/** Outlines one loop of `f`, whose body has no parallel loop left; `copies`: bytes of private arrays it may have: the statement in its place, and new functions. */
export function outlined(
  f: Func,
  loop: For,
  folds: Folds,
  copies: number,
  lanes: LanesWanted,
): OutlinedParallel {
  return new Loop(f, loop, folds, copies, lanes).outline();
}

class Loop {
  readonly #f: Func;
  readonly #loop: For;
  readonly #par: Parallel;
  readonly #folds: Folds;
  readonly #arrays: ArrayFolds;
  readonly #captured: readonly Local[];
  readonly #lanes: LanesWanted;
  /** Iterations that the leaf runs side by side: what it is given should be so many, or many times that. */
  #gang = 1;

  constructor(f: Func, loop: For, folds: Folds, copies: number, lanes: LanesWanted) {
    this.#lanes = lanes;
    this.#f = f;
    this.#loop = loop;
    this.#par = loop.par as Parallel;
    this.#folds = folds;
    const outside = setOutside(f, loop.body);
    const reduced = new Set<Local>(this.#par.reductions.map((r) => r.local));
    for (const r of this.#par.arrayReductions) reduced.add(r.array.base);
    const read = readIn(loop.body);
    // Lanes ask the condition again under which iterations are independent.
    for (const { guard } of [this.#par, loop.jam ?? {}]) if (guard) readLocals(guard, read);
    this.#captured = [...read].filter((l) => outside.has(l) && !reduced.has(l) && l !== loop.v);
    this.#arrays = new ArrayFolds(
      this.#par.arrayReductions,
      folds,
      CAPTURED + SLOT * this.#captured.length,
      copies,
    );
  }

  outline(): OutlinedParallel {
    const leaf = leafOf(this.#f, this.#loop, this.#captured, this.#arrays.bases, this.#lanes);
    if (!this.#reduces) this.#gang = lanesOfLeaf(leaf.fn, this.#lanes);
    const units = this.#reduces ? this.#treeUnits(leaf) : this.#plainUnits(leaf);
    return { stmt: this.#fork(units), leaf: leaf.fn, units };
  }

  get #reduces(): boolean {
    return this.#par.reductions.length + this.#par.arrayReductions.length > 0;
  }

  // What threads are given

  #unitsFunc(): { fn: Func; first: Local; last: Local; frame: Local; partials: Local } {
    const fn = func(`${this.#f.name} ${this.#loop.label}`, this.#f.source);
    const first = param(fn, "first", "i32");
    const last = param(fn, "last", "i32");
    const frame = param(fn, "frame", "addr");
    const partials = param(fn, "partials", "addr");
    return { fn, first, last, frame, partials };
  }

  /** Without reductions the units of a range are one run of iterations. */
  #plainUnits(leaf: MadeLeaf): Func {
    const { fn, first, last, frame } = this.#unitsFunc();
    const [k, end, n, most] = ["k", "end", "n", "most"].map((name) => fresh(fn, name, "f64")) as [
      Local,
      Local,
      Local,
      Local,
    ];
    const perUnit = restore("f64", get(frame), PER_UNIT);
    const left = bin("sub", get(end), get(k));
    const args = [get(k), un("exact", get(n), "i32"), get(frame), ...leaf.constants];
    fn.body = [
      set(k, bin("mul", float(get(first)), perUnit)),
      set(end, bin("min", bin("mul", float(get(last)), perUnit), restore("f64", get(frame), TRIPS))),
      set(most, num(this.#first())),
      repeat(bin("lt", get(k), get(end)), [
        set(n, bin("min", left, this.#whole("floor", get(most)))),
        { k: "call", fn: leaf.fn, args, results: [] },
        bump(k, get(n)),
        grow(most),
      ]),
    ];
    return fn;
  }

  /** Iterations of the leaf's first call: few for an engine that puts quick code in its place between two, else all. */
  #first(): number {
    if (this.#lanes.width > 1) return LONGEST;
    return hasLoop(this.#loop.body) ? this.#gang : FIRST;
  }

  /** With reductions every unit is a subtree, whose chunks fold as they are done: a binary counter of partial results. */
  #treeUnits(leaf: MadeLeaf): Func {
    const { reductions } = this.#par;
    const { fn, first, last, frame, partials } = this.#unitsFunc();
    const [k, left, n, chunk] = ["k", "left", "n", "chunk"].map((name) => fresh(fn, name, "f64")) as [
      Local,
      Local,
      Local,
      Local,
    ];
    const [u, lanes, done, bits, depth] = ["u", "lanes", "done", "bits", "depth"].map((name) =>
      fresh(fn, name, "i32"),
    ) as [Local, Local, Local, Local, Local];
    const [area, top] = [fresh(fn, "area", "addr"), fresh(fn, "top", "addr")];
    const values = reductions.map((r) => fresh(fn, r.local.name, r.local.type));
    const perUnit = restore("f64", get(frame), PER_UNIT);
    const waiting = (r: number): number => r * AREA + WAITING;
    const pop: Stmt[] = [
      bump(depth, int(-1)),
      set(top, slotAt(get(area), get(depth))),
      ...reductions.map((r, i) => {
        const value = values[i] as Local;
        return set(value, combine(r.op, restore(value.type, get(top), waiting(i)), get(value)));
      }),
    ];
    const odd = bin("ne", bin("and", get(bits), int(1)), int(0));
    const stack: Stmt[] = [
      bump(done, int(1)),
      set(bits, get(done)),
      repeat(un("not", odd, "bool"), [...pop, set(bits, bin("shr", get(bits), int(1)))]),
      set(top, slotAt(get(area), get(depth))),
      ...values.map((v, i) => save(get(top), waiting(i), get(v))),
      bump(depth, int(1)),
    ];
    // What waits at the end: the last one first, an odd one moving up.
    const unwind: Stmt[] = [
      bump(depth, int(-1)),
      set(top, slotAt(get(area), get(depth))),
      ...values.map((v, i) => set(v, restore(v.type, get(top), waiting(i)))),
      repeat(bin("gt", get(depth), int(0)), pop),
      ...values.map((v, i) => save(get(area), i * AREA, get(v))),
    ];
    const scalars = reductions.length > 0;
    const args: Expr[] = [get(k), un("exact", get(n), "i32"), get(frame)];
    if (scalars) args.push(get(lanes), get(area));
    const enter = this.#arrays.enter(fn, get(frame), get(u));
    const chunks: Stmt[] = [
      set(n, bin("min", get(left), get(chunk))),
      { k: "call", fn: leaf.fn, args: [...args, ...this.#arrays.copies, ...leaf.constants], results: values },
      ...(scalars ? stack : []),
      bump(k, get(n)),
      set(left, bin("sub", get(left), get(n))),
    ];
    fn.body = [
      set(chunk, restore("f64", get(frame), PER_CHUNK)),
      set(lanes, bin("min", un("exact", get(chunk), "i32"), int(LANES))),
      count(u, get(first), get(last), [
        set(k, bin("mul", float(get(u)), perUnit)),
        set(left, bin("min", perUnit, bin("sub", restore("f64", get(frame), TRIPS), get(k)))),
        set(area, at(get(partials), get(u), this.#stride)),
        ...enter,
        set(done, int(0)),
        set(depth, int(0)),
        repeat(bin("gt", get(left), num(0)), chunks),
        ...(scalars ? unwind : []),
      ]),
    ];
    return fn;
  }

  get #stride(): number {
    return this.#par.reductions.length * AREA;
  }

  // Where the loop stood

  #fork(units: Func): Stmt {
    const f = this.#f;
    const loop = this.#loop;
    const [from, to] = [fresh(f, "from", loop.v.type), fresh(f, "to", loop.v.type)];
    const [trips, each, chunk, many] = ["trips", "unit", "chunk", "units"].map((name) =>
      fresh(f, name, "f64"),
    ) as [Local, Local, Local, Local];
    const partials = fresh(f, "partials", "addr");
    const frame: ArrayRef = {
      id: -1,
      name: "frame",
      elem: "f64",
      base: fresh(f, "frame", "addr"),
      length: fresh(f, "slots", "f64"),
    };
    const distance = bin("sub", float(get(to)), float(get(from)));
    const steps = loop.step === 1 ? distance : bin("div", distance, num(loop.step));
    const slots = 4 + this.#captured.length + this.#arrays.slots;
    const keep = (offset: number, value: Expr): Stmt => save(get(frame.base), offset, value);
    const fork: Fork = {
      k: "fork",
      fn: units,
      units: get(many),
      frame: get(frame.base),
      stride: this.#stride,
      partials,
      schedule: this.#par.schedule,
      loop: loop.facts.id,
      place: loop.facts.place,
      ...(this.#par.guard && { serial: un("not", this.#par.guard, "bool") }),
    };
    const body: Stmt[] = [
      ...this.#sizes(trips, each, chunk),
      set(many, un("ceil", bin("div", get(trips), get(each)), "f64")),
      { k: "alloc", array: frame, count: num(slots), escapes: false },
      keep(FROM, get(from)),
      keep(TRIPS, get(trips)),
      keep(PER_UNIT, get(each)),
      keep(PER_CHUNK, get(chunk)),
      ...this.#captured.map((l, i) => keep(CAPTURED + i * SLOT, get(l))),
      ...this.#arrays.prepare(f, get(frame.base), get(many)),
      ...(this.#par.alone
        ? this.#alone(units, many, get(frame.base), partials)
        : this.#arrays.run(f, fork, get(frame.base))),
      ...this.#par.reductions.flatMap((r, i) => this.#total(r, at(get(partials), int(i), AREA), get(many))),
    ];
    const whole: Stmt[] = [
      set(from, loop.from),
      set(to, loop.to),
      set(trips, un("ceil", steps, "f64")),
      when(bin("gt", get(trips), num(0)), body),
    ];
    return { k: "scope", body: whole };
  }

  /** A number of iterations as whole gangs. */
  #whole(round: "floor" | "ceil", n: Expr): Expr {
    if (this.#gang === 1) return n;
    return bin("mul", un(round, bin("div", n, num(this.#gang)), "f64"), num(this.#gang));
  }

  /** All units, here: no thread is asked. */
  #alone(units: Func, many: Local, frame: Expr, partials: Local): Stmt[] {
    const f = this.#f;
    const slots = fresh(f, "slots", "f64");
    const array: ArrayRef = { id: -1, name: "partials", elem: "f64", base: partials, length: slots };
    const size = bin("mul", get(many), num(this.#stride / SLOT));
    return [
      { k: "alloc", array, count: size, escapes: false },
      {
        k: "call",
        fn: units,
        args: [int(0), un("exact", get(many), "i32"), frame, get(partials)],
        results: [],
      },
    ];
  }

  /** Iterations of a chunk and of a unit, from the trip count alone. */
  #sizes(trips: Local, each: Local, chunk: Local): Stmt[] {
    if (!this.#reduces) {
      const even = un("ceil", bin("div", get(trips), num(UNITS[this.#par.schedule])), "f64");
      return [set(each, bin("min", this.#whole("ceil", even), num(LONGEST)))];
    }
    const twice = (l: Local): Stmt => set(l, bin("add", get(l), get(l)));
    const small = bin(
      "and",
      bin("lt", bin("mul", get(chunk), num(64)), get(trips)),
      bin("lt", get(chunk), num(CHUNK)),
    );
    if (this.#arrays.slots > 0) {
      // A unit is a chunk of the array reductions, the chunks of the others are parts of it.
      return [
        set(each, num(1)),
        repeat(bin("lt", bin("mul", get(each), num(64)), get(trips)), [twice(each)]),
        set(chunk, bin("min", get(each), num(CHUNK))),
      ];
    }
    const room = bin("le", bin("mul", get(each), num(128)), get(trips));
    return [
      set(chunk, num(1)),
      repeat(small, [twice(chunk)]),
      set(each, get(chunk)),
      repeat(bin("and", room, bin("lt", get(each), num(64 * CHUNK))), [twice(each)]),
    ];
  }

  #total(r: Reduction, first: Expr, units: Expr): Stmt[] {
    const { type } = r.local;
    const total = fresh(this.#f, `${r.local.name}.total`, type);
    const fold = this.#folds.get(`${r.op} ${type}`, () => foldPairs(r.op, type));
    return [
      { k: "call", fn: fold, args: [first, units, num(this.#stride)], results: [total] },
      set(r.local, combine(r.op, get(r.local), get(total))),
    ];
  }
}

const hasLoop = (list: readonly Stmt[]): boolean => {
  let found = false;
  visitStmts(list, (s) => {
    if (s.k === "for" || s.k === "loop" || s.k === "call" || s.k === "fork") found = true;
  });
  return found;
};
