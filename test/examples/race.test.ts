// The race example: the race is refused with both accesses, the reduction is right.
import assert from "node:assert/strict";
import { test } from "node:test";
import { runExample } from "./run.ts";

test("the race is refused with the read and the write that collide, and a way out", () => {
  const { status, stdout, stderr } = runExample("race", [1000]);
  assert.equal(stderr, "");
  assert.equal(status, 0);
  assert.match(stdout, /^refused: .* may touch one element of sums/);
  assert.match(stdout, /> 20 \| {7}sums\[k\] = before \+/);
  assert.match(stdout, /> 19 \| {7}const before = sums\[k\];/);
  assert.match(stdout, /Write instead: .*reduction/);
});

test("the reduction has every number in each of its sums", () => {
  // 142 whole weeks of 21 and 0 + 1 + 2 + 3 + 4 + 5
  const { stdout } = runExample("race", [1000]);
  for (const name of ["plain", "compiled", "parallel"])
    assert.match(stdout, new RegExp(`${name} +2997 5994 8991 11988\\n`));
});

test("one number is no sum at all", () => {
  const { status, stdout } = runExample("race", [1]);
  assert.equal(status, 0);
  assert.match(stdout, /parallel +0 0 0 0\n/);
});
