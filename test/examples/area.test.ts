// The area example: 8.175, less what is left out between the points.
import assert from "node:assert/strict";
import { test } from "node:test";
import { runExample } from "./run.ts";

const value = (name: string, stdout: string) => Number(new RegExp(`${name} +([\\d.]+)\\n`).exec(stdout)?.[1]);

test("plain, compiled and parallel find 8.175", () => {
  const { status, stdout, stderr } = runExample("area", [3_000_000]);
  assert.equal(stderr, "");
  assert.equal(status, 0);
  for (const name of ["plain", "compiled", "parallel"])
    assert.ok(Math.abs(value(name, stdout) - 8.17499955) < 1e-9, stdout);
  assert.equal(value("compiled", stdout), value("plain", stdout));
});

test("one point of height 4 and width 3 is an area of 12", () => {
  const { status, stdout } = runExample("area", [1]);
  assert.equal(status, 0);
  assert.equal(value("parallel", stdout), 12);
});
