// What amdahl says of itself goes to standard error, and only when asked or when something is slow.
import assert from "node:assert/strict";
import { test } from "node:test";
import { run } from "./run.ts";

const PROGRAM = "plain-or-compiled.ts";

test("without fallback, code that cannot be compiled is an error with its line and a caret", async () => {
  const { code, out, err } = await run(PROGRAM);
  assert.equal(code, 1);
  assert.equal(out, "144 0.25\n");
  assert.match(err, /CompileError: /);
  assert.match(err, /plain-or-compiled\.ts:5/);
  assert.match(err, /> 5 \| const upper = jit[^\n]*\n +\| +\^/);
});

test("with fallback it runs as it is, and one message on standard error says why", async () => {
  const { code, out, err } = await run(PROGRAM, ["fallback"]);
  assert.equal(code, 0, err);
  assert.equal(out, "144 0.25\n3 5\n");
  assert.match(err, /upper|\(anonymous\)|line 5|:5/);
  assert.equal(err.match(/plain-or-compiled\.ts:5/g)?.length, 1, err);
});

for (const level of ["1", "5"]) {
  test(`AMDAHL_DEBUG=${level} prints to standard error and changes no answer`, async () => {
    const { code, out, err } = await run(PROGRAM, ["fallback"], { AMDAHL_DEBUG: level });
    assert.equal(code, 0, err);
    assert.equal(out, "144 0.25\n3 5\n");
    assert.match(err, /number/, "nothing was said of the kernel");
  });
}

test("without AMDAHL_DEBUG a program that compiles says nothing", async () => {
  const { code, err } = await run("big-heap.ts");
  assert.deepEqual([code, err], [0, ""]);
});
