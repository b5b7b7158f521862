// The counter-based generator: the published vectors of Philox4x32-10, then uniformity and the lack of correlation.
// The statistical limits are six standard deviations wide; the seeds are fixed, so the outcome never changes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { library, philox4x32, random } from "../../../src/jit/math/index.ts";
import { Draw } from "./points.ts";

test("Philox4x32-10 gives the known answers that its authors publish with Random123", () => {
  const vectors = [
    "00000000 00000000 00000000 00000000 00000000 00000000 6627e8d5 e169c58d bc57ac4c 9b00dbd8",
    "ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff 408f276d 41c83b0e a20bc7c6 6d5451fd",
    "243f6a88 85a308d3 13198a2e 03707344 a4093822 299f31d0 d16cfe09 94fdcceb 5001e420 24126ea1",
  ];
  for (const line of vectors) {
    const [c0, c1, c2, c3, k0, k1, ...answer] = line.split(" ").map((w) => Number.parseInt(w, 16));
    const words = [0, 1, 2, 3].map((part) => philox4x32(c0, c1, c2, c3, k0, k1, part) >>> 0);
    assert.deepEqual(words, answer);
  }
});

test("the high half of a product agrees with BigInt", () => {
  const mulHigh = library.mulHigh as (a: number, b: number) => number;
  const d = new Draw(3);
  const words = [0, 1, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff];
  for (let i = 0; i < 500; i++) words.push(d.word());
  for (const a of words) {
    for (const b of words.slice(0, 60))
      assert.equal(mulHigh(a, b) >>> 0, Number((BigInt(a) * BigInt(b)) >> 32n));
  }
});

test("random is made of the first two words of Philox, 27 and 26 bits", () => {
  const word = (part: number) => philox4x32(5, 2, 0, 0, 7, 1, part) >>> 0;
  const expected = (Math.floor(word(0) / 32) * 2 ** 26 + Math.floor(word(1) / 64)) / 2 ** 53;
  assert.equal(random(2 ** 32 + 7, 2 * 2 ** 32 + 5), expected);
});

const N = 65536;
const draws = (seed: number, from = 0) => Float64Array.from({ length: N }, (_, i) => random(seed, from + i));

function correlation(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - 0.5) * (b[i] - 0.5);
  return (12 * sum) / a.length;
}

test("the numbers are uniform in [0, 1): mean, variance, and chi-square over 256 bins", () => {
  for (const seed of [0, 1, 2 ** 53 - 1]) {
    const xs = draws(seed);
    const bins = new Float64Array(256);
    for (const x of xs) {
      assert.ok(x >= 0 && x < 1);
      bins[Math.floor(x * 256)] += 1;
    }
    const mean = xs.reduce((s, x) => s + x, 0) / N;
    const variance = xs.reduce((s, x) => s + (x - 0.5) ** 2, 0) / N;
    const chi = bins.reduce((s, n) => s + (n - N / 256) ** 2 / (N / 256), 0);
    assert.ok(Math.abs(mean - 0.5) < 6 * Math.sqrt(1 / 12 / N), `mean ${mean}`);
    assert.ok(Math.abs(variance - 1 / 12) < 6 * Math.sqrt(1 / 180 / N), `variance ${variance}`);
    assert.ok(Math.abs(chi - 255) < 6 * Math.sqrt(2 * 255), `chi-square ${chi}`);
  }
});

test("each of the 53 bits is set half of the time", () => {
  const counts = new Float64Array(53);
  for (let i = 0; i < N / 4; i++) {
    let x = random(99, i);
    for (let b = 0; b < 53; b++) {
      x *= 2;
      if (x >= 1) {
        counts[b] += 1;
        x -= 1;
      }
    }
    assert.equal(x, 0);
  }
  for (const c of counts) assert.ok(Math.abs(c - N / 8) < 6 * Math.sqrt(N / 16), `${c} of ${N / 4}`);
});

test("neighbours, neighbouring seeds, and counters that differ in the high word only do not correlate", () => {
  const limit = 6 / Math.sqrt(N);
  const xs = draws(42);
  for (const lag of [1, 2, 1024]) assert.ok(Math.abs(correlation(xs, draws(42, lag))) < limit, `lag ${lag}`);
  for (const seed of [43, 42 + 2 ** 32, -42])
    assert.ok(Math.abs(correlation(xs, draws(seed))) < limit, `seed ${seed}`);
  assert.ok(Math.abs(correlation(xs, draws(42, 2 ** 32))) < limit, "high word");
  assert.notEqual(random(1, 2), random(2, 1));
});
