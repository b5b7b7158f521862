// Random nests of loops over arrays, as the front end writes them: every number a float64, every index checked. Lengths
// and sizes are chosen so that about half of the programs run into an end of an array.
import * as ir from "../../../src/compiler/ir/index.ts";
import { cloneProgram } from "../../../src/compiler/passes/index.ts";
import { promise } from "../../../src/jit/guards.ts";
import { interpret } from "../../oracle/interpret.ts";
import { Memory, sizeOf } from "../../oracle/memory.ts";
import type { Value } from "../../oracle/operators.ts";
import { OracleTimeout, OracleTrap } from "../../oracle/outcomes.ts";

const { bin, get, num, set, un } = ir;

/** A program and what to call it with. */
export interface Case {
  readonly program: ir.Program;
  readonly lengths: readonly number[];
  readonly numbers: readonly number[];
}

const ELEMS: readonly ir.Elem[] = ["f64", "i32", "u8"];

export class Loops {
  #state: number;
  #label = 0;
  #site = 0;
  #depth = 0;
  readonly #fn: ir.Func;
  #arrays: ir.ArrayRef[];
  readonly #numbers: ir.Local[];
  readonly #sum: ir.Local;
  /** Whole numbers: loops' variables, and locals made of them. */
  readonly #whole: ir.Local[] = [];
  readonly #notes: ir.LoopFacts[] = [];

