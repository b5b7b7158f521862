// Memory stays flat however often arrays are made, by the program or inside a kernel, and a heap of more than 4 GiB
// runs kernels like any other.
import assert from "node:assert/strict";
import { test } from "node:test";
import { heap, jit, prange } from "../../src/index.ts";
import { run } from "./run.ts";

test("a loop that makes 600 000 arrays on the heap, and hands each to a kernel, stays flat", () => {
  const double = jit((a: Float64Array): number => {
    for (let i = 0; i < a.length; i++) a[i] *= 2;
    return a[0];
  });
  const COUNT = 600_000;
  let most = 0;
  let sum = 0;
  for (let i = 0; i < COUNT; i++) {
    const a = heap.array(Float64Array, 128);
    a[0] = i;
    sum += double(a);
    if (i % 10_000 === 0) most = Math.max(most, heap.stats().used);
  }
  assert.equal(sum, COUNT * (COUNT - 1));
  // All of them are 650 MB; the engine lets about 200 000 views pile up before it collects them.
  assert.ok(most < 330e6, `${most} bytes in use`);
  heap.collect();
  assert.ok(heap.stats().used < 8e6, `${heap.stats().used} bytes in use after collecting`);
});

test("a kernel that makes local arrays a million times leaves nothing behind, also after throwing", () => {
  const local = jit((n: number, fail: number): number => {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const a = new Float64Array(64);
      a[i & 63] = i;
      if (i === fail) throw new RangeError("on purpose");
      sum += a[i & 63] + a[(i + 1) & 63];
    }
    return sum;
  });
  assert.equal(local(1, -1), 0);
  const before = heap.stats().used;
  assert.equal(local(1_000_000, -1), (999_999 * 1_000_000) / 2);
  for (let again = 0; again < 1000; again++) assert.throws(() => local(20, 10), /on purpose/);
  assert.ok(heap.stats().used - before < 65536, `${heap.stats().used - before} bytes left`);
});

test("local arrays in a parallel loop leave nothing behind in any thread", () => {
  const local = jit(
    (n: number): number => {
      let sum = 0;
      for (const i of prange(n)) {
        const a = new Float64Array(32);
        a[i & 31] = 1;
        let s = 0;
        for (let j = 0; j < a.length; j++) s += a[j];
        sum += s;
      }
      return sum;
    },
    { parallel: 2 },
  );
  assert.equal(local(100_000), 100_000);
  const before = heap.stats().used;
  for (let again = 0; again < 10; again++) assert.equal(local(100_000), 100_000);
  // Those of one round are 29 MB; a thread that comes to the loop late keeps a small block of its own.
  assert.ok(heap.stats().used - before < 2 ** 20, `${heap.stats().used - before} bytes left`);
});

test("a heap of 8 GiB: a kernel and a parallel loop see its arrays, or the runtime has none and that is said", async () => {
  const { code, out, err } = await run("big-heap.ts", [], { AMDAHL_HEAP: "8G" });
  // A module with a memory of 64-bit addresses: Node 24 has them, and the later ones of Node 22.
  const { WebAssembly: engine } = globalThis as unknown as {
    WebAssembly: { validate(b: Uint8Array): boolean };
  };
  if (engine.validate(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 5, 4, 1, 5, 0, 1))) {
    assert.equal(code, 0, err);
    assert.equal(out, "654321 20000100000 20000100000 1 true 0 true\n");
  } else {
    assert.equal(code, 1);
    assert.match(err, /RangeError: AMDAHL_HEAP asks for 8 GiB, but Node v22\.[\d.]+ has no 64-bit/);
  }
});
