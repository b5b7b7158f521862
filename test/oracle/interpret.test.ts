// The oracle is what everything else is held against, so it is itself held against closed forms and the standard.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type BinOp,
  bin,
  bool,
  cond,
  constant,
  type Expr,
  get,
  int,
  local,
  num,
  peek,
  type Site,
  set,
  type Type,
  type UnOp,
  un,
} from "../../src/compiler/ir/index.ts";
import { array, checked, count, define, load, program, ret, store } from "./build.ts";
import { interpret, type Line } from "./interpret.ts";
import { Memory } from "./memory.ts";
import type { Value } from "./operators.ts";
import { OracleFault, OracleOverflow, OracleThrow, OracleTimeout, OracleTrap } from "./outcomes.ts";

const result = (e: Expr): Value =>
  interpret(program(define([], [e.type], () => [ret(e)])), [], new Memory()).values[0];
const long = (x: number): Expr => constant("i64", x);
const unary = (op: UnOp, x: Expr, type: Type): Value => result(un(op, x, type));
const binary = (op: BinOp, a: Expr, b: Expr): Value => result(bin(op, a, b));

describe("operators", () => {
  test("toint32 is modular, and zero for what is not finite", () => {
    const cases: [number, number][] = [
      [2 ** 31, -(2 ** 31)],
      [2 ** 32 + 5, 5],
      [-(2 ** 31) - 1, 2 ** 31 - 1],
      [-1.9, -1],
      [2 ** 53 + 2, 2],
      [1e300, 0],
      [Number.NaN, 0],
      [Number.NEGATIVE_INFINITY, 0],
      [-0, 0],
    ];
    for (const [x, want] of cases) assert.strictEqual(unary("toint32", num(x), "i32"), want);
  });

  test("i32 wraps at 32 bits, i64 at 64", () => {
    assert.strictEqual(binary("add", int(2147483647), int(1)), -2147483648);
    assert.strictEqual(binary("mul", int(65537), int(65537)), 131073);
    assert.strictEqual(binary("shl", int(1), int(33)), 2);
    assert.strictEqual(binary("shru", int(-1), int(0)), -1);
    assert.strictEqual(binary("mul", long(2 ** 62), long(2)), -(2n ** 63n));
    assert.strictEqual(binary("add", long(2 ** 53), long(1)), 9007199254740993n);
  });

  test("integer quotients truncate, remainders take the dividend's sign", () => {
    assert.strictEqual(binary("div", int(-7), int(2)), -3);
    assert.strictEqual(binary("rem", int(-7), int(2)), -1);
    assert.strictEqual(binary("div", long(-7), long(2)), -3n);
    assert.throws(() => binary("div", int(1), int(0)), OracleFault);
    assert.throws(() => binary("div", int(-(2 ** 31)), int(-1)), OracleFault);
  });

  test("min and max know NaN and the sign of zero", () => {
    assert.strictEqual(binary("min", num(0), num(-0)), -0);
    assert.strictEqual(binary("max", num(-0), num(0)), 0);
    assert.strictEqual(binary("max", num(Number.NaN), num(1)), Number.NaN);
  });

  test("f32 arithmetic rounds after every operation", () => {
    const f32 = (x: number) => constant("f32", Math.fround(x));
    // 2^24 + 1 is a tie between 2^24 and 2^24 + 2; even wins.
    assert.strictEqual(binary("add", f32(2 ** 24), f32(1)), 2 ** 24);
    assert.strictEqual(unary("demote", num(1e40), "f32"), Number.POSITIVE_INFINITY);
    assert.strictEqual(unary("fround", num(0.1), "f64"), 0.10000000149011612);
  });

  test("nearest breaks ties to even and keeps the sign of zero", () => {
    const cases: [number, number][] = [
      [0.5, 0],
      [1.5, 2],
      [2.5, 2],
      [-0.5, -0],
      [-1.5, -2],
      [-0, -0],
      [2 ** 52 + 1, 2 ** 52 + 1],
      [0.49999999999999994, 0],
      [Number.NaN, Number.NaN],
    ];
    for (const [x, want] of cases) assert.strictEqual(unary("nearest", num(x), "f64"), want);
  });

  test("hi, lo and words take a double apart and put it together", () => {
    assert.strictEqual(unary("hi", num(-2), "i32"), 0xc0000000 | 0);
    assert.strictEqual(unary("lo", num(Number.MIN_VALUE), "i32"), 1);
    assert.strictEqual(binary("words", int(0x3ff80000), int(0)), 1.5);
  });

  test("conversions keep their promises or fault", () => {
    assert.strictEqual(unary("uwiden", int(-1), "i64"), 4294967295n);
    assert.strictEqual(unary("widen", int(-1), "i64"), -1n);
    assert.strictEqual(unary("wrap", long(2 ** 32 + 7), "i32"), 7);
    assert.strictEqual(unary("utof64", int(-1), "f64"), 4294967295);
    assert.strictEqual(unary("exact", num(-0), "i32"), 0);
    assert.throws(() => unary("exact", num(0.5), "i32"), OracleFault);
    assert.throws(() => unary("exact", num(2 ** 31), "i32"), OracleFault);
    assert.throws(() => unary("exact", num(Number.NaN), "i64"), OracleFault);
    assert.throws(() => result(un("tof64", bin("add", long(2 ** 53), long(1)), "f64")), OracleFault);
    assert.throws(() => unary("toaddr", int(-8), "addr"), OracleFault);
  });

  test("truthy is false for zeros and NaN alone", () => {
    for (const x of [0, -0, Number.NaN]) assert.strictEqual(unary("truthy", num(x), "bool"), 0);
    for (const x of [5e-324, -1, Number.POSITIVE_INFINITY])
      assert.strictEqual(unary("truthy", num(x), "bool"), 1);
  });

  test("a conditional evaluates one arm", () => {
    const trap = checked(num(5), num(5));
    assert.strictEqual(result(cond(bool(true), num(1), trap)), 1);
    assert.throws(() => result(cond(bool(false), num(1), trap)), OracleTrap);
  });
});

