// Facts against numbers: whatever an operator makes of two values lies within the fact it makes of theirs.
// The interpreter's operators are the outside source.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { BinOp, Fact, Type, UnOp } from "../../../src/compiler/ir/index.ts";
import { binFact, factOf, indexFact, join, same, unFact, widen } from "../../../src/compiler/passes/facts.ts";
import { binary, unary } from "../../oracle/operators.ts";

const FLOATS = [
  0,
  -0,
  1,
  -1,
  2,
  -2,
  0.5,
  -0.5,
  1.5,
  -2.5,
  3,
  7,
  255,
  256,
  -255,
  65535,
  2 ** 31 - 1,
  2 ** 31,
  -(2 ** 31),
  -(2 ** 31) - 1,
  2 ** 32 - 1,
  2 ** 32,
  2 ** 52 + 0.5,
  2 ** 53,
  2 ** 53 - 1,
  -(2 ** 53),
  1e300,
  -1e300,
  5e-324,
  -5e-324,
  1e-300,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.NaN,
];
const INTS = [
  0,
  1,
  -1,
  2,
  -2,
  3,
  7,
  31,
  32,
  33,
  -31,
  100,
  -100,
  2 ** 30,
  -(2 ** 30),
  2 ** 31 - 1,
  -(2 ** 31),
];

/** Whether a fact allows a number. */
function allows(f: Fact, x: number): boolean {
  if (Number.isNaN(x)) return f.nan;
  if (Object.is(x, -0) && !f.negz) return false;
  return x >= f.lo && x <= f.hi && (!f.int || Number.isInteger(x) || !Number.isFinite(x));
}

/** Facts of pairs: every fact that a value and a second one span. */
function* spans(list: readonly number[]): Generator<[Fact, readonly number[]]> {
  for (const a of list) yield [factOf(a), [a]];
  for (const [i, a] of list.entries()) {
    for (const b of list.slice(i + 1)) yield [join(factOf(a), factOf(b)), [a, b]];
  }
}

const show = (f: Fact): string =>
  `[${f.lo}, ${f.hi}]${f.int ? " int" : ""}${f.nan ? " nan" : ""}${f.negz ? " -0" : ""}`;

function checkBinary(
  ops: readonly BinOp[],
  type: Type,
  list: readonly number[],
  skip?: (b: number) => boolean,
): void {
  const facts = [...spans(list)];
  for (const op of ops) {
    for (const [fa, as] of facts) {
      // Every pair of two-value facts would be a million; one side has one value.
      for (const b of list) {
        for (const [x, fx, y, fy] of as.flatMap(
          (a) =>
            [
              [a, fa, b, factOf(b)],
              [b, factOf(b), a, fa],
            ] as const,
        )) {
          if (skip?.(y)) continue;
          const made = Number(binary(op, x, y, type));
          const fact = binFact(op, type, fx, fy);
          assert.ok(
            allows(fact, made),
            `${x} ${op} ${y} is ${made}, not in ${show(fact)} of ${show(fx)} and ${show(fy)}`,
          );
        }
      }
    }
  }
}

test("sums, products, quotients, remainders and extremes of floats lie within their facts", () => {
  checkBinary(["add", "sub", "mul", "div", "rem", "min", "max"], "f64", FLOATS);
});

test("so do operators on int32, which wrap", () => {
  checkBinary(["add", "sub", "mul", "min", "max", "and", "or", "xor", "shl", "shr", "shru"], "i32", INTS);
  checkBinary(["rem"], "i32", INTS, (b) => b === 0);
  checkBinary(["div"], "i32", INTS, (b) => b === 0 || b === -1);
});

test("so do the functions of one float", () => {
  const ops: readonly UnOp[] = ["neg", "abs", "sqrt", "floor", "ceil", "trunc", "nearest", "fround"];
  for (const op of ops) {
    for (const [f, xs] of spans(FLOATS)) {
      for (const x of xs) {
        const made = Number(unary(op, x, "f64", "f64"));
        const fact = unFact(op, "f64", f);
        assert.ok(allows(fact, made), `${op} ${x} is ${made}, not in ${show(fact)} of ${show(f)}`);
      }
    }
  }
  for (const [f, xs] of spans(FLOATS)) {
    for (const x of xs) assert.ok(allows(unFact("toint32", "i32", f), x | 0), `toint32 ${x} of ${show(f)}`);
  }
});

test("so do the functions of one int32", () => {
  for (const [f, xs] of spans(INTS)) {
    for (const x of xs) {
      assert.ok(allows(unFact("clz", "i32", f), Math.clz32(x)));
      assert.ok(allows(unFact("tof64", "f64", f), x));
      assert.ok(allows(unFact("utof64", "f64", f), x >>> 0), `${x} unsigned of ${show(f)}`);
      assert.ok(allows(unFact("neg", "f64", f), -x || 0));
    }
  }
});

test("what two facts have in common holds of both, and widening only adds", () => {
  for (const [f, xs] of spans(FLOATS)) {
    for (const y of FLOATS) {
      const both = join(f, factOf(y));
      const wide = widen(f, both);
      for (const x of [...xs, y]) assert.ok(allows(both, x) && allows(wide, x), `${x} of ${show(wide)}`);
    }
  }
});

test("widening comes to an end", () => {
  let f = factOf(1);
  let rounds = 0;
  for (let x = 2; x < 2 ** 60; x *= 2) {
    const next = widen(f, join(f, join(factOf(x), factOf(-x))));
    if (!same(f, next)) rounds++;
    f = next;
  }
  assert.ok(rounds <= 10, `${rounds} rounds`);
});

test("an index that has passed its check is a whole number below the length", () => {
  const any: Fact = { lo: -1e9, hi: 1e9, int: false, nan: true, negz: true };
  const f = indexFact(any, { lo: 0, hi: 10, int: true, nan: false, negz: false });
  assert.deepEqual([f.lo, f.hi, f.int, f.nan], [0, 9, true, false]);
  assert.ok(f.negz, "-0 counts as 0 and stays -0");
});
