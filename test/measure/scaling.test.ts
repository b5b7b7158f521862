// The laws of scaling against their closed forms and against numbers printed in the literature.
import assert from "node:assert/strict";
import { test } from "node:test";
import { amdahlFit, efficiency, gustafson, karpFlatt } from "../../src/measure/index.ts";

const law = (t1: number, s: number) => (p: number) => t1 * (s + (1 - s) / p);

test("times made by Amdahl's law give back its serial fraction", () => {
  for (const s of [0, 0.01, 0.1, 0.5, 1])
    for (const threads of [
      [1, 2],
      [1, 2, 4, 8],
      [2, 3, 5],
    ]) {
      const fit = amdahlFit(threads, threads.map(law(12.5, s)));
      assert.ok(Math.abs(fit.serial - s) < 1e-12, `${fit.serial} for ${s}`);
      assert.ok(Math.abs(fit.oneThread - 12.5) < 1e-10);
      assert.ok(Math.abs(fit.speedup(16) - 1 / (s + (1 - s) / 16)) < 1e-9);
    }
});

test("a twentieth that is serial limits the speed-up to twenty, as Amdahl says", () => {
  assert.ok(Math.abs(amdahlFit([1, 2, 4], [1, 2, 4].map(law(1, 0.05))).limit - 20) < 1e-9);
});

test("a program that scales better than its threads has no limit and a negative fraction", () => {
  const fit = amdahlFit([1, 2, 4], [1, 0.45, 0.2]);
  assert.ok(fit.serial < 0);
  assert.equal(fit.limit, Infinity);
});

test("two single times fit exactly and say nothing of their uncertainty", () => {
  const { interval } = amdahlFit([1, 2], [10, 6]);
  assert.ok(Number.isNaN(interval.low) && Number.isNaN(interval.high));
  assert.equal(interval.coverage, 0);
});

test("the interval from residuals covers the true fraction about as often as it says", () => {
  const threads = [1, 2, 3, 4, 6, 8];
  let state = 7;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  let covered = 0;
  for (let i = 0; i < 1000; i++) {
    const times = threads.map((p) => law(1, 0.1)(p) * (1 + 0.01 * normal()));
    const { low, high } = amdahlFit(threads, times).interval;
    if (low <= 0.1 && 0.1 <= high) covered++;
  }
  // 95 % of 1000, within four standard errors of 0.7 % each.
  assert.ok(covered > 922 && covered < 978, `${covered} of 1000`);
});

test("samples are fitted by their medians, and rounds that agree leave no uncertainty", () => {
  const threads = [1, 2, 4];
  const times = threads.map((p) => [1, 1, 1, 50, 1, 1, 1].map((outlier) => outlier * law(3, 0.2)(p)));
  const { serial, interval } = amdahlFit(threads, times);
  assert.ok(Math.abs(serial - 0.2) < 1e-12);
  // The outlier hits a whole round, so every resampled fit is the same.
  assert.ok(Math.abs(interval.low - 0.2) < 1e-12 && Math.abs(interval.high - 0.2) < 1e-12);
});

test("what cannot be fitted is refused with the reason", () => {
  assert.throws(() => amdahlFit([1], [1]), /at least two different numbers of threads/);
  assert.throws(() => amdahlFit([2, 2], [1, 1]), /at least two different numbers of threads/);
  assert.throws(() => amdahlFit([1, 2], [1]), /2 numbers of threads, but 1 times/);
  assert.throws(() => amdahlFit([1, 2], [1, 0]), /the time on 2 threads is 0, not positive/);
  assert.throws(() => amdahlFit([1, 2], [1, Number.NaN]), /the time on 2 threads is NaN/);
  assert.throws(() => amdahlFit([1, 2], [[1], []]), /the time on 2 threads is missing/);
  assert.throws(() => amdahlFit([0, 2], [1, 1]), /threads\[0\] is 0/);
});

test("the Karp–Flatt metric has the values of Quinn's tables", () => {
  // Quinn, "Parallel Programming in C with MPI and OpenMP", 2004, section 7.5: constant, then rising with overhead.
  const rounded = (speedups: number[]) => speedups.map((s, i) => karpFlatt(s, i + 2).toFixed(2));
  assert.deepEqual(rounded([1.82, 2.5, 3.08, 3.57, 4.0, 4.38, 4.71]), new Array(7).fill("0.10"));
  const rising = [1.87, 2.61, 3.23, 3.73, 4.14, 4.46, 4.71].map((s, i) => karpFlatt(s, i + 2).toFixed(3));
  assert.deepEqual(rising, ["0.070", "0.075", "0.079", "0.085", "0.090", "0.095", "0.100"]);
});

test("the Karp–Flatt metric of one thread is no number, of a perfect speed-up 0, of none 1", () => {
  assert.ok(Number.isNaN(karpFlatt(1, 1)));
  assert.equal(karpFlatt(4, 4), 0);
  assert.equal(karpFlatt(1, 4), 1);
});

test("Gustafson's scaled speed-up of 1024 processors at 0.8 % is the 1016 of his paper", () => {
  assert.equal(Math.round(gustafson(0.008, 1024)), 1016);
  assert.equal(gustafson(0, 8), 8);
  assert.equal(gustafson(1, 8), 1);
});

test("efficiency is speed-up per thread", () => {
  assert.equal(efficiency(3, 4), 0.75);
});
