// What processes ask of Linux: shared memory, sleeping on a word of it, pipes, and another process's memory.
import assert from "node:assert/strict";
import { closeSync, readSync, writeSync } from "node:fs";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { ffi, type ProcessCalls } from "../../src/ffi/index.ts";

const found = ffi();
const calls = (found instanceof Error ? undefined : found.processes) as ProcessCalls;
const address = (view: ArrayBufferView): number => (found instanceof Error ? 0 : found.address(view));
const skip = calls === undefined ? "no Linux, or no native code" : false;

test("memory that is mapped twice is one, and zero at first", { skip }, () => {
  const fd = calls.createShared(1 << 16);
  const [a, b] = [calls.mapShared(fd, 1 << 16), calls.mapShared(fd, 1 << 16)].map((m) => new Int32Array(m));
  closeSync(fd);
  assert.ok(a.every((word) => word === 0));
  a[16383] = 7;
  assert.equal(Atomics.add(b, 16383, 1), 7);
  assert.equal(a[16383], 8);
  assert.notEqual(address(a), address(b));
});

test("what the system cannot give is an error", { skip }, () => {
  assert.throws(() => calls.createShared(-1), /the system refused -1 bytes of shared memory/);
  assert.throws(() => calls.mapShared(-1, 4096), /the system cannot map 4096 bytes/);
});

test("a sleep ends in time, at once if the word has changed, and when it is woken", { skip }, async () => {
  const fd = calls.createShared(4096);
  const words = new Int32Array(calls.mapShared(fd, 4096));
  let start = performance.now();
  calls.sleep(address(words), 0, 30.5);
  assert.ok(performance.now() - start >= 30);
  start = performance.now();
  calls.sleep(address(words), 1);
  assert.ok(performance.now() - start < 1000);
  const worker = new Worker(
    `const { ffi } = await import(${JSON.stringify(new URL("../../src/ffi/index.ts", import.meta.url).href)});
     const { workerData } = await import("node:worker_threads");
     const words = new Int32Array(ffi().processes.mapShared(workerData, 4096));
     Atomics.store(words, 0, 1);
     ffi().processes.wake(ffi().address(words), 1);`,
    {
      eval: true,
      execArgv: ["--input-type=module", "--disable-warning=ExperimentalWarning"],
      workerData: fd,
    },
  );
  while (Atomics.load(words, 0) === 0) {
    calls.sleep(address(words), 0, 100);
    // The worker asks this thread for its modules.
    await new Promise((resolve) => setImmediate(resolve));
  }
  await worker.terminate();
  closeSync(fd);
});

test("a pipe gives what was written to it, and lets nobody wait", { skip }, () => {
  const [read, write] = calls.pipe();
  const into = new Uint8Array(8);
  assert.throws(() => readSync(read, into), { code: "EAGAIN" });
  writeSync(write, "ring");
  assert.deepEqual([calls.unread(read), calls.unread(write)], [4, 4]);
  assert.equal(readSync(read, into, 0, 3, null), 3);
  assert.equal(calls.unread(write), 1);
  assert.equal(readSync(read, into), 1);
  assert.equal(calls.unread(write), 0);
  for (const fd of [read, write]) closeSync(fd);
  assert.throws(() => calls.unread(-1), /the system refused to look into a pipe/);
});

test("memory is read from a process, and not from one that is not there", { skip }, () => {
  const from = Float64Array.from({ length: 100_000 }, (_, i) => i / 3);
  const into = new Float64Array(100_001).fill(-1);
  assert.equal(calls.read(process.pid, address(from), into, 8e5), true);
  assert.deepEqual(into.subarray(0, 100_000), from);
  assert.equal(into[100_000], -1);
  assert.equal(calls.read(0, address(from), into, 8), false);
  assert.equal(calls.read(process.pid, 8, into, 8), false);
});
