// Random programs on numbers alone: mixed arithmetic, bit operations, conditions and loops, called with ugly numbers.
// Every assignment has a local of its own or one of a few that change, so that facts are about few values.
import * as ir from "../../../src/compiler/ir/index.ts";

const { bin, cond, get, num, set, un } = ir;

/** Numbers at which something changes. */
export const UGLY: readonly number[] = [
  0,
  -0,
  1,
  -1,
  2,
  3,
  -7,
  0.5,
  -2.5,
  100,
  4096,
  2 ** 31 - 1,
  2 ** 31,
  -(2 ** 31),
  2 ** 32,
  2 ** 53,
  -(2 ** 53) - 2,
  1e300,
  5e-324,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.NaN,
];

export class Scalars {
  #state: number;
  #labels = 0;
  #depth = 0;
  readonly #fn: ir.Func;
  readonly #set: ir.Local[] = [];
  readonly #mutable: ir.Local[];

  constructor(seed: number) {
    this.#state = Math.imul(seed, 2654435761) | 1;
    this.below(2);
    const fn = ir.func("f", 0, ["f64", "f64"]);
    for (const name of ["a", "b", "c"]) {
      const l = ir.local(fn, name, "f64");
      fn.params.push(l);
      this.#set.push(l);
    }
    this.#mutable = ["x", "y"].map((name) => ir.local(fn, name, "f64"));
    this.#fn = fn;
    const body = this.#list(7);
    const values = [...this.#mutable.map((l) => get(l))];
    fn.body = [...body, { k: "return", values }];
  }

  make(): { program: ir.Program; numbers: readonly number[] } {
    const fn = this.#fn;
    const program = { funcs: [fn], entry: fn, sites: [], places: [], sources: [], runtime: {} };
    return { program, numbers: [0, 1, 2].map(() => this.#number()) };
  }

  // Marsaglia's xorshift32 (2003).
  below(n: number): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % n;
  }

  #pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  #number(): number {
    return this.below(2) > 0 ? this.#pick(UGLY) : this.below(40) - 8;
  }

  #list(most: number): ir.Stmt[] {
    const known = this.#set.length;
    this.#depth++;
    const list = Array.from({ length: 1 + this.below(most) }, () => this.#stmt());
    this.#depth--;
    if (this.#depth > 0) this.#set.length = known;
    return list;
  }

  #stmt(): ir.Stmt {
    const what = this.below(10);
    if (what < 2 && this.#depth < 4)
      return {
        k: "if",
        test: this.#test(2),
        then: this.#list(3),
        else: this.below(2) > 0 ? this.#list(2) : [],
      };
    if (what < 4 && this.#depth < 3) return this.#for();
    if (what < 5 && this.#depth < 3) return this.#count();
    if (what < 8) return set(this.#pick(this.#mutable), this.#f64(3));
    const value = this.#f64(3);
    const l = ir.local(this.#fn, "t", "f64");
    this.#set.push(l);
    return set(l, value);
  }

  #for(): ir.Stmt {
    const v = ir.local(this.#fn, "i", "f64");
    const step = this.#pick([1, 1, 2, -1, -3, 0.5]);
    const near = num(this.below(9) - 4);
    const [from, to] = this.below(3) > 0 ? [near, num(this.below(9) - 4)] : [near, this.#f64(1)];
    const label = `for${this.#labels++}`;
    this.#set.push(v);
    const body = this.#list(3);
    this.#set.splice(this.#set.indexOf(v), 1);
    // Whatever the bound is, a few iterations are enough.
    const fuel = ir.local(this.#fn, "fuel", "f64");
    const out: ir.Stmt = {
      k: "if",
      test: bin("gt", get(fuel), num(6)),
      then: [{ k: "break", label }],
      else: [],
    };
    const cmp = step > 0 ? this.#pick(["lt", "le"] as const) : this.#pick(["gt", "ge"] as const);
    const facts = { id: 0, place: 0, notes: [] };
    const burn = set(fuel, bin("add", get(fuel), num(1)));
    const loop: ir.For = { k: "for", label, v, from, to, cmp, step, body: [burn, out, ...body], facts };
    return { k: "block", label: `${label}.outer`, body: [set(fuel, num(0)), loop] };
  }

  /** `while (w < limit) { …; w = w op k }` */
  #count(): ir.Stmt {
    const w = ir.local(this.#fn, "w", "f64");
    const fuel = ir.local(this.#fn, "fuel", "f64");
    const label = `while${this.#labels++}`;
    const leave = (test: ir.Expr): ir.Stmt => ({ k: "if", test, then: [{ k: "break", label }], else: [] });
    this.#set.push(w);
    const inside = this.#list(2);
    this.#set.splice(this.#set.indexOf(w), 1);
    const body = [
      leave(un("not", bin(this.#pick(["lt", "le", "ne"]), get(w), num(this.below(200))), "bool")),
      leave(bin("gt", get(fuel), num(6))),
      set(fuel, bin("add", get(fuel), num(1))),
      ...inside,
      set(w, bin(this.#pick(["add", "mul", "sub"]), get(w), num(this.#pick([1, 2, 3, 0.5])))),
    ];
    const facts = { id: 0, place: 0, notes: [] };
    const loop: ir.Stmt = { k: "loop", label, body, facts };
    return {
      k: "block",
      label: `${label}.outer`,
      body: [set(w, num(this.below(5))), set(fuel, num(0)), loop],
    };
  }

  #test(depth: number): ir.Expr {
    const what = this.below(depth > 0 ? 8 : 5);
    if (what < 4) {
      const some = get(this.#pick([...this.#set, ...this.#mutable]));
      const op = this.#pick(["lt", "le", "gt", "ge", "eq", "ne"] as const);
      return bin(op, some, this.below(3) > 0 ? num(this.#number()) : this.#f64(1));
    }
    if (what < 5) {
      const l = get(this.#pick(this.#set));
      return bin("eq", un("floor", l, "f64"), l);
    }
    if (what < 6) return un("not", this.#test(depth - 1), "bool");
    const [a, b] = [this.#test(depth - 1), this.#test(depth - 1)];
    return this.#pick([cond(a, b, ir.bool(false)), cond(a, ir.bool(true), b), cond(a, b, a), cond(a, a, b)]);
  }

  #f64(depth: number): ir.Expr {
    const what = this.below(depth > 0 ? 14 : 3);
    if (what < 1) return num(this.#number());
    if (what < 3) return get(this.#pick([...this.#set, ...this.#mutable]));
    if (what < 8) {
      const op = this.#pick(["add", "add", "sub", "mul", "div", "rem", "min", "max"] as const);
      return bin(op, this.#f64(depth - 1), this.#f64(depth - 1));
    }
    if (what < 10) {
      const op = this.#pick(["neg", "abs", "floor", "ceil", "trunc", "nearest", "sqrt", "fround"] as const);
      return un(op, this.#f64(depth - 1), "f64");
    }
    if (what < 11) return cond(this.#test(1), this.#f64(depth - 1), this.#f64(depth - 1));
    if (what < 12) return un("frombool", this.#test(1), "f64");
    return un(this.below(4) > 0 ? "tof64" : "utof64", this.#i32(depth - 1), "f64");
  }

  #i32(depth: number): ir.Expr {
    const wrapped = un("toint32", this.#f64(depth), "i32");
    const what = this.below(8);
    if (what < 2) return wrapped;
    const op = this.#pick(["and", "or", "xor", "shl", "shr", "shru"] as const);
    const other = this.below(2) > 0 ? ir.int(this.below(33)) : un("toint32", this.#f64(depth - 1), "i32");
    return bin(op, wrapped, other);
  }
}
