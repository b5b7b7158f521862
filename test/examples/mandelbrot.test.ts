// The Mandelbrot example: one picture, the same from every version.
import assert from "node:assert/strict";
import { test } from "node:test";
import { runExample } from "./run.ts";

test("plain, compiled and parallel draw one picture, written as SVG and PNG", () => {
  const { status, stdout, stderr, files } = runExample("mandelbrot", [150, 100, 50]);
  assert.equal(stderr, "");
  assert.equal(status, 0);
  assert.match(
    stdout,
    /^Mandelbrot set, 150 × 100, 50 iterations\n {2}plain .* ms +1\.00 ×\n {2}compiled .* ms/,
  );
  assert.match(stdout, /\n {2}parallel {2}2 threads .* ms/);
  assert.match(stdout, /wrote mandelbrot\.svg\n {2}wrote mandelbrot\.png\n$/);
  assert.deepEqual(files, ["mandelbrot.png", "mandelbrot.svg"]);
});

test("the lecture's picture has the steps that another language counts", () => {
  const { status, stdout } = runExample("mandelbrot", [], { AMDAHL_MEASURE_FILE: "regions" });
  assert.equal(status, 0);
  assert.match(stdout, / 12,586,377 steps/);
});

test("a study runs the parallel version alone and draws nothing", () => {
  const { stdout, files } = runExample("mandelbrot", [30, 20], { AMDAHL_MEASURE_FILE: "regions" });
  assert.doesNotMatch(stdout, /plain|compiled|wrote/);
  assert.match(stdout, /parallel/);
  assert.deepEqual(files, ["regions"]);
});

test("more iterations than a pixel can hold are refused", () => {
  const { status, stderr } = runExample("mandelbrot", [30, 20, 256]);
  assert.equal(status, 2);
  assert.equal(stderr, "256 is not a whole number from 1 to 255\n");
});

test("an argument that is no number is said to be none", () => {
  const { status, stderr } = runExample("mandelbrot", ["wide"]);
  assert.equal(status, 2);
  assert.equal(stderr, "wide is not a whole number from 1 to 1000000000\n");
});
