// The heat example: one field in every version, each point of it as theory says, and drawn.
import assert from "node:assert/strict";
import { test } from "node:test";
import { runExample } from "./run.ts";

test("plain, compiled and parallel find one field, drawn as SVG and PNG", () => {
  const { status, stdout, stderr, files } = runExample("heat", [40, 240]);
  assert.equal(stderr, "");
  assert.equal(status, 0);
  assert.match(
    stdout,
    /^heat equation, 40 × 40 points, 240 steps\n {2}plain .* ms +1\.00 ×\n {2}compiled .* ms/,
  );
  // (1 − 0.8 (sin²(2π / 82) + sin²(4π / 82)))^240, in another language.
  assert.match(stdout, /\n {2}0\.3464 % of the wave is left; /);
  assert.deepEqual(files, ["heat.png", "heat.svg"]);
});

test("an odd number of steps ends in the other array", () => {
  const { status, stderr } = runExample("heat", [3, 7]);
  assert.equal(stderr, "");
  assert.equal(status, 0);
});

test("one point between the edges is a plate", () => {
  const { status, stderr } = runExample("heat", [1, 1]);
  assert.equal(stderr, "");
  assert.equal(status, 0);
});

test("a study runs the parallel version alone and draws nothing", () => {
  const { stdout, files } = runExample("heat", [20, 10], { AMDAHL_MEASURE_FILE: "regions" });
  assert.doesNotMatch(stdout, /plain|compiled|wrote/);
  assert.deepEqual(files, ["regions"]);
});
