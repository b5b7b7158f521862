// Array reductions: every chunk accumulates into an array of identities of its own, and those fold by adjacent pairs,
// level by level, and last onto the array itself.
import {
  type ArrayReduction,
  type ArrayRef,
  bin,
  cond,
  ELEM_SHIFT,
  type Elem,
  type Expr,
  type Fork,
  type Func,
  func,
  get,
  int,
  type Local,
  num,
  type ReduceOp,
  type Stmt,
  set,
  un,
} from "../ir/index.ts";
import { combine } from "./fixed-tree.ts";
import { bump, count, type Folds, float, fresh, repeat, restore, SLOT, save, when } from "./outline-frame.ts";

/**
 * Frame slots of an array reduction: where the copies lie, bytes from one unit's to the next, elements of one, and bytes
 * from the first copy to that of unit 0.
 */
const SLOTS = 4;
/** Copies that wait for others when at most 64 fold as they come, by a binary counter. */
const WAITING = 7;
/** Copies begin at multiples of a cache line, so that no two threads write to one. */
const LINE = 64;

/** The array reductions of one loop. */
export class ArrayFolds {
  readonly #all: readonly ArrayReduction[];
  readonly #folds: Folds;
  readonly #offset: number;
  /** In the function that threads are given: where the copy of its unit lies. */
  readonly #own: Local[] = [];
  /** In the function that has the loop: the copies, bytes of one, whether they are too much memory to have all at once. */
  readonly #copies: ArrayRef[] = [];
  readonly #bytes: Local[] = [];
  #large: Local | undefined;
  readonly #most: number;

  /** `offset`: where in the frame its slots begin; `most`: bytes of copies that a loop may have. */
  constructor(all: readonly ArrayReduction[], folds: Folds, offset: number, most: number) {
    this.#most = most;
    this.#all = all;
    this.#folds = folds;
    this.#offset = offset;
  }

  /** Slots in the frame. */
  get slots(): number {
    return this.#all.length * SLOTS;
  }

  /** The locals that a leaf gets as parameters: the arrays' addresses, which are those of copies there. */
  get bases(): Local[] {
    return this.#all.map((r) => r.array.base);
  }

  /** Arguments for `bases`. */
  get copies(): Expr[] {
    return this.#own.map(get);
  }