  constructor(seed: number) {
    this.#state = Math.imul(seed, 2654435761) | 1;
    this.below(2);
    const fn = ir.func("f", 0, ["f64"]);
    const param = (name: string, type: ir.Type): ir.Local => {
      const l = ir.local(fn, name, type);
      fn.params.push(l);
      return l;
    };
    this.#arrays = ELEMS.map((elem, id) => ({
      id,
      name: elem,
      elem,
      base: param(elem, "addr"),
      length: param(`${elem}.length`, "f64"),
    }));
    this.#numbers = ["n", "m", "p"].map((name) => param(name, "f64"));
    this.#sum = ir.local(fn, "sum", "f64");
    this.#fn = fn;
    // The first array is one that the program shortens, so it has a length of its own.
    const [first, ...others] = this.#arrays as [ir.ArrayRef, ...ir.ArrayRef[]];
    const own = { ...first, length: ir.local(fn, "own.length", "f64") };
    this.#arrays = [own, ...others];
    fn.body = [
      set(own.length, get(first.length)),
      ...this.#list(3),
      ...this.#list(2),
      { k: "return", values: [get(this.#sum)] },
    ];
  }

  make(): Case {
    const sites: ir.Site[] = Array.from({ length: this.#site }, (_, i) => ({
      kind: "index",
      array: `array${i}`,
      axis: undefined,
      source: 0,
      start: 0,
      end: 0,
    }));
    const fn = this.#fn;
    const program = { funcs: [fn], entry: fn, sites, places: [], sources: [], runtime: {} };
    const numbers = [this.below(7), this.below(5), this.below(9) - 2];
    const sizes = [
      numbers[0] as number,
      (numbers[0] as number) * (numbers[1] as number),
      6,
      40,
      this.below(30),
    ];
    return { program, lengths: ELEMS.map(() => this.#pick(sizes)), numbers };
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

  #list(most: number): ir.Stmt[] {
    return Array.from({ length: 1 + this.below(most) }, () => this.#stmt());
  }

  #stmt(): ir.Stmt {
    const what = this.below(12);
    if (this.#depth < 3 && what < 5) return what < 4 ? this.#for() : this.#while();
    if (what < 6 && this.#depth > 0 && this.#depth < 4) return this.#if();
    if (what === 6) return this.#let();
    if (what === 7 && this.below(4) === 0) return this.#shorten();
    if (what < 9) return set(this.#sum, bin("add", get(this.#sum), this.#load()));
    const array = this.#pick(this.#arrays);
    const index = this.#index(array);
    return { k: "store", array, index, subs: [index], value: bin("add", this.#load(), num(1)), place: 0 };
  }

  #facts(): ir.LoopFacts {
    const facts = { id: this.#notes.length, place: 0, notes: [] };
    this.#notes.push(facts);
    return facts;
  }

  #inside(make: () => ir.Stmt[]): ir.Stmt[] {
    const whole = this.#whole.length;
    this.#depth++;
    const list = make();
    this.#depth--;
    this.#whole.length = whole;
    return list;
  }

  #for(): ir.Stmt {
    const v = ir.local(this.#fn, "ijkl"[this.#depth] as string, "f64");
    const label = `for${this.#label++}`;
    const up = this.below(4) > 0;
    const ends = [num(this.below(3) - (this.below(6) === 0 ? 1 : 0)), this.#bound()];
    const [from, to] = (up ? ends : [bin("sub", ends[1] as ir.Expr, num(1)), ends[0]]) as [ir.Expr, ir.Expr];
    const cmp = up ? this.#pick(["lt", "lt", "le"] as const) : this.#pick(["ge", "ge", "gt"] as const);
    const step = (this.below(4) === 0 ? 2 + this.below(2) : 1) * (up ? 1 : -1);
    const body = this.#inside(() => {
      this.#whole.push(v);
      const list = this.#list(3);
      if (this.below(8) === 0) list.unshift(this.#leave(label));
      return list;
    });
    return { k: "for", label, v, from, to, cmp, step, body, facts: this.#facts() };
  }

  #leave(label: string): ir.Stmt {
    const k = this.#pick(["break", "continue"] as const);
    return { k: "if", test: this.#test(), then: [{ k, label }], else: [] };
  }

  /** `while (w < bound) { …; w += step }` */
  #while(): ir.Stmt {
    const w = ir.local(this.#fn, "w", "f64");
    const label = `while${this.#label++}`;
    const out: ir.Stmt = {
      k: "if",
      test: un("not", bin("lt", get(w), this.#bound()), "bool"),
      then: [{ k: "break", label }],
      else: [],
    };
    const body = this.#inside(() => {
      this.#whole.push(w);
      return this.#list(2);
    });
    const next = set(w, bin("add", get(w), num(1 + this.below(2))));
    const loop: ir.Stmt = { k: "loop", label, body: [out, ...body, next], facts: this.#facts() };
    return { k: "block", label: `block${this.#label++}`, body: [set(w, num(this.below(3) - 1)), loop] };
  }

  #bound(): ir.Expr {
    const what = this.below(9);
    if (what < 3) return get(this.#numbers[this.below(2)] as ir.Local);
    if (what < 5) return get(this.#pick(this.#arrays).length);
    if (what < 6 && this.#whole.length > 0)
      return bin("add", get(this.#pick(this.#whole)), num(this.below(2)));
    if (what < 7) return bin("sub", get(this.#pick(this.#numbers)), num(this.below(3)));
    if (what < 8) return bin("mul", get(this.#pick(this.#numbers)), num(this.#pick([0.5, 1.5, 2])));
    return num(this.below(6));
  }

  #test(): ir.Expr {
    const value = this.#whole.length > 0 ? get(this.#pick(this.#whole)) : this.#bound();
    const test = bin(this.#pick(["lt", "le", "gt", "ge", "eq", "ne"]), value, this.#bound());
    if (this.below(3) > 0) return test;
    const other = bin("ge", value, num(this.below(3)));
    // As the front end writes `a && b` and `a || b`.
    return this.below(2) > 0 ? ir.cond(test, other, test) : ir.cond(test, test, other);
  }

  #if(): ir.Stmt {
    const then = this.#inside(() => this.#list(2));
    const otherwise = this.below(2) > 0 ? this.#inside(() => this.#list(2)) : [];
    return { k: "if", test: this.#test(), then, else: otherwise };
  }

  #let(): ir.Stmt {
    // Sometimes one that exists is given another value, though never a counted loop's variable.
    const old = this.#whole.filter((l) => l.name === "t");
    const t = old.length > 0 && this.below(2) > 0 ? this.#pick(old) : ir.local(this.#fn, "t", "f64");
    const value = this.#arithmetic(2);
    if (!this.#whole.includes(t)) this.#whole.push(t);
    return set(t, value);
  }

  #shorten(): ir.Stmt {
    const { length } = this.#arrays[0] as ir.ArrayRef;
    return set(length, bin("max", bin("sub", get(length), num(this.below(2))), num(0)));
  }

  #arithmetic(depth: number): ir.Expr {
    const what = this.below(depth > 0 ? 12 : 4);
    if (what < 3 && this.#whole.length > 0) return get(this.#pick(this.#whole));
    if (what < 4) return this.below(2) > 0 ? num(this.below(4)) : get(this.#pick(this.#numbers));
    const [a, b] = [this.#arithmetic(depth - 1), this.#arithmetic(depth - 1)];
    if (what < 10) return bin(this.#pick(["add", "add", "sub", "mul"]), a, b);
    if (what < 11) return bin(this.#pick(["min", "max"]), a, b);
    return bin("rem", un("abs", a, "f64"), num(1 + this.below(5)));
  }

  #value(): ir.Expr {
    const what = this.below(10);
    if (what < 3 && this.#whole.length > 0) return get(this.#pick(this.#whole));
    if (what < 6 && this.#whole.length > 0) {
      const near = num(this.below(4) - 1);
      return bin("add", get(this.#pick(this.#whole)), near);
    }
    if (what < 8 && this.#whole.length > 1) {
      const row = bin("mul", get(this.#pick(this.#whole)), get(this.#numbers[1] as ir.Local));
      return bin("add", row, get(this.#pick(this.#whole)));
    }
    if (what < 9) return this.#arithmetic(2);
    const bytes = this.#arrays[2] as ir.ArrayRef;
    return { k: "load", type: "f64", array: bytes, index: this.#checked(bytes, num(0)), subs: [], place: 0 };
  }

  #checked(array: ir.ArrayRef, value: ir.Expr): ir.Expr {
    return { k: "index", type: "f64", value, length: get(array.length), site: this.#site++ };
  }

  #index(array: ir.ArrayRef): ir.Expr {
    return this.#checked(array, this.#value());
  }

  #load(): ir.Expr {
    const array = this.#pick(this.#arrays);
    const index = this.#index(array);
    return { k: "load", type: "f64", array, index, subs: [], place: 0 };
  }
}

/** How a program ended: what it returned, or its trap; and its memory. */
export interface Outcome {
  readonly ending: string;
  readonly memory: Uint8Array;
}

/** Runs a program in the oracle; undefined if that takes too long. */
export function outcome(program: ir.Program, c: Case, steps = 30_000): Outcome | undefined {
  const memory = new Memory();
  const args: Value[] = [];
  for (const [i, length] of c.lengths.entries()) {
    const elem = ELEMS[i] as ir.Elem;
    const base = memory.allocate(length * sizeOf(elem));
    for (let j = 0; j < length; j++) memory.store(elem, base + j * sizeOf(elem), (j * 7 + i) % 11);
    args.push(base, length);
  }
  let ending: string;
  try {
    const { values } = interpret(program, [...args, ...c.numbers], memory, { steps });
    ending = `returned ${values}`;
  } catch (e) {
    if (e instanceof OracleTimeout) return undefined;
    if (!(e instanceof OracleTrap)) throw e;
    ending = e.message;
  }
  return { ending, memory: memory.bytes.slice() };
}

/** A copy of a case's program, with the promises of its arguments. */
export function guarded(c: Case): ir.Program {
  const copy = cloneProgram(c.program);
  const args = [...c.lengths.flatMap((n) => [0, n]), ...c.numbers];
  copy.entry.params.forEach((l, i) => {
    const fact = l.type === "f64" ? promise(args[i] as number) : undefined;
    if (fact) l.fact = fact;
  });
  return copy;
}
