// Ctrl-C ends a kernel of 10¹⁰ iterations at once, with every thread of it, and the program's own handler still runs.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type End, run } from "./run.ts";

/** Generous, for busy machines: an idle one takes a twentieth of it. */
const BOUND_MS = 3000;

async function interrupted(where: string, handler: string): Promise<End> {
  const end = await run("long.ts", [where, handler], {}, { name: "SIGINT", after: 150 });
  assert.ok(end.ms < BOUND_MS, `${end.ms} ms`);
  assert.equal(end.left, false, "threads survive");
  return end;
}

for (const where of ["serial", "parallel"]) {
  test(`a ${where} loop, no handler: the signal ends the program`, async () => {
    const { code, signal, out } = await interrupted(where, "none");
    assert.deepEqual([code, signal, out], [null, "SIGINT", "ready\n"]);
  });

  test(`a ${where} loop under the program's own handler, which ends it`, async () => {
    const { code, out, err } = await interrupted(where, "exit");
    assert.deepEqual([code, out], [7, "ready\nhandler\n"], err);
  });

  test(`a ${where} loop, caught: the kernel can be called again, then the handler runs`, async () => {
    const { code, out, err } = await interrupted(where, "catch");
    assert.deepEqual([code, out], [0, "ready\nInterruptedError\ntrue\nhandler\n"], err);
  });
}
