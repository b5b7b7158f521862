// Ticks and their numbers, against what a person would write at an axis.
import assert from "node:assert/strict";
import { test } from "node:test";
import { tickLabels, ticks } from "../../src/plot/ticks.ts";

test("ticks are round numbers within the range", () => {
  assert.deepEqual(ticks(0, 10, 5), [0, 2, 4, 6, 8, 10]);
  assert.deepEqual(ticks(0.07, 1.02, 5), [0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(ticks(-3, 3, 3), [-2, 0, 2]);
  assert.deepEqual(ticks(0, 3e8, 3), [0, 1e8, 2e8, 3e8]);
});

test("ticks of a small step are the shortest decimals", () => {
  assert.deepEqual(ticks(0, 0.5, 5), [0, 0.1, 0.2, 0.3, 0.4, 0.5]);
});

test("a logarithmic axis has powers of its base, thinned where there are many", () => {
  assert.deepEqual(ticks(1, 64, 10, "log2"), [1, 2, 4, 8, 16, 32, 64]);
  assert.deepEqual(ticks(3, 5000, 10, "log10"), [10, 100, 1000]);
  assert.deepEqual(ticks(1, 2 ** 40, 5, "log2"), [1, 2 ** 9, 2 ** 18, 2 ** 27, 2 ** 36]);
});

test("an axis of one value has that tick", () => {
  assert.deepEqual(ticks(3, 3, 5), [3]);
});

test("the labels of an axis share their decimals", () => {
  assert.deepEqual(tickLabels([0, 0.5, 1]), ["0.0", "0.5", "1.0"]);
  assert.deepEqual(tickLabels([0, 0.25, 0.5]), ["0.00", "0.25", "0.50"]);
  assert.deepEqual(tickLabels([-20, 0, 20]), ["−20", "0", "20"]);
  assert.deepEqual(tickLabels([]), []);
});

test("very large and very small numbers share a power of ten", () => {
  assert.deepEqual(tickLabels([0, 1e8, 2e8]), ["0", "1×10⁸", "2×10⁸"]);
  assert.deepEqual(tickLabels([-5e-7, 0, 5e-7, 1e-6]), ["−0.5×10⁻⁶", "0", "0.5×10⁻⁶", "1.0×10⁻⁶"]);
  assert.deepEqual(tickLabels([1_000_000, 1_000_010]), ["1.00000×10⁶", "1.00001×10⁶"]);
});

test("a logarithmic axis has a power for each number that needs one", () => {
  assert.deepEqual(tickLabels([0.01, 1, 1000, 1e7], "log10"), ["0.01", "1", "1000", "10⁷"]);
  assert.deepEqual(tickLabels([2 ** 20], "log2"), ["1.04858×10⁶"]);
});

test("ticks given by hand keep their digits", () => {
  assert.deepEqual(tickLabels([1, 2, 4, 6]), ["1", "2", "4", "6"]);
  assert.deepEqual(tickLabels([0, 1 / 3]), ["0.000", "0.333"]);
});
