// Parallel loops after outlining, in wasm, against the interpreter's reading of the loop as it was: the same bits,
// whoever runs which units in whatever order.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as ir from "../../../src/compiler/ir/index.ts";
import { array, count, define, load as element, program, ret, store } from "../../oracle/build.ts";
import { interpret } from "../../oracle/interpret.ts";
import { Memory } from "../../oracle/memory.ts";
import { chunkSize, LaneTree } from "../../oracle/tree.ts";
import { below, load, ORDERS, Thrown } from "./outline-host.ts";

const { bin, get, num, set, un } = ir;
const UGLY = [0, -0, 1, -1, 0.1, 1e16, -1e16, 1e-300, 3, -7.25, Number.MIN_VALUE, 1e300];
const EXTREME = [...UGLY, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
const SIZES = [0, 1, 2, 3, 5, 31, 32, 33, 63, 64, 65, 70, 127, 129, 1000, 1023, 1024, 1025, 2049, 4095, 4097];
const OPS: ir.ReduceOp[] = ["add", "mul", "min", "max", "and", "or", "xor"];

const update = (op: ir.ReduceOp, a: ir.Expr, b: ir.Expr): ir.Expr =>
  ["and", "or", "xor"].includes(op) && a.type === "f64"
    ? un("tof64", bin(op, un("toint32", a, "i32"), un("toint32", b, "i32")), "f64")
    : bin(op, a, b);

/** f(base, n, s): s op= a[i] for i < n, with the loop's variable of a type. */
function reduction(op: ir.ReduceOp, variable: ir.Type, type: ir.Type = "f64"): ir.Program {
  return program(
    define(["addr", variable, type], [type], (fn, base, n, s) => {
      const i = ir.local(fn, "i", variable);
      const elem = type === "i32" ? "i32" : "f64";
      const a = array(fn, elem, base);
      const value = element(a, get(i), type);
      const loop = count(i, get(n), [set(s, update(op, get(s), value))], { reductions: [{ local: s, op }] });
      return [{ ...loop, from: ir.constant(variable, 0) }, ret(get(s))];
    }),
  );
}

function fill(n: number, from: readonly number[]): Float64Array {
  return Float64Array.from({ length: n }, () => (below(2) ? from[below(from.length)] : below(1e6) / 997));
}

test("a reduction has the bits of the fixed tree for every operator and trip count", () => {
  for (const op of OPS) {
    const p = reduction(op, "f64");
    const loaded = Object.values(ORDERS).map((order) => load(p, order));
    for (const n of SIZES) {
      for (const pool of [UGLY, EXTREME]) {
        const data = fill(n, pool);
        const memory = new Memory();
        const base = memory.allocate(8 * n);
        memory.write(base, new Uint8Array(data.buffer));
        const start = pool[below(pool.length)];
        const [expected] = interpret(p, [base, n, start], memory, { steps: 1e8 }).values;
        for (const one of loaded) {
          new Uint8Array(one.memory.buffer).set(new Uint8Array(data.buffer), one.free);
          const got = one.entry(one.free, n, start);
          assert.ok(Object.is(got, expected), `${op} of ${n}: ${got}, not ${expected}`);
          assert.equal(one.held(), 0);
        }
      }
    }
  }
});
