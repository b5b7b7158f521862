// float16: all 65536 values there and back, and rounding at every midpoint between neighbours.
import assert from "node:assert/strict";
import { test } from "node:test";
import { f16round, f16ToNumber, numberToF16 } from "../../../src/jit/math/index.ts";

test("f16ToNumber gives the values that IEEE 754 binary16 prescribes", () => {
  const published: [number, number][] = [
    [0x0000, 0],
    [0x0001, 2 ** -24],
    [0x03ff, 6.097555160522461e-5],
    [0x0400, 6.103515625e-5],
    [0x3555, 0.333251953125],
    [0x3bff, 0.99951171875],
    [0x3c00, 1],
    [0x3c01, 1.0009765625],
    [0x7bff, 65504],
    [0x7c00, Infinity],
    [0xc000, -2],
    [0xfc00, -Infinity],
  ];
  for (const [bits, value] of published) assert.equal(f16ToNumber(bits), value);
  assert.ok(Object.is(f16ToNumber(0x8000), -0));
  for (const bits of [0x7c01, 0x7e00, 0xffff]) assert.ok(Number.isNaN(f16ToNumber(bits)));
});

test("every float16 survives the way there and back", () => {
  for (let bits = 0; bits < 65536; bits++) {
    const x = f16ToNumber(bits);
    assert.equal(numberToF16(x), Number.isNaN(x) ? 0x7e00 : bits);
    assert.ok(Object.is(f16round(x), x));
  }
});

test("between two neighbours the nearer one is taken, at the middle the even one", () => {
  for (let bits = 0; bits < 0x7c00; bits++) {
    const a = f16ToNumber(bits);
    const b = bits === 0x7bff ? 65536 : f16ToNumber(bits + 1);
    const middle = (a + b) / 2;
    const even = bits % 2 === 0 ? bits : bits + 1;
    assert.equal(numberToF16(middle), even);
    assert.equal(numberToF16(middle * (1 - 2 ** -53)), bits);
    assert.equal(numberToF16(middle * (1 + 2 ** -52)), bits + 1);
    assert.equal(numberToF16(-middle), even | 0x8000);
    assert.ok(Object.is(f16round(-middle), f16ToNumber(even | 0x8000)));
  }
});

test("beyond the range it is Infinity, below it zero, and NaN stays NaN", () => {
  for (const x of [65520, 1e6, 1e300, Number.MAX_VALUE, Infinity]) {
    assert.equal(f16round(x), Infinity);
    assert.equal(numberToF16(-x), 0xfc00);
  }
  for (const x of [0, 5e-324, 1e-300, 2 ** -25]) {
    assert.ok(Object.is(f16round(-x), -0));
    assert.equal(numberToF16(x), 0);
  }
  assert.ok(Number.isNaN(f16round(NaN)));
});
