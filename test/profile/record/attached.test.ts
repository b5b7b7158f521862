// A thread can be asked for its record while it is writing it by itself: the answer then is for when that is over.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";

const ATTACHED = new URL("../../../src/profile/record/attached.ts", import.meta.url).href;

/** A thread that is asleep, and says so many times that it is at it already. */
const ASKED = (times: number) => `
  globalThis.left = ${times};
  require("node:worker_threads").parentPort.postMessage("ready");
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
`;

/** A thread that asks another until it is over, and says what came of it. */
const ASKING = (thread: number, patience: number) => `
  import { parentPort, threadId } from "node:worker_threads";
  import { Attached } from ${JSON.stringify(ATTACHED)};
  const attached = new Attached(threadId, ${patience});
  const over = await attached.lastIn(${thread}, "globalThis.left-- <= 0");
  await attached.close();
  parentPort.postMessage(over);
  setInterval(() => {}, 1000);
`;

const said = (worker: Worker) =>
  new Promise((resolve, reject) => worker.on("message", resolve).on("error", reject));

/** Node aborts if a thread ends before the main thread has let go of the session that it has disconnected. */
const LET_GO_MS = 100;

async function asked(times: number, patience: number): Promise<unknown> {
  const sleeper = new Worker(ASKED(times), { eval: true });
  await said(sleeper);
  const asking = new Worker(
    new URL(`data:text/javascript,${encodeURIComponent(ASKING(sleeper.threadId, patience))}`),
  );
  try {
    return await said(asking);
  } finally {
    await sleep(LET_GO_MS);
    for (const worker of [sleeper, asking]) await worker.terminate();
  }
}

test("what is under way is waited for", async () => {
  assert.equal(await asked(5, 30_000), true);
});

test("what is over is not", async () => {
  assert.equal(await asked(0, 30_000), true);
});

test("what does not come to an end is given up", async () => {
  assert.equal(await asked(1e9, 100), false);
});
