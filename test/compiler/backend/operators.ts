// Every operator of the IR on every type it has, over numbers that break careless arithmetic, against JavaScript's own
// operators and, for 64-bit integers, against BigInt.
import assert from "node:assert/strict";
import { test as it } from "node:test";
import * as ir from "../../../src/compiler/ir/index.ts";
import { define, formula, give, INTEGERS, LONGS, program, type Running, UGLY } from "./wasm/harness.ts";

const view = new DataView(new ArrayBuffer(8));

// Math.round half to even, as IEEE 754 has it, for doubles below 2^52; above all are integral.
function nearest(x: number): number {
  if (!(Math.abs(x) < 2 ** 52)) return x;
  const big = x < 0 || Object.is(x, -0) ? -(2 ** 52) : 2 ** 52;
  const rounded = x + big - big;
  return rounded === 0 ? (Object.is(big, 2 ** 52) ? 0 : -0) : rounded;
}

const FLOATS: [ir.UnOp, (x: number) => number][] = [
  ["neg", (x) => -x],
  ["abs", Math.abs],
  ["sqrt", Math.sqrt],
  ["floor", Math.floor],
  ["ceil", Math.ceil],
  ["trunc", Math.trunc],
  ["nearest", nearest],
];

/** Programs as somebody runs them. */
type Run = (source: ir.Program | ir.Func) => Pick<Running, "entry">;

