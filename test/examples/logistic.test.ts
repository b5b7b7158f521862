// The logistic map example: one map from every version, with the cells that another language visits.
import assert from "node:assert/strict";
import { test } from "node:test";
import { runExample } from "./run.ts";

test("plain, compiled and parallel find one map, drawn as SVG and PNG", () => {
  const { status, stdout, stderr, files } = runExample("logistic", [60, 40, 500]);
  assert.equal(stderr, "");
  assert.equal(status, 0);
  assert.match(stdout, /^logistic map, 60 × 40, 500 steps\n {2}plain .* ms +1\.00 ×\n {2}compiled .* ms/);
  // Both numbers from the same arithmetic and the same two formulas in another language.
  assert.match(stdout, /\n {2}550 cells are visited in every version\n/);
  assert.match(stdout, /\n {2}38 of 60 values of r /);
  assert.deepEqual(files, ["logistic.png", "logistic.svg"]);
});

test("one step into one cell for one r is a map", () => {
  const { status, stdout, stderr } = runExample("logistic", [1, 1, 1]);
  assert.equal(stderr, "");
  assert.equal(status, 0);
  assert.match(stdout, /\n {2}1 of 1 values of r /);
});

test("a study runs the parallel version alone and draws nothing", () => {
  const { stdout, files } = runExample("logistic", [20, 10, 100], { AMDAHL_MEASURE_FILE: "regions" });
  assert.doesNotMatch(stdout, /plain|compiled|wrote/);
  assert.deepEqual(files, ["regions"]);
});