describe("arrays and memory", () => {
  const withArray = (elem: "u8" | "i16" | "f32" | "f64", value: number): Value => {
    const fn = define([], ["f64"], (f) => {
      const a = array(f, elem);
      return [
        { k: "alloc", array: a, count: num(2), escapes: false },
        store(a, num(1), num(value)),
        ret(load(a, num(1))),
      ];
    });
    return interpret(program(fn), [], new Memory()).values[0];
  };

  test("stores convert as typed arrays do", () => {
    for (const value of [-1.5, 300.7, 2 ** 32 + 3, Number.NaN, 0.1, -0, 1e39]) {
      assert.strictEqual(withArray("u8", value), Uint8Array.of(value)[0]);
      assert.strictEqual(withArray("i16", value), Int16Array.of(value)[0]);
      assert.strictEqual(withArray("f32", value), Float32Array.of(value)[0]);
      assert.strictEqual(withArray("f64", value), value);
    }
  });

  test("an index is checked for being integral and in range; -0 is 0", () => {
    for (const bad of [-1, 3, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      assert.throws(
        () => result(checked(num(bad), num(3), 7)),
        (e) => e instanceof OracleTrap && Object.is(e.value, bad) && e.length === 3 && e.site === 7,
      );
    }
    assert.strictEqual(Number(result(checked(num(-0), num(1)))) + 0, 0);
  });

  test("the leftmost trap wins", () => {
    const e = bin("add", checked(num(9), num(1), 1), checked(num(8), num(1), 2));
    assert.throws(
      () => result(e),
      (x) => x instanceof OracleTrap && x.site === 1,
    );
  });

  test("memory outside every block, or freed at the end of a scope, is a fault", () => {
    const past = define([], ["f64"], (f) => {
      const a = array(f, "f64");
      return [{ k: "alloc", array: a, count: num(2), escapes: true }, ret(load(a, num(2)))];
    });
    assert.throws(() => interpret(program(past), [], new Memory()), OracleFault);
    const freed = define([], ["f64"], (f) => {
      const a = array(f, "f64");
      return [
        { k: "scope", body: [{ k: "alloc", array: a, count: num(2), escapes: false }] },
        ret(load(a, num(0))),
      ];
    });
    assert.throws(() => interpret(program(freed), [], new Memory()), OracleFault);
  });

  test("a row of a table is an array, and pokes are seen by peeks", () => {
    const memory = new Memory();
    const [table, row] = [memory.allocate(32), memory.allocate(24)];
    memory.store("f64", table + 16, row);
    memory.store("f64", table + 24, 3);
    memory.store("f64", row + 16, 42);
    const fn = define(["addr"], ["f64", "f64", "f32"], (f, base) => {
      const a = array(f, "f64");
      return [
        {
          k: "row",
          array: a,
          table: { id: 9, name: "t", elem: "f64", base, length: local(f, "n", "f64") },
          index: num(1),
        },
        { k: "poke", elem: "f32", base: get(a.base), offset: 0, value: num(0.1) },
        ret(load(a, num(2)), get(a.length), peek("f32", "f32", get(a.base), 0)),
      ];
    });
    assert.deepStrictEqual(interpret(program(fn), [table], memory).values, [42, 3, Math.fround(0.1)]);
  });
});

describe("control", () => {
  test("a counted loop sums, steps down, and leaves its variable past the end", () => {
    const fn = define(["f64"], ["f64", "f64"], (f, n) => {
      const [v, s] = [local(f, "v", "f64"), local(f, "s", "f64")];
      const down = count(v, num(0), [set(s, bin("add", get(s), get(v)))]);
      return [{ ...down, from: get(n), cmp: "ge", step: -1 }, ret(get(s), get(v))];
    });
    assert.deepStrictEqual(interpret(program(fn), [10], new Memory()).values, [55, -1]);
    assert.deepStrictEqual(interpret(program(fn), [-3], new Memory()).values, [0, -3]);
  });

  test("continue goes to the increment of the named loop, break leaves it", () => {
    const fn = define([], ["f64"], (f) => {
      const [i, j, s] = [local(f, "i", "f64"), local(f, "j", "f64"), local(f, "s", "f64")];
      const inner = count(
        j,
        num(10),
        [
          { k: "if", test: bin("eq", get(j), num(2)), then: [{ k: "continue", label: "outer" }], else: [] },
          set(s, bin("add", get(s), num(1))),
        ],
        undefined,
        "inner",
      );
      const outer = count(
        i,
        num(10),
        [
          { k: "if", test: bin("eq", get(i), num(3)), then: [{ k: "break", label: "outer" }], else: [] },
          inner,
        ],
        undefined,
        "outer",
      );
      return [outer, ret(get(s))];
    });
    assert.deepStrictEqual(interpret(program(fn), [], new Memory()).values, [6]);
  });

  test("recursion: 10! and a depth limit", () => {
    const fact = define(["f64"], ["f64"], () => []);
    const n = fact.params[0];
    const r = local(fact, "r", "f64");
    fact.body = [
      { k: "if", test: bin("le", get(n), num(1)), then: [ret(num(1))], else: [] },
      { k: "call", fn: fact, args: [bin("sub", get(n), num(1))], results: [r] },
      ret(bin("mul", get(n), get(r))),
    ];
    assert.deepStrictEqual(interpret(program(fact), [10], new Memory()).values, [3628800]);
    assert.throws(() => interpret(program(fact), [1e9], new Memory()), OracleOverflow);
  });

  test("an endless loop ends at the step limit", () => {
    const fn = define([], [], () => [
      { k: "loop", label: "l", body: [], facts: { id: 0, place: 0, notes: [] } },
    ]);
    assert.throws(() => interpret(program(fn), [], new Memory(), { steps: 1000 }), OracleTimeout);
  });

  test("throw and print fill in their numbers, and what was printed before a throw stays", () => {
    const place = { source: 0, start: 0, end: 0 };
    const sites: Site[] = [
      { kind: "throw", error: "RangeError", parts: ["n = ", 0, "!"], ...place },
      { kind: "print", method: "log", parts: ["x ", 0, " ", 1], ...place },
    ];
    const fn = define([], [], () => [
      { k: "print", site: 1, args: [num(-0), bool(true)] },
      { k: "throw", site: 0, args: [num(1.5)] },
    ]);
    const printed: Line[] = [];
    assert.throws(
      () => interpret(program(fn, sites), [], new Memory(), { printed }),
      (e) => e instanceof OracleThrow && e.error === "RangeError" && e.message === "n = 1.5!",
    );
    assert.deepStrictEqual(printed, [{ method: "log", text: "x -0 true" }]);
  });

  test("a fact that does not hold is a fault", () => {
    const fn = define([], [], (f) => [
      set(local(f, "x", "f64", { lo: 0, hi: 9, int: true, nan: false, negz: false }), num(9.5)),
    ]);
    assert.throws(() => interpret(program(fn), [], new Memory()), OracleFault);
  });
});
