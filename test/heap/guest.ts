// What the workers of `threads.test.ts` do, chosen by workerData.
import { parentPort, threadId, workerData } from "node:worker_threads";
import {
  adopt,
  array,
  collect,
  free,
  type HeapArray,
  lend,
  malloc,
  memory,
  stats,
} from "../../src/heap/index.ts";
import { random } from "./chain.ts";

const keep: unknown[] = [];
const port = parentPort;
if (port === null) throw new Error("guest.ts runs in a worker");

const doings: Record<string, () => void> = {
  // Makes arrays, says so, and waits to be terminated.
  holder: () => {
    for (let i = 0; i < 10; i++) keep.push(array(Float64Array, 1000));
    keep.push(malloc(5000));
    port.postMessage("ready");
    port.on("message", () => {});
  },
  // Makes arrays and ends by itself, holding them.
  leaver: () => {
    for (let i = 0; i < 10; i++) keep.push(array(Float64Array, 1000));
  },
  // Works the allocator as hard as it can, until terminated.
  storm: () => {
    memory();
    port.postMessage("ready");
    for (let i = 0; ; i++) {
      const addresses = [malloc(100 + (i % 50) * 300), malloc(64, 1024), malloc(20_000)];
      for (const address of addresses) free(address);
    }
  },
  // Adopts what it is sent, changes it, and keeps it.
  adopter: () => {
    port.on("message", (view: HeapArray) => {
      const mine = adopt(view);
      mine[0] = 42;
      keep.push(mine);
      port.postMessage("adopted");
    });
    port.postMessage("ready");
  },
  // Sends an array and keeps nothing of it.
  lender: () => {
    const a = array(Float64Array, 3);
    a.set([1, 2, 3]);
    port.postMessage(lend(a));
  },
  // Makes many arrays in one job and says what was left after it.
  maker: () => {
    for (let i = 0; i < 20_000; i++) array(Float64Array, 1000);
    collect();
    const { blocks, byThread } = stats();
    port.postMessage({ blocks, threads: Object.keys(byThread) });
  },
  // Fills blocks with its own mark and looks whether anybody wrote there.
  careful: () => {
    const bytes = new Uint8Array(memory().buffer);
    const next = random(threadId);
    const live: { address: number; size: number }[] = [];
    let wrong = 0;
    for (let step = 0; step < 20_000; step++) {
      if (live.length < 50 && next(2) === 0) {
        const size = next(4000);
        const address = malloc(size);
        bytes.fill(threadId, address, address + size);
        live.push({ address, size });
      } else if (live.length > 0) {
        const [{ address, size }] = live.splice(next(live.length), 1);
        for (let i = address; i < address + size; i++) if (bytes[i] !== threadId) wrong++;
        free(address);
      }
    }
    for (const { address } of live) free(address);
    port.postMessage(wrong);
  },
  bytes: () => port.postMessage(memory().buffer.byteLength),
};
doings[workerData as string]();
