// Random programs: what the module does against what the IR's interpreter says, in results, memory, prints and traps.
// A pass can be put in between: the program that it makes must do the same.
import assert from "node:assert/strict";
import * as ir from "../../../../src/compiler/ir/index.ts";
import { interpret } from "../../../oracle/interpret.ts";
import { Memory } from "../../../oracle/memory.ts";
import { OracleOverflow, OracleTimeout, OracleTrap } from "../../../oracle/outcomes.ts";
import {
  array,
  define,
  facts,
  give,
  index,
  load,
  loop,
  program,
  type Running,
  run,
  store,
  UGLY,
} from "./harness.ts";

const { bin, get, un } = ir;
const LENGTH = 8;
const VIEWS = { u8: Uint8Array, i16: Int16Array, u32: Uint32Array, f32: Float32Array, f64: Float64Array };
type Stored = keyof typeof VIEWS;
type Scalar = "f64" | "f32" | "i32" | "i64" | "bool";
const SCALARS: Scalar[] = ["f64", "f32", "i32", "i64", "bool"];

const NUMBERS = {
  f64: (x: number) => x,
  f32: Math.fround,
  i32: (x: number) => x | 0,
  i64: (x: number) => x | 0,
};

/** A program at random: two arrays and two numbers in, one value of each type out. */
class Generator {
  #state: number;
  readonly elem: Stored;
  readonly fn: ir.Func;
  readonly #locals: Record<Scalar, ir.Local[]> = { f64: [], f32: [], i32: [], i64: [], bool: [] };
  readonly #arrays: ir.ArrayRef[] = [];
  readonly #labels: { name: string; loop: boolean }[] = [];
  #label = 0;

  constructor(seed: number) {
    this.#state = seed;
    this.elem = this.#pick(Object.keys(VIEWS) as Stored[]);
    this.fn = define("f", ["addr", "addr", "f64", "i32"], [...SCALARS], (f, x, y, a, b) => {
      this.#arrays.push(array(f, "f64", x), array(f, this.elem, y));
      for (const type of SCALARS)
        for (let i = 0; i < 3; i++) this.#locals[type].push(ir.local(f, type, type));
      this.#locals.f64.push(a);
      this.#locals.i32.push(b);
      return [];
    });
    this.fn.body = [...this.#list(3), give(...SCALARS.map((t) => this.#expr(t, 2)))];
  }

  // Marsaglia's xorshift32 (2003).
  #below(n: number): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % n;
  }

  #pick<T>(list: readonly T[]): T {
    return list[this.#below(list.length)];
  }

