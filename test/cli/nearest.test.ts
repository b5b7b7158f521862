// What `nearest` takes for a slip of the hand, and what for another word.
import assert from "node:assert/strict";
import { test } from "node:test";
import { nearest } from "../../src/cli/nearest.ts";

const COMMANDS = ["run", "speedup", "example", "doctor"];

test("a swapped pair, a lost letter, a doubled letter and a wrong case are slips", () => {
  assert.equal(nearest("speedpu", COMMANDS), "speedup");
  assert.equal(nearest("docor", COMMANDS), "doctor");
  assert.equal(nearest("runn", COMMANDS), "run");
  assert.equal(nearest("RUN", COMMANDS), "run");
});

test("a beginning is taken for its only continuation", () => {
  assert.equal(nearest("ex", COMMANDS), "example");
  assert.equal(nearest("mandel", ["mandelbrot", "pi"]), "mandelbrot");
});

test("another word, nothing, or no candidates are no slips", () => {
  assert.equal(nearest("profile", COMMANDS), undefined);
  assert.equal(nearest("", COMMANDS), undefined);
  assert.equal(nearest("run", []), undefined);
});
