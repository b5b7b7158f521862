// Parallel loops after outlining, in wasm, against the interpreter's reading of the loop as it was: the same bits,
// whoever runs which units in whatever order.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as ir from "../../../src/compiler/ir/index.ts";
import { array, count, define, load as element, program, ret, store } from "../../oracle/build.ts";
import { interpret } from "../../oracle/interpret.ts";
import { Memory } from "../../oracle/memory.ts";
import { LaneTree } from "../../oracle/tree.ts";
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

test("reductions over integers, with integer variables, and two at once, have the same bits", () => {
  for (const variable of ["i32", "i64"] as const) {
    for (const op of OPS) {
      const p = reduction(op, variable, "i32");
      for (const order of Object.values(ORDERS)) {
        const one = load(p, order);
        for (const n of [0, 1, 33, 64, 100, 2000]) {
          const data = Int32Array.from({ length: n }, () => below(2 ** 31) - below(2 ** 31));
          const memory = new Memory();
          const base = memory.allocate(4 * n);
          memory.write(base, new Uint8Array(data.buffer));
          const count = variable === "i64" ? BigInt(n) : n;
          const [expected] = interpret(p, [base, count, -5], memory, { steps: 1e8 }).values;
          new Uint8Array(one.memory.buffer).set(new Uint8Array(data.buffer), one.free);
          assert.equal(one.entry(one.free, n, -5), expected, `${op} of ${n}`);
        }
      }
    }
  }
});

test("a reduction over many chunks has the bits of the fixed tree", () => {
  const p = reduction("add", "i32");
  const product = reduction("mul", "f64");
  for (const [whole, op] of [
    [p, "add"],
    [product, "mul"],
  ] as const) {
    const s = whole.entry.params[2];
    for (const order of Object.values(ORDERS)) {
      const one = load(whole, order, 320);
      for (const n of [65535, 65536, 65537, 100003, 131072, 131073, 1e6]) {
        const data = new Float64Array(one.memory.buffer, one.free, n);
        for (let i = 0; i < n; i++)
          data[i] = op === "add" ? (below(2e6) - 1e6) / 997 : 1 + (below(2e6) - 1e6) / 1e12;
        const tree = new LaneTree(op, s, 0.1, n);
        for (let k = 0; k < n; k++) {
          const old = Number(tree.partial(k));
          tree.keep(k, op === "add" ? old + data[k] : old * data[k]);
        }
        assert.equal(one.entry(one.free, n, 0.1), tree.result(), `${op} of ${n}`);
      }
    }
  }
});

/** f(base, from, to): what `body` does for every third i, with s a sum. */
function stepped(
  body: (i: ir.Local, a: ir.ArrayRef, s: ir.Local) => ir.Stmt[],
  type: ir.Type,
  sum: boolean,
): ir.Program {
  const whole = program(
    define(["addr", type, type], ["f64"], (fn, base, from, to) => {
      const i = ir.local(fn, "i", type);
      const s = ir.local(fn, "s", "f64");
      const a = array(fn, "f64", base);
      const loop = count(i, get(to), body(i, a, s), sum ? { reductions: [{ local: s, op: "add" }] } : {});
      return [set(s, num(-3)), { ...loop, from: get(from), step: 3 }, ret(get(s))];
    }),
    [
      { kind: "index", array: "a", axis: undefined, source: 0, start: 0, end: 0 },
      { kind: "throw", error: "Error", parts: ["at ", 0], source: 0, start: 0, end: 0 },
    ],
  );
  return whole;
}

const asF64 = (l: ir.Local): ir.Expr => (l.type === "f64" ? get(l) : un("tof64", get(l), "f64"));