  #slot(i: number, field: number): number {
    return this.#offset + (i * SLOTS + field) * SLOT;
  }

  /** In `fn`, which threads are given: makes the copies of unit `u`. */
  enter(fn: Func, frame: Expr, u: Expr): Stmt[] {
    return this.#all.flatMap((r, i): Stmt[] => {
      const own = fresh(fn, r.array.name, "addr");
      this.#own.push(own);
      const fill = this.#folds.get(`fill ${r.op} ${r.array.elem}`, () => filling(r.op, r.array.elem));
      const steps = bin("mul", float(u), restore("f64", frame, this.#slot(i, 1)));
      const far = bin("add", steps, restore("f64", frame, this.#slot(i, 3)));
      const length = restore("f64", frame, this.#slot(i, 2));
      return [
        set(own, bin("add", restore("addr", frame, this.#slot(i, 0)), un("toaddr", far, "addr"))),
        { k: "call", fn: fill, args: [get(own), length], results: [] },
      ];
    });
  }

  /** In `f`, which has the loop: memory for the copies of `units` units. */
  prepare(f: Func, frame: Expr, units: Expr): Stmt[] {
    if (this.#all.length === 0) return [];
    const large = fresh(f, "large", "bool");
    this.#large = large;
    const sizes = this.#all.map(({ array }): Stmt => {
      const bytes = fresh(f, `${array.name}.bytes`, "f64");
      this.#bytes.push(bytes);
      const lines = bin("mul", float(get(array.length)), num(2 ** ELEM_SHIFT[array.elem] / LINE));
      return set(bytes, bin("mul", un("ceil", lines, "f64"), num(LINE)));
    });
    const sum = this.#bytes.map((l): Expr => get(l)).reduce((x, y) => bin("add", x, y));
    const blocks = this.#all.flatMap(({ array }, i): Stmt[] => {
      const bytes = this.#bytes[i] as Local;
      const copies = block(f, `${array.name}.copies`);
      this.#copies.push(copies);
      const count = bin("mul", get(bytes), cond(get(large), num(WAITING), units));
      return [
        { k: "alloc", array: copies, count, escapes: false },
        save(frame, this.#slot(i, 0), get(copies.base)),
        save(frame, this.#slot(i, 1), cond(get(large), num(0), get(bytes))),
        save(frame, this.#slot(i, 2), float(get(array.length))),
      ];
    });
    return [...sizes, set(large, bin("gt", bin("mul", sum, units), num(this.#most))), ...blocks];
  }

  /**
   * In `f`: the fork, and all copies folded onto the arrays. Copies that would be too much memory are folded as they
   * come, the units run here one after the other: the same tree.
   */
  run(f: Func, fork: Fork, frame: Expr): Stmt[] {
    if (!this.#large) return [fork];
    const onto = this.#all.map((_, i) =>
      this.#onto(i, get((this.#all[i] as ArrayReduction).array.base), this.#copy(i, num(0))),
    );
    return [
      when(get(this.#large), this.#alone(f, fork, frame), [fork, ...this.#pairs(f, fork.units)]),
      ...onto,
    ];
  }

  #copy(i: number, index: Expr): Expr {
    const far = bin("mul", index, get(this.#bytes[i] as Local));
    return bin("add", get((this.#copies[i] as ArrayRef).base), un("toaddr", far, "addr"));
  }

  /** Array `to` folded with array `other`. */
  #onto(i: number, to: Expr, other: Expr): Stmt {
    const { array, op } = this.#all[i] as ArrayReduction;
    const fn = this.#folds.get(`onto ${op} ${array.elem}`, () => folding(op, array.elem));
    return { k: "call", fn, args: [to, other, float(get(array.length))], results: [] };
  }

  #pairs(f: Func, units: Expr): Stmt[] {
    const [width, n] = [fresh(f, "width", "f64"), fresh(f, "n", "f64")];
    const next = bin("add", get(n), get(width));
    return [
      set(width, num(1)),
      repeat(bin("lt", get(width), units), [
        set(n, num(0)),
        repeat(bin("lt", next, units), [
          ...this.#all.map((_, i) => this.#onto(i, this.#copy(i, get(n)), this.#copy(i, next))),
          set(n, bin("add", next, get(width))),
        ]),
        bump(width, get(width)),
      ]),
    ];
  }

  #alone(f: Func, fork: Fork, frame: Expr): Stmt[] {
    const [u, bits] = [fresh(f, "u", "i32"), fresh(f, "bits", "i32")];
    const top = fresh(f, "top", "f64");
    const below = bin("sub", get(top), num(1));
    const fold = [
      ...this.#all.map((_, i) => this.#onto(i, this.#copy(i, below), this.#copy(i, get(top)))),
      set(top, below),
    ];
    const partials = block(f, "partials");
    const even = bin("eq", bin("and", get(bits), int(1)), int(0));
    const after = bin("add", get(u), int(1));
    return [
      { k: "alloc", array: partials, count: bin("mul", fork.units, num(fork.stride)), escapes: false },
      set(fork.partials, get(partials.base)),
      set(top, num(0)),
      count(u, int(0), un("exact", fork.units, "i32"), [
        ...this.#all.map((_, i) =>
          save(frame, this.#slot(i, 3), bin("mul", get(top), get(this.#bytes[i] as Local))),
        ),
        { k: "call", fn: fork.fn, args: [get(u), after, frame, get(fork.partials)], results: [] },
        set(bits, after),
        repeat(even, [...fold, set(bits, bin("shr", get(bits), int(1)))]),
        bump(top, num(1)),
      ]),
      set(top, below),
      repeat(bin("gt", get(top), num(0)), fold),
    ];
  }
}

/** Memory that `f` allocates, counted in bytes. */
const block = (f: Func, name: string): ArrayRef => ({
  id: -1,
  name,
  elem: "u8",
  base: fresh(f, name, "addr"),
  length: fresh(f, `${name}.bytes`, "f64"),
});

/** What an element of a private array starts from: the identity, or the element nearest to it. */
function elementIdentity(op: ReduceOp, elem: Elem): number {
  if (op === "add") return elem === "f64" || elem === "f32" ? -0 : 0;
  if (op === "mul") return 1;
  if (op === "and") return -1;
  if (op === "or" || op === "xor") return 0;
  if (elem === "f64" || elem === "f32")
    return op === "min" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  const bits = 8 * 2 ** ELEM_SHIFT[elem];
  const signed = elem.startsWith("i");
  if (op === "min") return signed ? 2 ** (bits - 1) - 1 : 2 ** bits - 1;
  return signed ? -(2 ** (bits - 1)) : 0;
}

/** A function of some arrays of `elem` and their length, whose body is run for every element. */
function each(
  name: string,
  elem: Elem,
  names: readonly string[],
  body: (i: Expr, arrays: ArrayRef[]) => Stmt,
): Func {
  const fn = func(name, 0, [], true);
  const param = (n: string, type: Local["type"]): Local => {
    const l = fresh(fn, n, type);
    fn.params.push(l);
    return l;
  };
  const bases = names.map((n) => param(n, "addr"));
  const length = param("length", "f64");
  const i = fresh(fn, "i", "i64");
  const arrays = bases.map((base): ArrayRef => ({ id: base.id, name: base.name, elem, base, length }));
  fn.body = [
    count(i, { k: "const", type: "i64", value: 0 }, un("exact", get(length), "i64"), [body(get(i), arrays)]),
  ];
  return fn;
}

const filling = (op: ReduceOp, elem: Elem): Func =>
  each(`fill ${op} ${elem}`, elem, ["own"], (index, [array]) => ({
    k: "store",
    array: array as ArrayRef,
    index,
    subs: [],
    value: num(elementIdentity(op, elem)),
    place: 0,
  }));

const folding = (op: ReduceOp, elem: Elem): Func =>
  each(`onto ${op} ${elem}`, elem, ["to", "other"], (index, [to, other]) => {
    const element = (array: ArrayRef): Expr => ({ k: "load", type: "f64", array, index, subs: [], place: 0 });
    const value = combine(op, element(to as ArrayRef), element(other as ArrayRef));
    return { k: "store", array: to as ArrayRef, index, subs: [], value, place: 0 };
  });
