// Threads share one heap, and what a thread held comes back when it ends, however it ends.
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { adopt, array, collect, free, lend, malloc, memory, release, stats } from "../../src/heap/index.ts";
import { attachment } from "../../src/heap/memory.ts";
import { checkTables } from "./chain.ts";

memory();

const start = (what: string): Worker =>
  new Worker(new URL("./guest.ts", import.meta.url), { workerData: what });

async function ready(what: string): Promise<Worker> {
  const worker = start(what);
  const [message] = await once(worker, "message");
  assert.equal(message, "ready");
  return worker;
}

test("a worker started afterwards has the same heap", async () => {
  const worker = start("bytes");
  const [bytes] = await once(worker, "message");
  assert.equal(bytes, memory().buffer.byteLength);
});

test("two workers that are terminated holding arrays: their blocks come back", async () => {
  const before = stats();
  const workers = await Promise.all([ready("holder"), ready("holder")]);
  const during = stats();
  assert.equal(during.blocks, before.blocks + 22);
  for (const worker of workers) assert.equal(during.byThread[worker.threadId].blocks, 11);
  await Promise.all(workers.map((worker) => worker.terminate()));
  const after = stats();
  assert.equal(after.blocks, before.blocks);
  assert.equal(after.used, before.used);
  assert.equal(after.reaped, before.reaped + 2);
});

test("a worker that ends by itself holding arrays: its blocks come back", async () => {
  const before = stats().blocks;
  const worker = start("leaver");
  await once(worker, "exit");
  assert.equal(stats().blocks, before);
});

test("a dead worker is noticed without the event loop, by a collection", {
  skip: process.platform !== "linux",
}, async () => {
  const before = stats();
  const worker = await ready("holder");
  let exited = false;
  worker.once("exit", () => {
    exited = true;
  });
  const gone = worker.terminate();
  const until = Date.now() + 15_000;
  // One synchronous loop: no `exit` event can come in it.
  while (stats().blocks > before.blocks && Date.now() < until) collect();
  assert.equal(stats().blocks, before.blocks);
  assert.equal(exited, false);
  await gone;
  assert.equal(stats().reaped, before.reaped + 1, "and not a second time by the event");
});

test("a posted array is adopted, and outlives the sender's own", async () => {
  const before = stats().blocks;
  const worker = await ready("adopter");
  const mine = array(Float64Array, 10);
  worker.postMessage(mine);
  await once(worker, "message");
  assert.equal(mine[0], 42, "the same bytes");
  release(mine);
  assert.equal(stats().blocks, before + 1, "the worker holds it");
  await worker.terminate();
  assert.equal(stats().blocks, before);
});

test("a lent array outlives the thread that made it, until it is adopted and released", async () => {
  const before = stats();
  const worker = start("lender");
  const [view] = await once(worker, "message");
  await worker.terminate();
  collect();
  assert.equal(stats().blocks, before.blocks + 1);
  assert.deepEqual(stats().byThread.lent, { blocks: 1, bytes: 24 });
  const mine = adopt(view as Float64Array);
  assert.deepEqual([...mine], [1, 2, 3]);
  assert.equal(stats().byThread.lent, undefined);
  release(mine);
  assert.equal(stats().blocks, before.blocks);
});

test("an array lent twice stays until it was adopted twice", () => {
  const before = stats().blocks;
  const mine = array(Float64Array, 3);
  const views = [structuredClone(lend(mine)), structuredClone(lend(mine))];
  release(mine);
  for (const view of views) {
    assert.equal(stats().blocks, before + 1);
    release(adopt(view));
  }
  assert.equal(stats().blocks, before);
  assert.throws(() => lend(mine), { name: "HeapError", message: /it was released/ });
});

test("an array that two threads hold stays when one of them dies", async () => {
  const worker = await ready("adopter");
  const mine = array(Float64Array, 10);
  const before = stats().blocks;
  worker.postMessage(mine);
  await once(worker, "message");
  await worker.terminate();
  assert.equal(stats().blocks, before);
  assert.equal(mine[0], 42);
  release(mine);
  assert.equal(stats().blocks, before - 1);
});

test("a view that arrives after its block is gone is an error", async () => {
  const mine = array(Float64Array, 10);
  const late = structuredClone(mine);
  release(mine);
  assert.throws(() => adopt(late), { name: "HeapError", message: /its last holder let it go/ });
});

test("a synchronous loop in a worker has its arrays collected as well", async () => {
  const before = stats().blocks;
  const worker = start("maker");
  // Listened for from the start: a thread's last message and its end may come in one turn of the event loop.
  const ended = once(worker, "exit");
  const [left] = await once(worker, "message");
  assert.ok(left.blocks <= before + 1, `${left.blocks} blocks left of 20000`);
  await ended;
  assert.equal(stats().blocks, before);
});

test("threads that allocate at the same time never get the same bytes", async () => {
  const before = stats();
  const workers = [start("careful"), start("careful"), start("careful")];
  const answers = await Promise.all(workers.map((worker) => once(worker, "message")));
  assert.deepEqual(answers.flat(), [0, 0, 0]);
  checkTables(attachment().words);
  assert.equal(stats().used, before.used);
  await Promise.all(workers.map((worker) => worker.terminate()));
});

test("workers terminated anywhere inside the allocator leave a heap that works", {
  timeout: 60_000,
}, async () => {
  const before = stats();
  for (let round = 0; round < 6; round++) {
    const workers = await Promise.all([ready("storm"), ready("storm")]);
    const ends = workers.map((worker) => worker.terminate());
    // While they die: the lock may be theirs, also for good.
    for (let i = 0; i < 3000; i++) free(malloc(64 + (i % 100) * 64));
    await Promise.all(ends);
    checkTables(attachment().words);
  }
  const after = stats();
  assert.equal(after.blocks, before.blocks);
  assert.equal(after.used, before.used);
});
