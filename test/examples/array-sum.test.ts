// The array sum example: whole numbers whose sum has a closed form, exact in every order of adding.
import assert from "node:assert/strict";
import { test } from "node:test";
import { runExample } from "./run.ts";

test("plain, compiled and parallel find n (n − 1) / 2", () => {
  const { status, stdout, stderr } = runExample("array-sum", [300, 200]);
  assert.equal(stderr, "");
  assert.equal(status, 0);
  assert.match(stdout, /^sum of 300 × 200 numbers\n {2}plain .* ms +1\.00 ×\n {2}compiled .* ms/);
  for (const name of ["plain", "compiled", "parallel"])
    assert.match(stdout, new RegExp(`${name} +1799970000\\n`));
});

test("the lecture's nine numbers have the sum 36", () => {
  const { status, stdout } = runExample("array-sum", [3, 3]);
  assert.equal(status, 0);
  for (const name of ["plain", "compiled", "parallel"]) assert.match(stdout, new RegExp(`${name} +36\\n`));
});

test("one element is a sum", () => {
  const { status, stdout } = runExample("array-sum", [1, 1]);
  assert.equal(status, 0);
  assert.match(stdout, /parallel +0\n/);
});
