// The quadratic example: a polynomial that has the same exact values when it is written as its factors.
import assert from "node:assert/strict";
import { test } from "node:test";
import { runExample } from "./run.ts";

test("plain, compiled and parallel have the values of the factors", () => {
  const { status, stdout, stderr } = runExample("quadratic", [100_003]);
  assert.equal(stderr, "");
  assert.equal(status, 0);
  assert.match(stdout, /^2x² − 3x \+ 1 for 100,003 numbers\n {2}plain .* ms +1\.00 ×\n {2}compiled .* ms/);
  assert.match(stdout, /\n {2}every value is \(2x − 1\)\(x − 1\) in every version\n$/);
});

test("one number is an array", () => {
  const { status, stderr } = runExample("quadratic", [1]);
  assert.equal(stderr, "");
  assert.equal(status, 0);
});

test("more numbers than can be told apart without rounding are refused", () => {
  const { status, stderr } = runExample("quadratic", [2 ** 24 + 1]);
  assert.equal(status, 2);
  assert.equal(stderr, "16777217 is not a whole number from 1 to 16777216\n");
});
