// The three bit casts mean what they say for every kind of float64, against DataView.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fromWords, highWord, lowWord } from "../../../src/jit/math/index.ts";
import { bitsOf, fromBits } from "../../oracle/bigmath.ts";
import { Draw } from "./points.ts";

const patterns = [
  0n,
  1n << 63n,
  1n,
  0xfffffffffffffn,
  0x10000000000000n,
  0x3ff0000000000000n,
  0x3ff0000000000001n,
  0x7fefffffffffffffn,
  0x7ff0000000000000n,
  0xfff0000000000000n,
  0x800fffff80000000n,
];
const draw = new Draw(7);
for (let i = 0; i < 5000; i++) patterns.push((BigInt(draw.word()) << 32n) | BigInt(draw.word()));

test("highWord and lowWord are the two halves of the bits", () => {
  for (const bits of patterns) {
    const x = fromBits(bits);
    if (Number.isNaN(x)) continue;
    assert.equal(highWord(x), Number(BigInt.asIntN(32, bits >> 32n)));
    assert.equal(lowWord(x), Number(BigInt.asIntN(32, bits)));
  }
});

test("fromWords puts them together again, whether the words are taken signed or unsigned", () => {
  for (const bits of patterns) {
    const hi = Number(bits >> 32n);
    const lo = Number(bits & 0xffffffffn);
    for (const x of [fromWords(hi, lo), fromWords(hi | 0, lo | 0)]) {
      if (Number.isNaN(fromBits(bits))) assert.ok(Number.isNaN(x));
      else assert.equal(bitsOf(x), bits);
    }
  }
});

test("fromWords gives NaN and not Infinity where only the low word says so", () => {
  assert.ok(Number.isNaN(fromWords(0x7ff00000, 1)));
  assert.ok(Number.isNaN(fromWords(0xfff80000, 0)));
  assert.equal(fromWords(0x7ff00000, 0), Infinity);
});
