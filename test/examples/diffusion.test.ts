// The diffusion example: the longest wave shrinks as theory says, in every version, and the field is drawn.
import assert from "node:assert/strict";
import { test } from "node:test";
import { runExample } from "./run.ts";

test("plain, compiled and parallel find one density, drawn as SVG and PNG", () => {
  const { status, stdout, stderr, files } = runExample("diffusion", [40, 240]);
  assert.equal(stderr, "");
  assert.equal(status, 0);
  assert.match(stdout, /^diffusion, 40 × 40 points, 240 steps\n {2}plain .* ms +1\.00 ×\n {2}compiled .* ms/);
  // (1 − 2 sin²(π / 82))^240 of what four peaks hold of the wave at the start, summed in another language.
  const [, found, theory] = /longest wave {2}([\d.]+), by theory ([\d.]+)/.exec(stdout) ?? [];
  assert.equal(found, theory);
  assert.equal(found, "92.9288837486");
  assert.deepEqual(files, ["diffusion.png", "diffusion.svg"]);
});

test("an odd number of steps ends in the other array", () => {
  const { status, stderr } = runExample("diffusion", [3, 7]);
  assert.equal(stderr, "");
  assert.equal(status, 0);
});

test("a study runs the parallel version alone and draws nothing", () => {
  const { stdout, files } = runExample("diffusion", [20, 10], { AMDAHL_MEASURE_FILE: "regions" });
  assert.doesNotMatch(stdout, /plain|compiled|wrote/);
  assert.deepEqual(files, ["regions"]);
});