test("continue, inner loops and stores do what the interpreter says, with a step and a start", () => {
  const body = (i: ir.Local, a: ir.ArrayRef, s: ir.Local): ir.Stmt[] => {
    const x = asF64(i);
    const odd = bin(
      "gt",
      bin("sub", x, bin("mul", un("floor", bin("div", x, num(2)), "f64"), num(2))),
      num(0.5),
    );
    return [
      { k: "if", test: odd, then: [{ k: "continue", label: "loop" }], else: [] },
      set(s, bin("add", get(s), bin("mul", x, num(0.1)))),
      store(a, get(i), bin("add", element(a, get(i)), x)),
    ];
  };
  for (const type of ["i32", "i64", "f64"] as const) {
    for (const sum of [true, false]) {
      const p = stepped(sum ? body : (i, a) => body(i, a, i).filter((s) => s.k !== "set"), type, sum);
      for (const order of Object.values(ORDERS)) {
        const one = load(p, order);
        for (const [from, to] of [
          [5, 5],
          [5, 6],
          [0, 100],
          [7, 600],
          [3, 5000],
          [9, 2],
        ]) {
          const memory = new Memory();
          const base = memory.allocate(8 * 5000);
          const given = type === "i64" ? [base, BigInt(from), BigInt(to)] : [base, from, to];
          const [expected] = interpret(p, given, memory, { steps: 1e8 }).values;
          const bytes = new Uint8Array(one.memory.buffer, one.free, 8 * 5000).fill(0);
          assert.equal(one.entry(one.free, from, to), expected, `${type} ${from} to ${to}`);
          assert.deepEqual(Buffer.compare(bytes, memory.read(base, 8 * 5000)), 0, `${type} ${from} to ${to}`);
        }
      }
    }
  }
});

test("the error of the lowest iteration is thrown, and nothing stays allocated", () => {
  for (const sum of [true, false]) {
    const p = stepped(
      (i, a, s) => [
        {
          k: "if",
          test: bin("gt", asF64(i), num(1000)),
          then: [{ k: "throw", site: 1, args: [asF64(i)] }],
          else: [],
        },
        ...(sum ? [set(s, bin("add", get(s), element(a, get(i))))] : []),
      ],
      "i32",
      sum,
    );
    for (const order of Object.values(ORDERS)) {
      const one = load(p, order);
      assert.throws(() => one.entry(one.free, 2, 9000), new Thrown("throw 1: 1001"));
    }
  }
});

test("a parallel loop in a parallel loop has the bits of the interpreter", () => {
  const p = program(
    define(["f64"], ["f64"], (fn, n) => {
      const [i, j] = [ir.local(fn, "i", "f64"), ir.local(fn, "j", "f64")];
      const [s, t] = [ir.local(fn, "s", "f64"), ir.local(fn, "t", "f64")];
      const inner = count(
        j,
        bin("add", get(i), num(3)),
        [set(t, bin("add", get(t), bin("div", num(1), bin("add", bin("add", get(i), get(j)), num(1)))))],
        { reductions: [{ local: t, op: "add" }] },
        "inner",
      );
      const outer = count(i, get(n), [set(t, num(0.25)), inner, set(s, bin("add", get(s), get(t)))], {
        reductions: [{ local: s, op: "add" }],
      });
      return [outer, ret(get(s))];
    }),
  );
  const [expected] = interpret(p, [150], new Memory(), { steps: 1e8 }).values;
  for (const order of Object.values(ORDERS)) assert.equal(load(p, order).entry(150), expected);
});

test("a false guard has the units run alone, a true one does not", () => {
  const p = program(
    define(["f64", "f64"], ["f64"], (fn, n, x) => {
      const [i, s] = [ir.local(fn, "i", "f64"), ir.local(fn, "s", "f64")];
      const loop = count(i, get(n), [set(s, bin("add", get(s), get(i)))], {
        schedule: "dynamic",
        reductions: [{ local: s, op: "add" }],
        guard: bin("gt", get(x), num(0)),
      });
      return [loop, ret(get(s))];
    }),
  );
  const one = load(p);
  assert.equal(one.entry(100, 1), 4950);
  assert.equal(one.entry(100, 0), 4950);
  assert.equal(one.entry(0, 0), 0);
  assert.deepEqual(one.schedules, [1, 2]);
});

test("the interpreter, too, gives outlined loops the same bits", () => {
  for (const [op, variable, type] of [
    ["add", "f64", "f64"],
    ["xor", "i64", "i32"],
    ["max", "i32", "f64"],
  ] as const) {
    const p = reduction(op, variable, type);
    const { program: outlined } = load(p);
    for (const n of [0, 1, 40, 70, 2100]) {
      const [one, other] = [p, outlined].map((q) => {
        const memory = new Memory();
        const base = memory.allocate(8 * n);
        for (let i = 0; i < n; i++)
          memory.store(
            type === "i32" ? "i32" : "f64",
            base + (type === "i32" ? 4 : 8) * i,
            (i * 7919) % 1009,
          );
        return interpret(q, [base, variable === "i64" ? BigInt(n) : n, 5], memory, { steps: 1e8 }).values;
      });
      assert.deepEqual(one, other);
    }
  }
});
