// Array reductions after outlining: every unit accumulates into a copy of its own, and the copies fold in an order that
// the trip count alone decides.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as ir from "../../../src/compiler/ir/index.ts";
import { array, count, define, load as element, program, ret, store } from "../../oracle/build.ts";
import { interpret } from "../../oracle/interpret.ts";
import { Memory } from "../../oracle/memory.ts";
import { below, load, ORDERS } from "./outline-host.ts";

const { bin, get, set, un } = ir;
const VIEWS = {
  i8: Int8Array,
  u8: Uint8Array,
  i16: Int16Array,
  u16: Uint16Array,
  i32: Int32Array,
  u32: Uint32Array,
  f32: Float32Array,
  f64: Float64Array,
};

/** f(h, bins, x, n): h[i % bins] op= x[i], and the sum of all x[i] in the same loop. */
function histogram(op: ir.ReduceOp, elem: ir.Elem): ir.Program {
  return program(
    define(["addr", "f64", "addr", "f64"], ["f64"], (fn, base, bins, data, n) => {
      const [i, s, at] = [ir.local(fn, "i", "f64"), ir.local(fn, "s", "f64"), ir.local(fn, "at", "f64")];
      const h = array(fn, elem, base, bins);
      const x = array(fn, "f64", data);
      const value = element(x, get(i));
      const old = element(h, get(at));
      const int32 = (e: ir.Expr): ir.Expr => un("toint32", e, "i32");
      const folded = ["and", "or", "xor"].includes(op)
        ? un("tof64", bin(op, int32(old), int32(value)), "f64")
        : bin(op, old, value);
      const loop = count(
        i,
        get(n),
        [
          set(
            at,
            bin("sub", get(i), bin("mul", get(bins), un("floor", bin("div", get(i), get(bins)), "f64"))),
          ),
          store(h, get(at), folded),
          set(s, bin("add", get(s), value)),
        ],
        { reductions: [{ local: s, op: "add" }], arrayReductions: [{ array: h, op }] },
      );
      return [loop, ret(get(s))];
    }),
  );
}

/** Compares for some trip counts with the interpreter; the schedules of all forks. */
function compare(op: ir.ReduceOp, elem: keyof typeof VIEWS, sizes: object): number[] {
  const [bins, View] = [7, VIEWS[elem]];
  const p = histogram(op, elem);
  return Object.values(ORDERS).flatMap((order) => {
    const one = load(p, order, 32, sizes);
    for (const n of [0, 1, 5, 64, 65, 130, 1500]) {
      const x = Float64Array.from({ length: n }, () => (below(2000) - 1000) / (op === "mul" ? 999 : 7));
      const h = View.from(Array.from({ length: bins }, () => below(100)));
      const memory = new Memory();
      const [at, data] = [memory.allocate(bins * h.BYTES_PER_ELEMENT), memory.allocate(8 * n)];
      memory.write(at, new Uint8Array(h.buffer));
      memory.write(data, new Uint8Array(x.buffer));
      const [expected] = interpret(p, [at, bins, data, n], memory, { steps: 1e8 }).values;
      const bytes = new Uint8Array(one.memory.buffer);
      bytes.set(new Uint8Array(h.buffer), one.free);
      bytes.set(new Uint8Array(x.buffer), one.free + 1024);
      assert.equal(one.entry(one.free, bins, one.free + 1024, n), expected, `${op} ${elem} ${n}`);
      const got = bytes.slice(one.free, one.free + h.byteLength);
      assert.deepEqual(got, memory.read(at, h.byteLength), `${op} ${elem} ${n}`);
      assert.equal(one.held(), 0);
    }
    return one.schedules;
  });
}

test("an array reduction has the bits of the interpreter for every operator and element", () => {
  for (const op of ["add", "mul", "min", "max", "and", "or", "xor"] as const) {
    for (const elem of Object.keys(VIEWS) as (keyof typeof VIEWS)[]) {
      assert.ok(compare(op, elem, {}).length > 0);
    }
  }
});

test("copies that are too much memory at once give the same bits, folded as they come, without a fork", () => {
  for (const op of ["add", "mul"] as const) assert.deepEqual(compare(op, "f32", { copies: 0 }), []);
});

test("an array without elements can be reduced into", () => {
  const one = load(histogram("add", "f64"), ORDERS.split, 32);
  assert.equal(one.entry(one.free, 0, one.free, 0), 0);
});
