// Order statistics and intervals against published tables and other programs' documented answers.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bootstrap, mad, median, medianInterval, quantile, ratioOfMedians } from "../../src/measure/index.ts";

test("quantiles are those of NumPy's documentation", () => {
  // numpy.percentile([[10, 7, 4], [3, 2, 1]], 50) is 3.5, and numpy.quantile([1, 2, 3, 4], 0.25) is 1.75.
  assert.equal(quantile([10, 7, 4, 3, 2, 1], 0.5), 3.5);
  assert.equal(quantile([1, 2, 3, 4], 0.25), 1.75);
  assert.equal(quantile([1, 2, 3, 4], 0), 1);
  assert.equal(quantile([1, 2, 3, 4], 1), 4);
});

test("the median of no values is NaN, of one itself, of two their mean", () => {
  assert.ok(Number.isNaN(median([])));
  assert.equal(median([7]), 7);
  assert.equal(median([1, 2]), 1.5);
});

test("an infinite sample does not spoil a median beside it", () => {
  assert.equal(median([1, 2, Infinity]), 2);
  assert.equal(median([-Infinity, 2, 3]), 2);
});

test("the samples stay in their order", () => {
  const samples = [3, 1, 2];
  median(samples);
  assert.deepEqual(samples, [3, 1, 2]);
});

test("a quantile outside 0 and 1 is refused", () => {
  assert.throws(() => quantile([1], 1.5), /q is 1.5; give a number from 0 to 1/);
  assert.throws(() => quantile([1], Number.NaN), RangeError);
});

test("the median absolute deviation of the textbook's numbers is 1", () => {
  assert.equal(mad([1, 1, 2, 2, 4, 6, 9]), 1);
});

test("the interval of a median is the sign test's, with its coverage", () => {
  // Order statistics and coverages as tabulated for the sign test: n = 6, 10, 20.
  const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);
  assert.deepEqual(medianInterval(upTo(6)), { low: 1, high: 6, coverage: 0.96875 });
  const ten = medianInterval(upTo(10));
  assert.deepEqual([ten.low, ten.high, ten.coverage.toFixed(4)], [2, 9, "0.9785"]);
  const twenty = medianInterval(upTo(20));
  assert.deepEqual([twenty.low, twenty.high, twenty.coverage.toFixed(4)], [6, 15, "0.9586"]);
});

test("few values give the extremes, and say how little they cover", () => {
  assert.deepEqual(medianInterval([2, 1, 3, 5, 4]), { low: 1, high: 5, coverage: 0.9375 });
  assert.deepEqual(medianInterval([4]), { low: 4, high: 4, coverage: 0 });
  assert.equal(medianInterval([]).coverage, 0);
});

test("a ratio of medians is exact where the samples do not vary", () => {
  assert.deepEqual(ratioOfMedians([2, 2, 2, 2, 2, 2], [1, 1, 1, 1, 1, 1]), {
    ratio: 2,
    low: 2,
    high: 2,
    coverage: 0.95,
  });
});

test("drift that hits a round's samples alike leaves the ratio's interval narrow", () => {
  const drift = [1, 1.5, 2, 1.2, 1.7, 0.8, 2.2];
  const paired = ratioOfMedians(
    drift.map((d) => 2 * d),
    drift,
  );
  assert.ok(Math.abs(paired.high - paired.low) < 1e-12);
});

test("one round has a ratio but no interval", () => {
  const { ratio, low, high, coverage } = ratioOfMedians([3], [2]);
  assert.equal(ratio, 1.5);
  assert.ok(Number.isNaN(low) && Number.isNaN(high));
  assert.equal(coverage, 0);
});

test("different numbers of samples are refused", () => {
  assert.throws(() => ratioOfMedians([1, 2], [1]), /2 samples against 1/);
});

test("a bootstrap of the same data is the same interval each time", () => {
  const data = [5, 3, 8, 1, 9, 2, 7];
  const once = () => bootstrap(data.length, (drawn) => median(drawn.map((i) => data[i])));
  assert.deepEqual(once(), once());
  assert.ok(once().low >= 1 && once().high <= 9 && once().low < once().high);
});

test("the interval of a ratio covers the truth about as often as it says", () => {
  const normal = normals(1);
  let covered = 0;
  for (let i = 0; i < 200; i++) {
    const sample = (centre: number) => Array.from({ length: 7 }, () => centre * (1 + 0.02 * normal()));
    const { low, high } = ratioOfMedians(sample(2), sample(1));
    if (low <= 2 && 2 <= high) covered++;
  }
  // 95 % of 200 with four standard errors; 91 % is what resampling seven rounds is known to reach.
  assert.ok(covered >= 170, `${covered} of 200`);
});

/** Normal numbers, the same in every run: Box & Muller over a linear congruential generator. */
function normals(seed: number): () => number {
  let state = seed;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}
