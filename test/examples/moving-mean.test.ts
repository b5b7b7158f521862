// The moving mean example: every mean is that of its window, and one signal is drawn.
import assert from "node:assert/strict";
import { test } from "node:test";
import { runExample } from "./run.ts";

test("plain, compiled and parallel find every mean, and one signal is drawn as SVG and PNG", () => {
  const { status, stdout, stderr, files } = runExample("moving-mean", [7, 1000, 25]);
  assert.equal(stderr, "");
  assert.equal(status, 0);
  assert.match(stdout, /^moving means of 7 signals, 1000 samples each, window 25\n {2}plain .* ms +1\.00 ×/);
  assert.match(stdout, /\n {2}all 7,000 means are right in every version\n/);
  assert.deepEqual(files, ["moving-mean.png", "moving-mean.svg"]);
});

test("a window may be longer than the signal, and a signal one sample", () => {
  for (const size of [
    [2, 10, 100],
    [1, 1, 1],
  ]) {
    const { status, stderr } = runExample("moving-mean", size);
    assert.equal(stderr, "");
    assert.equal(status, 0);
  }
});

test("a study runs the parallel version alone and draws nothing", () => {
  const { stdout, files } = runExample("moving-mean", [3, 100], { AMDAHL_MEASURE_FILE: "regions" });
  assert.doesNotMatch(stdout, /plain|compiled|wrote/);
  assert.deepEqual(files, ["regions"]);
});
