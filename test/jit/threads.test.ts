// When threads are started: while the first kernel that can use them is compiled, and never for others.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { getThreads, jit, prange, range, setThreads } from "../../src/index.ts";

/** How many workers this thread starts while `run` runs; Node tells of them on its next tick. */
async function started(run: () => void): Promise<number> {
  let count = 0;
  const listener = (): void => {
    count++;
  };
  process.on("worker", listener);
  run();
  await new Promise(setImmediate);
  process.off("worker", listener);
  return count;
}

function total(n: number): number {
  let s = 0;
  for (const i of prange(n)) s += i;
  return s;
}

function inOrder(n: number): number {
  let s = 0;
  for (const i of range(n)) s += i;
  return s;
}

const signatures = ["(n: number) => number"];

// One test, since a thread that has been started stays.
test("compiling starts the threads of a parallel loop, and none where it will run on one thread", async () => {
  assert.equal(await started(() => jit(total)), 0);
  assert.equal(await started(() => jit(inOrder, { signatures })), 0);
  assert.equal(await started(() => jit(total, { signatures, parallel: false })), 0);
  assert.equal(await started(() => jit(total, { signatures, parallel: 1 })), 0);
  const before = getThreads();
  setThreads(1);
  assert.equal(await started(() => jit(total, { signatures })), 0);
  setThreads(before);
  assert.equal(await started(() => jit(total, { signatures, parallel: 3 })), 2);
  assert.equal(await started(() => jit(total, { signatures, parallel: 2 })), 0);
});

test("compiling starts none in a worker of the program's, whose siblings may want the cores", async () => {
  const face = JSON.stringify(new URL("../../src/index.ts", import.meta.url).href);
  const text = `
    import { parentPort } from "node:worker_threads";
    import { jit, prange } from ${face};
    let count = 0;
    process.on("worker", () => count++);
    jit((n) => { let s = 0; for (const i of prange(n)) s += i; return s; },
      { signatures: ["(n: number) => number"], parallel: 3 });
    setImmediate(() => parentPort.postMessage(count));`;
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(text)}`));
  const count = await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
  assert.equal(count, 0);
});
