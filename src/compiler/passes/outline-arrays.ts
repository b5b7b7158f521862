// Array reductions: every chunk accumulates into an array of identities of its own, and those fold by adjacent pairs,
// level by level, and last onto the array itself.
import {
  type ArrayReduction,
  type ArrayRef,
  bin,
  ELEM_SHIFT,
  type Elem,
  type Expr,
  type Func,
  func,
  get,
  type Local,
  num,
  type ReduceOp,
  type Stmt,
  set,
  un,
} from "../ir/index.ts";
import { combine } from "./fixed-tree.ts";
import { bump, count, type Folds, float, fresh, repeat, restore, SLOT, save } from "./outline-frame.ts";

/** Frame slots of an array reduction: where the copies lie, bytes of one, elements of one. */
const SLOTS = 3;
/** Copies begin at multiples of a cache line, so that no two threads write to one. */
const LINE = 64;

/** The array reductions of one loop. */
export class ArrayFolds {
  readonly #all: readonly ArrayReduction[];
  readonly #folds: Folds;
  readonly #offset: number;
  /** In the function that threads are given: where the copy of its unit lies. */
  readonly #own: Local[] = [];
  /** In the function that has the loop. */
  readonly #copies: ArrayRef[] = [];
  readonly #bytes: Local[] = [];

  /** `offset`: where in the frame its slots begin. */
  constructor(all: readonly ArrayReduction[], folds: Folds, offset: number) {
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
      const far = bin("mul", float(u), restore("f64", frame, this.#slot(i, 1)));
      const length = restore("f64", frame, this.#slot(i, 2));
      return [
        set(own, bin("add", restore("addr", frame, this.#slot(i, 0)), un("toaddr", far, "addr"))),
        { k: "call", fn: fill, args: [get(own), length], results: [] },
      ];
    });
  }

  /** In `f`, which has the loop: memory for the copies of `units` units. */
  prepare(f: Func, frame: Expr, units: Expr): Stmt[] {
    return this.#all.flatMap((r, i): Stmt[] => {
      const { array } = r;
      const copies: ArrayRef = {
        id: -1,
        name: `${array.name}.copies`,
        elem: "u8",
        base: fresh(f, `${array.name}.copies`, "addr"),
        length: fresh(f, `${array.name}.room`, "f64"),
      };
      const bytes = fresh(f, `${array.name}.bytes`, "f64");
      this.#copies.push(copies);
      this.#bytes.push(bytes);
      const lines = bin("mul", float(get(array.length)), num(2 ** ELEM_SHIFT[array.elem] / LINE));
      return [
        set(bytes, bin("mul", un("ceil", lines, "f64"), num(LINE))),
        { k: "alloc", array: copies, count: bin("mul", get(bytes), units), escapes: false },
        save(frame, this.#slot(i, 0), get(copies.base)),
        save(frame, this.#slot(i, 1), get(bytes)),
        save(frame, this.#slot(i, 2), float(get(array.length))),
      ];
    });
  }

  /** In `f`, after the fork: folds the copies of all units onto the arrays. */
  fold(f: Func, units: Expr): Stmt[] {
    return this.#all.flatMap((r, i): Stmt[] => {
      const { array, op } = r;
      const onto = this.#folds.get(`onto ${op} ${array.elem}`, () => folding(op, array.elem));
      const [width, n] = [fresh(f, "width", "f64"), fresh(f, "n", "f64")];
      const base = get((this.#copies[i] as ArrayRef).base);
      const copy = (index: Expr): Expr =>
        bin("add", base, un("toaddr", bin("mul", index, get(this.#bytes[i] as Local)), "addr"));
      const length = float(get(array.length));
      const next = bin("add", get(n), get(width));
      return [
        set(width, num(1)),
        repeat(bin("lt", get(width), units), [
          set(n, num(0)),
          repeat(bin("lt", next, units), [
            { k: "call", fn: onto, args: [copy(get(n)), copy(next), length], results: [] },
            set(n, bin("add", next, get(width))),
          ]),
          bump(width, get(width)),
        ]),
        { k: "call", fn: onto, args: [get(array.base), base, length], results: [] },
      ];
    });
  }
}

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
  const fn = func(name, 0);
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