/** Tests of a back end, by the name of what it makes. */
export function operatorTests(name: string, run: Run, skip: string | false = false): void {
  const test = (what: string, body: () => void): void => void it(`${name}: ${what}`, { skip }, body);

  test("operators with one double give what JavaScript gives", () => {
    const table: [ir.UnOp, ir.Type, (x: number) => number][] = [
      ...FLOATS.map(([op, js]): [ir.UnOp, ir.Type, (x: number) => number] => [op, "f64", js]),
      ["fround", "f64", Math.fround],
      ["demote", "f32", Math.fround],
      ["toint32", "i32", (x) => x | 0],
      ["truthy", "bool", (x) => (x ? 1 : 0)],
      [
        "hi",
        "i32",
        (x) => {
          view.setFloat64(0, x);
          return view.getInt32(0);
        },
      ],
      [
        "lo",
        "i32",
        (x) => {
          view.setFloat64(0, x);
          return view.getInt32(4);
        },
      ],
    ];
    for (const [op, type, js] of table) {
      const { entry } = run(formula(["f64"], (a) => ir.un(op, a, type)));
      for (const x of UGLY) assert.equal(entry(x), js(x), `${op}(${x})`);
    }
  });

  test("operators with one float are those of doubles, rounded", () => {
    for (const [op, js] of FLOATS) {
      const { entry } = run(formula(["f32"], (a) => ir.un(op, a, "f32")));
      for (const x of UGLY.map(Math.fround)) assert.equal(entry(x), Math.fround(js(x)), `${op}(${x})`);
    }
    const { entry } = run(formula(["f32"], (a) => ir.un("tof64", a, "f64")));
    for (const x of UGLY.map(Math.fround)) assert.equal(entry(x), x);
  });

  test("operators with one 32-bit integer give what JavaScript gives", () => {
    const table: [ir.UnOp, ir.Type, (x: number) => number][] = [
      ["neg", "i32", (x) => -x | 0],
      ["clz", "i32", Math.clz32],
      ["tof64", "f64", (x) => x],
      ["utof64", "f64", (x) => x >>> 0],
      ["widen", "i64", (x) => x],
      ["uwiden", "i64", (x) => x >>> 0],
    ];
    for (const [op, type, js] of table) {
      const { entry } = run(formula(["i32"], (a) => ir.un(op, a, type)));
      for (const x of INTEGERS) assert.equal(entry(x), js(x), `${op}(${x})`);
    }
  });

  test("64-bit integers cross as doubles and convert both ways", () => {
    const wrap = run(formula(["i64"], (a) => ir.un("wrap", a, "i32")));
    const same = run(formula(["i64"], (a) => ir.un("exact", ir.un("tof64", a, "f64"), "i64")));
    const low = run(formula(["i64"], (a) => ir.un("toint32", ir.un("tof64", a, "f64"), "i32")));
    for (const x of LONGS) {
      assert.equal(wrap.entry(x), Number(BigInt.asIntN(32, BigInt(x))));
      assert.equal(same.entry(x), x);
      assert.equal(low.entry(x), x | 0);
    }
  });

  test("an exact conversion of a double keeps its value, and -0 is 0", () => {
    const i32 = run(formula(["f64"], (a) => ir.un("exact", a, "i32")));
    const i64 = run(formula(["f64"], (a) => ir.un("exact", a, "i64")));
    for (const x of INTEGERS) assert.equal(i32.entry(x), x);
    for (const x of LONGS) assert.equal(i64.entry(x), x);
    assert.equal(i32.entry(-0), 0);
    const back = run(formula(["f64"], (a) => ir.un("tof64", ir.un("exact", a, "i32"), "f64")));
    assert.equal(back.entry(-0), 0);
  });

  test("ToInt32 takes back the conversions that it can, and knows constants and facts", () => {
    const signed = run(formula(["i32"], (a) => ir.un("toint32", ir.un("tof64", a, "f64"), "i32")));
    const unsigned = run(formula(["i32"], (a) => ir.un("toint32", ir.un("utof64", a, "f64"), "i32")));
    for (const x of INTEGERS) {
      assert.equal(signed.entry(x), x);
      assert.equal(unsigned.entry(x), x);
    }
    const folded = define(
      "c",
      [],
      UGLY.map(() => "i32"),
      () => [give(...UGLY.map((x) => ir.un("toint32", ir.num(x), "i32")))],
    );
    assert.deepEqual(
      run(folded).entry(),
      UGLY.map((x) => x | 0),
    );
    const known = formula(["f64"], (a) => ir.un("toint32", a, "i32"));
    known.params[0].fact = { lo: -(2 ** 31), hi: 2 ** 31 - 0.5, int: false, nan: false, negz: true };
    const { entry } = run(known);
    for (const x of [0, -0, 1.9, -1.9, -(2 ** 31), 2 ** 31 - 0.5]) assert.equal(entry(x), x | 0);
  });

  test("bools turn into numbers and back", () => {
    for (const type of ["f64", "i32", "i64"] as const) {
      const { entry } = run(formula(["bool"], (a) => ir.un("frombool", a, type)));
      assert.deepEqual([entry(0), entry(1)], [0, 1]);
    }
    const { entry } = run(formula(["bool"], (a) => ir.un("not", a, "bool")));
    assert.deepEqual([entry(0), entry(1)], [1, 0]);
    const twice = run(
      formula(["f64"], (a) => ir.un("not", ir.un("not", ir.bin("lt", a, ir.num(1)), "bool"), "bool")),
    );
    assert.deepEqual([twice.entry(0), twice.entry(1), twice.entry(Number.NaN)], [1, 0, 0]);
    const once = run(formula(["f64"], (a) => ir.un("not", ir.bin("lt", a, ir.num(1)), "bool")));
    assert.deepEqual([once.entry(0), once.entry(1), once.entry(Number.NaN)], [0, 1, 1]);
  });

  const COMPARE: [ir.BinOp, (a: number, b: number) => number][] = [
    ["lt", (a, b) => Number(a < b)],
    ["le", (a, b) => Number(a <= b)],
    ["gt", (a, b) => Number(a > b)],
    ["ge", (a, b) => Number(a >= b)],
    ["eq", (a, b) => Number(a === b)],
    ["ne", (a, b) => Number(a !== b)],
  ];
  const ARITHMETIC: [ir.BinOp, (a: number, b: number) => number][] = [
    ["add", (a, b) => a + b],
    ["sub", (a, b) => a - b],
    ["mul", (a, b) => a * b],
    ["div", (a, b) => a / b],
    ["min", Math.min],
    ["max", Math.max],
  ];

  test("operators with two doubles, or two floats, give what JavaScript gives", () => {
    for (const [op, js] of [...ARITHMETIC, ...COMPARE]) {
      const f64 = run(formula(["f64", "f64"], (a, b) => ir.bin(op, a, b)));
      const f32 = run(formula(["f32", "f32"], (a, b) => ir.bin(op, a, b)));
      for (const a of UGLY) {
        for (const b of UGLY) {
          assert.equal(f64.entry(a, b), js(a, b), `${a} ${op} ${b}`);
          // A float's operation is the double's, rounded: the double has more than twice the digits plus two.
          const [x, y] = [Math.fround(a), Math.fround(b)];
          assert.equal(f32.entry(x, y), Math.fround(js(x, y)), `${x} ${op} ${y} as f32`);
        }
      }
    }
  });

  test("operators with two 32-bit integers wrap as JavaScript's bitwise operators do", () => {
    const table: [ir.BinOp, (a: number, b: number) => number][] = [
      ["add", (a, b) => (a + b) | 0],
      ["sub", (a, b) => (a - b) | 0],
      ["mul", Math.imul],
      ["div", (a, b) => (a / b) | 0],
      ["rem", (a, b) => (a % b) | 0],
      ["min", Math.min],
      ["max", Math.max],
      ["and", (a, b) => a & b],
      ["or", (a, b) => a | b],
      ["xor", (a, b) => a ^ b],
      ["shl", (a, b) => a << b],
      ["shr", (a, b) => a >> b],
      ["shru", (a, b) => (a >>> b) | 0],
      ...COMPARE,
    ];
    for (const [op, js] of table) {
      const { entry } = run(formula(["i32", "i32"], (a, b) => ir.bin(op, a, b)));
      for (const a of INTEGERS) {
        for (const b of INTEGERS) {
          const undefinedHere =
            (op === "div" || op === "rem") && (b === 0 || (op === "div" && a === -(2 ** 31) && b === -1));
          if (!undefinedHere) assert.equal(entry(a, b), js(a, b), `${a} ${op} ${b}`);
        }
      }
    }
  });

  test("operators with two 64-bit integers wrap at 64 bits", () => {
    const table: [ir.BinOp, (a: bigint, b: bigint) => bigint | boolean][] = [
      ["add", (a, b) => a + b],
      ["sub", (a, b) => a - b],
      ["mul", (a, b) => a * b],
      ["div", (a, b) => a / b],
      ["rem", (a, b) => a % b],
      ["min", (a, b) => [a, b].sort((x, y) => (x < y ? -1 : 1))[0]],
      ["max", (a, b) => [a, b].sort((x, y) => (x < y ? -1 : 1))[1]],
      ["and", (a, b) => a & b],
      ["or", (a, b) => a | b],
      ["xor", (a, b) => a ^ b],
      ["lt", (a, b) => a < b],
      ["le", (a, b) => a <= b],
      ["gt", (a, b) => a > b],
      ["ge", (a, b) => a >= b],
      ["eq", (a, b) => a === b],
      ["ne", (a, b) => a !== b],
    ];
    for (const [op, js] of table) {
      const { entry } = run(formula(["i64", "i64"], (a, b) => ir.bin(op, a, b)));
      for (const a of LONGS) {
        for (const b of LONGS) {
          if (b === 0 && (op === "div" || op === "rem")) continue;
          const wanted = js(BigInt(a), BigInt(b));
          const number = typeof wanted === "bigint" ? BigInt.asIntN(64, wanted) : wanted;
          // -0 does not exist among integers: a zero crosses as 0.
          assert.equal(entry(a, b), Number(number), `${a} ${op} ${b}`);
        }
      }
    }
  });

  test("bools combine, and words make a double", () => {
    for (const [op, bits] of [
      ["and", [0, 0, 0, 1]],
      ["or", [0, 1, 1, 1]],
      ["xor", [0, 1, 1, 0]],
      ["eq", [1, 0, 0, 1]],
      ["ne", [0, 1, 1, 0]],
    ] as const) {
      const { entry } = run(formula(["bool", "bool"], (a, b) => ir.bin(op, a, b)));
      assert.deepEqual([entry(0, 0), entry(0, 1), entry(1, 0), entry(1, 1)], bits, op);
    }
    const { entry } = run(
      formula(["f64"], (a) => ir.bin("words", ir.un("hi", a, "i32"), ir.un("lo", a, "i32"))),
    );
    for (const x of UGLY) assert.equal(entry(x), x);
  });

  test("the remainder of doubles calls the program's own function", () => {
    const fmod = define("fmod", ["f64", "f64"], ["f64"], (_f, a, b) => [
      give(
        ir.bin(
          "sub",
          ir.get(a),
          ir.bin("mul", ir.un("trunc", ir.bin("div", ir.get(a), ir.get(b)), "f64"), ir.get(b)),
        ),
      ),
    ]);
    const f = formula(["f64", "f64"], (a, b) => ir.bin("rem", a, b));
    const { entry } = run({ ...program(f), runtime: { fmod } });
    assert.equal(entry(7.5, 2), 1.5);
    assert.equal(entry(-7, 4), -3);
    assert.throws(() => run(f), /rem on f64|% of doubles without the program's fmod/);
  });

  test("constants keep their bits", () => {
    const constants = (type: ir.Scalar, list: readonly number[]): unknown => {
      const f = define(
        "c",
        [],
        list.map(() => type),
        () => [give(...list.map((x) => ir.constant(type, x)))],
      );
      return run(f).entry();
    };
    assert.deepEqual(constants("f64", UGLY), UGLY);
    assert.deepEqual(constants("f32", UGLY), UGLY.map(Math.fround));
    assert.deepEqual(constants("i32", INTEGERS), INTEGERS);
    const longs = [...LONGS, 2 ** 62, -(2 ** 63), 64, -64, 63, -65, 8191, 8192];
    assert.deepEqual(constants("i64", longs), longs);
  });

  test("a conditional gives the chosen arm, whatever its arms cost", () => {
    for (const type of ["f64", "f32", "i32", "i64"] as const) {
      const plain = run(formula(["bool", type, type], (t, a, b) => ir.cond(t, a, b)));
      const sums = run(
        formula(["bool", type, type], (t, a, b) => ir.cond(t, ir.bin("add", a, b), ir.bin("sub", a, b))),
      );
      assert.deepEqual([plain.entry(1, 5, 3), plain.entry(0, 5, 3)], [5, 3], type);
      assert.deepEqual([sums.entry(1, 5, 3), sums.entry(0, 5, 3)], [8, 2], type);
    }
    const bools: [string, (t: ir.Expr, a: ir.Expr) => ir.Expr, number[]][] = [
      ["and", (t, a) => ir.cond(t, a, ir.bool(false)), [0, 0, 0, 1]],
      ["or", (t, a) => ir.cond(t, ir.bool(true), a), [0, 1, 1, 1]],
    ];
    for (const [name, write, wanted] of bools) {
      const { entry } = run(formula(["bool", "bool"], write));
      assert.deepEqual([entry(0, 0), entry(0, 1), entry(1, 0), entry(1, 1)], wanted, name);
    }
  });

  test("an integer division in the arm not taken does not trap", () => {
    const { entry } = run(
      formula(["i32", "i32"], (a, b) => ir.cond(ir.bin("ne", b, ir.int(0)), ir.bin("div", a, b), ir.int(-1))),
    );
    assert.equal(entry(7, 0), -1);
    assert.equal(entry(7, 2), 3);
  });
}
