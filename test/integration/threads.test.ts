// Teams under real kernels: in a user's worker threads, in two copies of amdahl in one process, and at the end.
import assert from "node:assert/strict";
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { heap } from "../../src/index.ts";
import { root } from "../../tools/source.ts";
import { treeSum } from "./fixed-tree.ts";
import { run } from "./run.ts";

interface Report {
  readonly threadId: number;
  readonly results: number[];
  readonly last: number;
  readonly runs: { readonly forked: number; readonly serial: number };
}

function owner(n: number, threads: number): Promise<Report> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(join(import.meta.dirname, "programs/owner.ts"), { workerData: { n, threads } });
    let report: Report | undefined;
    worker.once("message", (message: Report) => (report = message));
    worker.once("error", reject);
    worker.once("exit", () => (report ? resolve(report) : reject(new Error("no report"))));
  });
}

test("user's worker threads compile and fork at the same time, each on a team of its own, and end by themselves", async () => {
  const n = 150_001;
  const expected = treeSum(n, (i) => 1 / (i + 1));
  const reports = await Promise.all([owner(n, 2), owner(n, 3), owner(n, 1)]);
  assert.equal(new Set(reports.map(({ threadId }) => threadId)).size, 3);
  for (const { results, last } of reports) {
    assert.deepEqual(results, [expected]);
    assert.equal(last, 1 / n);
  }
  assert.deepEqual(
    reports.map(({ runs }) => runs.forked > 0),
    [true, true, false],
  );
});

test("an array lent to a user's worker thread is doubled there by a parallel kernel, where it is", async () => {
  const n = 50_000;
  const a = heap.array(Float64Array, n).map((_, i) => i);
  const shared = heap.array(Float64Array, n);
  shared.set(a);
  const worker = new Worker(join(import.meta.dirname, "programs/borrower.ts"));
  // Listened for from the start: a thread's last message and its end may come in one turn of the event loop.
  const ended = once(worker, "exit");
  worker.postMessage(heap.lend(shared));
  const [sum] = (await once(worker, "message")) as [number];
  assert.equal(sum, n * (n - 1));
  assert.ok(shared.every((x, i) => x === 2 * i));
  const [code] = (await ended) as [number];
  assert.equal(code, 0);
});

type Amdahl = typeof import("../../src/index.ts");

test("two copies of amdahl in one process compile and fork side by side", async (t) => {
  const folders = [0, 1].map(() => mkdtempSync(join(tmpdir(), "amdahl-copy-")));
  t.after(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, maxRetries: 3 });
  });
  const kernels = [];
  const copies = new Set<unknown>();
  for (const folder of folders) {
    cpSync(join(root, "dist"), join(folder, "dist"), { recursive: true });
    cpSync(join(root, "bin"), join(folder, "bin"), { recursive: true });
    cpSync(join(root, "package.json"), join(folder, "package.json"));
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "junction");
    const copy = (await import(pathToFileURL(join(folder, "dist/index.js")).href)) as Amdahl;
    copies.add(copy.jit);
    const { prange } = copy;
    const kernel = copy.jit(
      (a: Float64Array): number => {
        let s = 0;
        for (const i of prange(a.length)) {
          a[i] += 1;
          s += 1 / a[i];
        }
        return s;
      },
      { parallel: 2 },
    );
    kernels.push({ kernel, a: copy.heap.array(Float64Array, 100_003), heap: copy.heap });
  }
  assert.equal(copies.size, 2, "it is the same copy twice");
  for (let again = 1; again <= 10; again++) {
    const expected = treeSum(100_003, () => 1 / again);
    for (const { kernel, a } of kernels) {
      assert.equal(kernel(a), expected);
      assert.ok(a.every((x) => x === again));
    }
  }
  // There is one heap in the process, so either takes the other's arrays where they are.
  const [one, two] = kernels;
  assert.ok(one.a.buffer === two.a.buffer);
  assert.ok(one.heap.owns(two.a));
  assert.equal(
    one.kernel(two.a),
    treeSum(100_003, () => 1 / 11),
  );
  assert.ok(two.a.every((x) => x === 11));
});

for (const [how, code, message] of [
  ["return", 0, /^$/],
  ["throw", 1, /Error: the program's own/],
  ["exit", 3, /^$/],
] as const) {
  test(`a program whose team is alive ends at once: ${how}`, async () => {
    const end = await run("leave.ts", [how]);
    assert.deepEqual([end.code, end.out], [code, "last line 499999\n"]);
    assert.match(end.err, message);
    assert.ok(end.ms < 10_000, `${end.ms} ms after its last line`);
    assert.equal(end.left, false);
  });
}
