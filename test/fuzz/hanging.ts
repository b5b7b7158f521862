// Whether a program hangs the compiler: it is checked in a thread of its own, which is ended when it takes too long.
// Waiting is synchronous, so that the minimiser can ask.
import {
  isMainThread,
  MessageChannel,
  type MessagePort,
  receiveMessageOnPort,
  Worker,
  workerData,
} from "node:worker_threads";
import type { Case } from "./generate.ts";

const MILLISECONDS = 1500;
const [IDLE, BUSY] = [1, 2];

let served: { worker: Worker; port: MessagePort; state: Int32Array } | undefined;

function serve(): NonNullable<typeof served> {
  const state = new Int32Array(new SharedArrayBuffer(4));
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(new URL(import.meta.url), {
    workerData: { state, port: port2 },
    transferList: [port2],
  });
  worker.unref();
  Atomics.wait(state, 0, 0, 10_000);
  return { worker, port: port1, state };
}

/** True if checking `c` takes longer than a second and a half. */
export function hanging(c: Case): boolean {
  served ??= serve();
  const { worker, port, state } = served;
  port.postMessage(c);
  Atomics.store(state, 0, BUSY);
  Atomics.notify(state, 0);
  if (Atomics.wait(state, 0, BUSY, MILLISECONDS) !== "timed-out") return false;
  worker.terminate();
  served = undefined;
  return true;
}

async function work(state: Int32Array, port: MessagePort): Promise<void> {
  const { check } = await import("./check.ts");
  for (;;) {
    Atomics.store(state, 0, IDLE);
    Atomics.notify(state, 0);
    Atomics.wait(state, 0, IDLE);
    const received = receiveMessageOnPort(port);
    if (received) check(received.message as Case);
  }
}

if (!isMainThread && workerData?.state) void work(workerData.state, workerData.port);