  #subscript(depth: number): ir.Expr {
    const kind = this.#below(4);
    if (kind === 0) return bin("and", this.#expr("i32", depth), ir.int(LENGTH - 1));
    if (kind === 1) return index(un("trunc", this.#expr("f64", depth), "f64"), ir.num(LENGTH), 1);
    if (kind === 2) return index(this.#expr("i64", depth), ir.constant("i64", LENGTH), 2);
    const masked = bin("and", this.#expr("i32", depth), ir.int(3));
    return this.#below(2) ? bin("add", masked, ir.int(4)) : bin("sub", ir.int(5), masked);
  }

  #expr(type: Scalar, depth: number): ir.Expr {
    if (depth <= 0 || this.#below(6) === 0) {
      if (this.#below(3) > 0) return get(this.#pick(this.#locals[type]));
      if (type === "bool") return ir.bool(this.#below(2) === 1);
      return ir.constant(type, NUMBERS[type](this.#pick(UGLY)));
    }
    const sub = (t: Scalar): ir.Expr => this.#expr(t, depth - 1);
    if (this.#below(8) === 0) return ir.cond(sub("bool"), sub(type), sub(type));
    if (this.#below(8) === 0 && type !== "bool") {
      const from = this.#pick(this.#arrays);
      const whole = from.elem !== "f64" && from.elem !== "f32";
      if (type === "f64" || (type === "f32" ? from.elem === "f32" : whole))
        return load(from, this.#subscript(depth - 1), type);
    }
    const binary = (...ops: ir.BinOp[]): ir.Expr => bin(this.#pick(ops), sub(type), sub(type));
    const kind = this.#below(2);
    switch (type) {
      case "f64":
        return kind
          ? binary("add", "sub", "mul", "div", "min", "max")
          : this.#pick<() => ir.Expr>([
              () =>
                un(
                  this.#pick(["neg", "abs", "sqrt", "floor", "ceil", "trunc", "nearest", "fround"]),
                  sub("f64"),
                  "f64",
                ),
              () => un("tof64", sub(this.#pick<Scalar>(["i32", "f32"])), "f64"),
              // Of 53 bits at most, because the conversion is exact.
              () => un("tof64", bin("and", sub("i64"), ir.constant("i64", 2 ** 53 - 1)), "f64"),
              () => un("utof64", sub("i32"), "f64"),
              () => un("frombool", sub("bool"), "f64"),
            ])();
      case "f32":
        return kind
          ? binary("add", "sub", "mul", "div", "min", "max")
          : this.#below(2)
            ? un("demote", sub("f64"), "f32")
            : un(this.#pick(["neg", "abs", "sqrt", "floor", "ceil", "trunc", "nearest"]), sub("f32"), "f32");
      case "i32":
        return kind
          ? binary("add", "sub", "mul", "and", "or", "xor", "shl", "shr", "shru", "min", "max")
          : this.#pick<() => ir.Expr>([
              () => un("toint32", sub("f64"), "i32"),
              () => un("clz", sub("i32"), "i32"),
              () => un("wrap", sub("i64"), "i32"),
              () => un("frombool", sub("bool"), "i32"),
              () =>
                bin(this.#pick<ir.BinOp>(["div", "rem"]), sub("i32"), ir.int(this.#pick([1, 3, -7, 1000]))),
              () => index(sub("i32"), bin("and", sub("i32"), ir.int(0xffff)), 3),
            ])();
      case "i64":
        return kind
          ? binary("add", "sub", "mul", "and", "or", "xor", "min", "max")
          : un(this.#pick<ir.UnOp>(["widen", "uwiden"]), sub("i32"), "i64");
      case "bool": {
        const of = this.#pick<Scalar>(["f64", "f32", "i32", "i64"]);
        return kind
          ? bin(this.#pick<ir.BinOp>(["lt", "le", "gt", "ge", "eq", "ne"]), sub(of), sub(of))
          : this.#pick<() => ir.Expr>([
              () => un("not", sub("bool"), "bool"),
              () => un("truthy", sub("f64"), "bool"),
              () => binary("and", "or", "xor", "eq", "ne"),
              () => ir.cond(sub("bool"), sub("bool"), ir.bool(false)),
              () => ir.cond(sub("bool"), ir.bool(true), sub("bool")),
            ])();
      }
    }
  }

  #list(depth: number): ir.Stmt[] {
    return Array.from({ length: 2 + this.#below(3) }, () => this.#stmt(depth));
  }

  #labelled(loop: boolean, depth: number): { label: string; body: ir.Stmt[] } {
    const label = `L${this.#label++}`;
    this.#labels.push({ name: label, loop });
    const body = this.#list(depth - 1);
    this.#labels.pop();
    return { label, body };
  }

  #stmt(depth: number): ir.Stmt {
    const kind = this.#below(depth > 0 ? 16 : 9);
    const set = (): ir.Stmt => {
      const type = this.#pick(SCALARS);
      return ir.set(this.#pick(this.#locals[type].slice(0, 3)), this.#expr(type, 3));
    };
    switch (kind) {
      case 0:
      case 1: {
        const to = this.#pick(this.#arrays);
        return store(to, this.#subscript(2), this.#expr(this.#pick<Scalar>(["f64", "f32", "i32", "i64"]), 2));
      }
      case 2:
        return { k: "print", site: 0, args: [this.#expr("f64", 2), this.#expr("bool", 2)] };
      case 3: {
        if (this.#labels.length === 0 || this.#below(3) > 0) return set();
        const { name, loop } = this.#pick(this.#labels);
        const jump: ir.Stmt = { k: loop && this.#below(2) === 1 ? "continue" : "break", label: name };
        return { k: "if", test: this.#expr("bool", 2), then: [jump], else: [] };
      }
      case 4:
        if (this.#below(8) > 0) return set();
        return {
          k: "if",
          test: this.#expr("bool", 3),
          then: [give(...SCALARS.map((t) => this.#expr(t, 1)))],
          else: [],
        };
      case 9:
        return {
          k: "if",
          test: this.#expr("bool", 2),
          then: this.#list(depth - 1),
          else: this.#list(depth - 1),
        };
      case 10:
      case 11: {
        const type = this.#pick<"i32" | "i64" | "f64">(["i32", "i64", "f64"]);
        const v = ir.local(this.fn, "v", type);
        const { label, body } = this.#labelled(true, depth);
        const up = this.#below(2) === 1;
        const [from, to] = [ir.constant(type, this.#below(5)), ir.constant(type, this.#below(5))];
        this.#locals[type].push(v);
        return loop(
          label,
          v,
          from,
          up ? this.#pick(["lt", "le"]) : this.#pick(["gt", "ge"]),
          to,
          up ? 1 : -1,
          body,
        );
      }
      case 12: {
        // An endless loop that a counter ends.
        const v = ir.local(this.fn, "turns", "i32");
        const { label, body } = this.#labelled(true, depth);
        const count: ir.Stmt[] = [
          ir.set(v, bin("add", get(v), ir.int(1))),
          { k: "if", test: bin("gt", get(v), ir.int(4)), then: [{ k: "break", label }], else: [] },
        ];
        return { k: "loop", label, body: [...count, ...body], facts };
      }
      case 13:
        return { k: "block", ...this.#labelled(false, depth) };
      case 14:
      case 15: {
        const own = array(this.fn, this.#pick(["f64", "i16"]));
        const alloc: ir.Stmt = { k: "alloc", array: own, count: ir.num(LENGTH), escapes: false };
        this.#arrays.push(own);
        const body = [alloc, ...this.#list(depth - 1)];
        this.#arrays.splice(this.#arrays.indexOf(own), 1);
        return { k: "scope", body };
      }
      default:
        return set();
    }
  }
}

const print: ir.Site = { kind: "print", method: "log", parts: [0, " ", 1], source: 0, start: 0, end: 0 };
const inputs = (f: "f64" | Stored): number[] =>
  Array.from(VIEWS[f].from(Array.from({ length: LENGTH }, (_, i) => i * 37.25 - 60)));

/** Compares for the program number `seed` as `start` runs it, which may allocate by `alloc`; how the program ended. */
export function compare(
  seed: number,
  start: (p: ir.Program, alloc: (bytes: number) => number) => Omit<Running, "imports">,
): "same" | "trapped" | "unfinished" {
  const { fn, elem } = new Generator(seed);
  const whole: ir.Program = { ...program(fn), sites: [print] };
  const ours = new Memory();
  const [x, y] = [ours.allocate(8 * LENGTH), ours.allocate(8 * LENGTH)];
  const size = VIEWS[elem].BYTES_PER_ELEMENT;
  for (const [i, v] of inputs("f64").entries()) ours.store("f64", x + 8 * i, v);
  for (const [i, v] of inputs(elem).entries()) ours.store(elem, y + size * i, v);
  const printed: { method: string; text: string }[] = [];
  let values: unknown[] | undefined;
  let trap = "";
  try {
    values = interpret(whole, [x, y, 2.5, -3], ours, { steps: 20_000, printed }).values.map(Number);
  } catch (e) {
    if (e instanceof OracleTimeout || e instanceof OracleOverflow) return "unfinished";
    if (!(e instanceof OracleTrap)) throw e;
    trap = `oob ${e.site} ${e.value} ${e.length}`;
  }

  let top = 16384;
  const machine = start(whole, (bytes) => {
    top += bytes;
    return top - bytes;
  });
  const { buffer } = machine.memory;
  const [p, q] = [8192, 9024];
  const a = new Float64Array(buffer as ArrayBuffer, p, LENGTH);
  const b = new VIEWS[elem](buffer as ArrayBuffer, q, LENGTH);
  a.set(inputs("f64"));
  b.set(inputs(elem));
  if (values) assert.deepEqual(machine.entry(p, q, 2.5, -3), values, `seed ${seed}`);
  else assert.throws(() => machine.entry(p, q, 2.5, -3), { message: trap }, `seed ${seed}`);

  const at = (e: ir.Elem, from: number, step: number) =>
    Array.from({ length: LENGTH }, (_, i) => ours.load(e, from + step * i));
  assert.deepEqual([...a], at("f64", x, 8), `seed ${seed}`);
  assert.deepEqual([...b], at(elem, y, size), `seed ${seed}`);
  const shown = machine.asked.flatMap((c, i, all) =>
    c[0] === "print" ? [`${Object.is(all[i - 2][1], -0) ? "-0" : all[i - 2][1]} ${all[i - 1][1] === 1}`] : [],
  );
  assert.deepEqual(
    shown,
    printed.map((l) => l.text),
    `seed ${seed}`,
  );
  return values ? "same" : "trapped";
}

/** How WebAssembly runs them, with addresses of 32 or 64 bits, after a pass. */
export const asWasm =
  (memory64: boolean, rewrite: (p: ir.Program) => ir.Program = (p) => p) =>
  (p: ir.Program, alloc: (bytes: number) => number): Running =>
    run(rewrite(p), { memory64 }, { alloc });
