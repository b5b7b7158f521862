// fmod is JavaScript's % bit for bit, and round, sign and the like are Math's own.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fmod, library } from "../../../src/jit/math/index.ts";
import { Draw } from "./points.ts";

const own = library as Record<string, (...xs: number[]) => number>;
const odd = [
  0,
  -0,
  NaN,
  Infinity,
  -Infinity,
  1,
  -1,
  0.5,
  3,
  -7,
  5e-324,
  1e-310,
  2 ** -1022,
  1e308,
  Number.MAX_VALUE,
];

const same = (x: number, y: number) =>
  assert.ok(Object.is(fmod(x, y), x % y), `fmod(${x}, ${y}) is ${fmod(x, y)}, not ${x % y}`);

test("fmod agrees with % on every pair of odd values", () => {
  for (const x of odd) for (const y of odd) same(x, y);
});

test("fmod agrees with % where the quotient is small, near a whole number, and huge", () => {
  const d = new Draw(11);
  for (let i = 0; i < 20000; i++) {
    same(d.in(-100, 100), d.in(-10, 10));
    const y = d.log(-1074, 1000);
    const n = Math.floor(d.plus(0, 53));
    same(y * n, y);
    same(y * n * (1 - 2 ** -53), y);
    same(d.bits(), d.bits());
    same(d.log(900, 1024), d.log(800, 1024));
    same(d.log(-1074, -900), d.log(-1074, -950));
  }
  same(Number.MAX_VALUE, 5e-324);
  same(Number.MAX_VALUE, 3);
});

const close = [
  0.49999999999999994,
  -0.49999999999999994,
  0.5,
  -0.5,
  1.5,
  2.5,
  -1.5,
  -2.5,
  4503599627370495.5,
  2 ** 53 - 1,
];

test("round, sign, trunc and the other one-instruction functions are Math's", () => {
  const d = new Draw(12);
  const xs = [...odd, ...close, ...close.map((x) => -x)];
  for (let i = 0; i < 2000; i++)
    xs.push(d.in(-10, 10), d.log(40, 54), d.bits(), Math.floor(d.in(-9, 9)) + 0.5);
  for (const name of ["abs", "ceil", "clz32", "floor", "fround", "round", "sign", "sqrt", "trunc"] as const) {
    for (const x of xs) {
      assert.ok(
        Object.is(own[name](x), Math[name](x)),
        `${name}(${x}) is ${own[name](x)}, not ${Math[name](x)}`,
      );
    }
  }
  for (const name of ["imul", "max", "min"] as const) {
    for (const x of odd)
      for (const y of odd) assert.ok(Object.is(own[name](x, y), Math[name](x, y)), `${name}(${x}, ${y})`);
  }
});
