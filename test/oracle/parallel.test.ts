// The oracle's parallel loops: the fixed tree of reductions against sums worked out by hand, and who throws first.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  bin,
  constant,
  type Expr,
  get,
  local,
  num,
  peek,
  type ReduceOp,
  set,
  un,
} from "../../src/compiler/ir/index.ts";
import { array, checked, count, define, load, program, ret, store } from "./build.ts";
import { interpret } from "./interpret.ts";
import { Memory } from "./memory.ts";
import type { Value } from "./operators.ts";
import { OracleTrap } from "./outcomes.ts";

describe("parallel loops", () => {
  // Reduces the first n elements of xs onto `start`.
  const reduce = (op: ReduceOp, xs: number[], start: number, type: "f64" | "i32" = "f64"): Value => {
    const memory = new Memory();
    const base = memory.allocate(8 * xs.length + 8);
    xs.forEach((x, i) => {
      memory.store("f64", base + 8 * i, x);
    });
    const fn = define(["addr"], [type], (f, at) => {
      const [v, s] = [local(f, "v", "f64"), local(f, "s", type)];
      const a = array(f, "f64", at);
      const x = type === "f64" ? load(a, get(v)) : un("toint32", load(a, get(v)), "i32");
      const through = (e: Expr) => un("toint32", e, "i32");
      const folded =
        type === "f64" && ["and", "or", "xor"].includes(op)
          ? un("tof64", bin(op, through(get(s)), through(x)), "f64")
          : bin(op, get(s), x);
      return [
        set(s, constant(type, start)),
        count(v, num(xs.length), [set(s, folded)], { reductions: [{ local: s, op }] }),
        ret(get(s)),
      ];
    });
    return interpret(program(fn), [base], memory).values[0];
  };

  test("a sum that no order changes is the sum, for trip counts around every boundary", () => {
    for (const n of [0, 1, 2, 31, 32, 33, 63, 64, 65, 127, 128, 129, 2048, 2049, 70000]) {
      const xs = Array.from({ length: n }, (_, i) => i);
      assert.strictEqual(reduce("add", xs, 7), 7 + (n * (n - 1)) / 2);
    }
  });

  test("no iteration leaves the variable as it was, -0 and fractions included", () => {
    for (const op of ["add", "mul", "min", "max", "and", "or", "xor"] as const)
      for (const x of [-0, 1.5, Number.NaN]) assert.strictEqual(reduce(op, [], x), x);
  });

  test("the sum of minus zeros is minus zero", () => {
    assert.strictEqual(reduce("add", [-0, -0, -0], -0), -0);
    assert.strictEqual(reduce("add", [-0], 0), 0);
  });

  test("the tree, worked out by hand: 64 iterations are 64 chunks of one", () => {
    // Adjacent pairs: (1 + 2^-53) rounds to 1, so 32 such pairs give 32; from left to right they would too, but
    // pairs of 2^-53 with 2^-53 at the start survive.
    const tiny = 2 ** -53;
    assert.strictEqual(reduce("add", [1, tiny, tiny, tiny], 0), 1 + 2 * tiny);
    assert.strictEqual(1 + tiny + tiny + tiny, 1);
    assert.strictEqual(reduce("add", [tiny, 1, tiny, tiny], 0), 1 + 2 * tiny);
    assert.strictEqual(reduce("add", [1, tiny, tiny], 0), 1);
  });

  test("within a chunk, lane l takes every 32nd iteration and lanes fold by halves", () => {
    // 4096 iterations: chunks of 64, two iterations a lane. In chunk 0, lane 0 adds 1 and 2^-53 (lost), lane 16 has
    // 2^-53 twice, so lane 0 + lane 16 = 1 + 2^-52.
    const tiny = 2 ** -53;
    const xs = new Array(4096).fill(0);
    xs[0] = 1;
    xs[32] = tiny;
    xs[16] = tiny;
    xs[48] = tiny;
    assert.strictEqual(reduce("add", xs, 0), 1 + 2 * tiny);
  });

  test("min, max and bitwise reductions agree with plain loops", () => {
    const xs = Array.from({ length: 333 }, (_, i) => ((i * 7919) % 1009) - 400.5);
    assert.strictEqual(reduce("min", xs, 0), Math.min(0, ...xs));
    assert.strictEqual(reduce("max", xs, 0), Math.max(0, ...xs));
    assert.strictEqual(reduce("min", [...xs, Number.NaN], 0), Number.NaN);
    for (const type of ["f64", "i32"] as const) {
      assert.strictEqual(
        reduce("xor", xs, 5, type),
        xs.reduce((s, x) => s ^ x, 5),
      );
      assert.strictEqual(
        reduce("and", xs, -1, type),
        xs.reduce((s, x) => s & x, -1),
      );
      assert.strictEqual(
        reduce("or", xs, 0, type),
        xs.reduce((s, x) => s | x, 0),
      );
    }
    assert.strictEqual(reduce("add", [2147483647, 1], 0, "i32"), -2147483648);
    assert.strictEqual(reduce("min", [5], 9, "i32"), 5);
    assert.strictEqual(reduce("max", [-5], -9, "i32"), -5);
  });

  test("a histogram into an array: private copies, then folded onto the array", () => {
    for (const elem of ["f64", "i32", "u8"] as const) {
      const memory = new Memory();
      const base = memory.allocate(80);
      memory.store(elem, base, 100);
      const fn = define(["addr"], [], (f, at) => {
        const v = local(f, "v", "f64");
        const a = array(f, elem, at);
        const bucket = bin("rem", get(v), num(10));
        return [
          set(a.length, num(10)),
          count(v, num(1000), [store(a, bucket, bin("add", load(a, bucket), num(1)))], {
            arrayReductions: [{ array: a, op: "add" }],
          }),
        ];
      });
      interpret(program(fn), [base], memory);
      assert.strictEqual(memory.load(elem, base), 200);
      const size = elem === "f64" ? 8 : elem === "i32" ? 4 : 1;
      for (let i = 1; i < 10; i++) assert.strictEqual(memory.load(elem, base + i * size), 100);
    }
  });

  test("a minimum into an array of bytes starts from what a byte can hold", () => {
    const memory = new Memory();
    const base = memory.allocate(3);
    for (let i = 0; i < 3; i++) memory.store("u8", base + i, 200);
    const fn = define(["addr"], [], (f, at) => {
      const v = local(f, "v", "f64");
      const a = array(f, "u8", at);
      const slot = bin("rem", get(v), num(2));
      return [
        set(a.length, num(3)),
        count(v, num(500), [store(a, slot, bin("min", load(a, slot), bin("add", get(v), num(7))))], {
          arrayReductions: [{ array: a, op: "min" }],
        }),
      ];
    });
    interpret(program(fn), [base], memory);
    assert.deepStrictEqual([...memory.read(base, 3)], [7, 8, 200]);
  });

  test("the lowest iteration's error is thrown", () => {
    const fn = define([], [], (f) => {
      const v = local(f, "v", "f64");
      return [count(v, num(100), [{ k: "do", value: checked(get(v), num(40)) }], {})];
    });
    assert.throws(
      () => interpret(program(fn), [], new Memory()),
      (e) => e instanceof OracleTrap && e.value === 40,
    );
  });

  test("a fork runs every unit and hands over their partials", () => {
    const kernel = define(
      ["f64", "f64", "addr", "addr"],
      [],
      (f, first, last, frame, partials) => {
        const u = local(f, "u", "f64");
        const loop = count(u, get(last), [
          {
            k: "poke",
            elem: "f64",
            base: bin("add", get(partials), un("toaddr", bin("mul", get(u), num(8)), "addr")),
            offset: 0,
            value: bin("mul", get(u), peek("f64", "f64", get(frame), 0)),
          },
        ]);
        return [{ ...loop, from: get(first) }];
      },
      "kernel",
    );
    const memory = new Memory();
    const frame = memory.allocate(8);
    memory.store("f64", frame, 3);
    const main = define(["addr"], ["f64"], (f, at) => {
      const partials = local(f, "partials", "addr");
      return [
        {
          k: "fork",
          fn: kernel,
          units: num(5),
          frame: get(at),
          stride: 8,
          partials,
          schedule: "static",
          loop: 0,
        },
        ret(peek("f64", "f64", get(partials), 32)),
      ];
    });
    assert.deepStrictEqual(interpret(program(main, [], [kernel]), [frame], memory).values, [12]);
  });
});
