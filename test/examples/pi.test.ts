// The pi example: Math.PI is the judge.
import assert from "node:assert/strict";
import { test } from "node:test";
import { runExample } from "./run.ts";

const value = (name: string, stdout: string) => Number(new RegExp(`${name} +(3\\.\\d+)`).exec(stdout)?.[1]);

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
