// The bilateral filter example: the grain goes, the edge stays, and before and after are drawn.
import assert from "node:assert/strict";
import { test } from "node:test";
import { runExample } from "./run.ts";

test("plain, compiled and parallel take the grain out and leave the edge", () => {
  const { status, stdout, stderr, files } = runExample("bilateral", [60, 40]);
  assert.equal(stderr, "");
  assert.equal(status, 0);
  assert.match(stdout, /^bilateral filter, 60 × 40 pixels\n {2}plain .* ms +1\.00 ×\n {2}compiled .* ms/);
  const fall = Number(/grain falls to 1\/(\d+)\n/.exec(stdout)?.[1]);
  assert.ok(fall > 20 && fall < 113, stdout);
  const left = Number(/\n {2}([\d.]+) % of the edge/.exec(stdout)?.[1]);
  assert.ok(left > 90 && left < 110, stdout);
  assert.deepEqual(files, ["bilateral.png", "bilateral.svg"]);
});

test("one pixel is a picture", () => {
  const { status, stderr } = runExample("bilateral", [1, 1]);
  assert.equal(stderr, "");
  assert.equal(status, 0);
});

test("a study runs the parallel version alone and draws nothing", () => {
  const { stdout, files } = runExample("bilateral", [30, 20], { AMDAHL_MEASURE_FILE: "regions" });
  assert.doesNotMatch(stdout, /plain|compiled|wrote/);
  assert.deepEqual(files, ["regions"]);
});
