// The pi example: Math.PI is the judge.
import assert from "node:assert/strict";
import { test } from "node:test";
import { runExample } from "./run.ts";

// To the end of the line: a time of "3.1 ms" is not it.
const value = (name: string, stdout: string) =>
  Number(new RegExp(`${name} +(3\\.\\d+)$`, "m").exec(stdout)?.[1]);

test("plain, compiled and parallel find pi to twelve digits", () => {
  const { status, stdout, stderr } = runExample("pi", [1_000_000]);
  assert.equal(stderr, "");
  assert.equal(status, 0);
  for (const name of ["plain", "compiled", "parallel"])
    assert.ok(Math.abs(value(name, stdout) - Math.PI) < 1e-12, stdout);
  assert.equal(value("compiled", stdout), value("plain", stdout));
});

test("one strip gives 3.2, as the midpoint rule does", () => {
  const { status, stdout } = runExample("pi", [1]);
  assert.equal(status, 0);
  assert.equal(value("parallel", stdout), 3.2);
});

test("the parallel sum has the same bits on any number of threads", () => {
  const found = [1, 2, 3, 8].map((threads) => {
    const { stdout } = runExample("pi", [1_000_003], {
      AMDAHL_NUM_THREADS: String(threads),
      AMDAHL_MEASURE_FILE: "regions",
    });
    assert.match(stdout, new RegExp(`parallel {2}${threads} thread`));
    return value("parallel", stdout);
  });
  assert.ok(Math.abs(found[0] - Math.PI) < 1e-12);
  assert.deepEqual(found, Array(4).fill(found[0]));
});
