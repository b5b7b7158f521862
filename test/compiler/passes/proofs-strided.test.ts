// Parallel loops over strided arrays: one axis that tells the iterations apart is enough, if the strides keep elements apart.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type NDArray, zeros } from "../../../src/array/index.ts";
import { CompileError, jit, prange } from "../../../src/index.ts";

const step = (u: NDArray, v: NDArray): void => {
  for (const i of prange(1, u.shape[0] - 1)) {
    for (let j = 0; j < u.shape[1]; j++) v.set(i, j, u.get(i - 1, j) + 1);
  }
};
const runs = (f: ReturnType<typeof jit>) =>
  f.diagnostics().specialisations[0].loops.find((l) => l.runs !== undefined)?.runs;

test("two arrays run on several threads, one array under two names in order", () => {
  const f = jit(step, { parallel: 2 });
  const [u, v] = [zeros([50, 4]), zeros([50, 4])];
  f(u, v);
  assert.equal(runs(f as never)?.forked, 1);
  assert.deepEqual([v.get(1, 0), v.get(48, 3), v.get(49, 0)], [1, 1, 0]);
  const w = zeros([50, 4]);
  f(w, w);
  assert.equal(runs(f as never)?.serial, 1);
  // In order, every row is one more than the row above.
  for (let i = 0; i < 49; i++) assert.equal(w.get(i, 2), i);
});

test("the row above is refused, naming the axis that tells the iterations apart", () => {
  const f = jit((u: NDArray) => {
    for (const i of prange(1, u.shape[0])) u.set(i, 0, u.get(i - 1, 0));
  });
  assert.throws(
    () => f(zeros([5, 5])),
    (e: unknown) =>
      e instanceof CompileError &&
      e.reason ===
        "iterations of this parallel loop may touch one element of u: the elements of one iteration reach into those of another",
  );
});
