// The heap at its limits: sizes from AMDAHL_HEAP, no memory left, and a second copy of amdahl. Each case is a process
// of its own, since a heap is made once.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../../src/heap", import.meta.url));

/** What a program prints that imports the heap as `h`. */
function run(code: string, env: Record<string, string> = {}, heap = folder): string {
  const program = `import * as h from ${JSON.stringify(join(heap, "index.ts"))};\n${code}`;
  const args = ["--no-warnings", "--input-type=module", "-e", program];
  const { AMDAHL_HEAP: _heap, AMDAHL_DEBUG: _debug, ...rest } = process.env;
  const done = spawnSync(process.execPath, args, { env: { ...rest, ...env }, encoding: "utf8" });
  return (done.stdout + done.stderr).trim();
}

test("AMDAHL_HEAP sets the size", () => {
  assert.equal(run("console.log(h.buffer().byteLength, h.is64())", { AMDAHL_HEAP: "64M" }), "67108864 false");
});

test("above 4 GiB the memory has 64-bit addresses", () => {
  const code = `
    const a = h.array(Uint8Array, 5 * 2 ** 30), b = h.array(Float64Array, 3);
    a[a.length - 1] = 7; b[2] = 1.5;
    console.log(h.buffer().byteLength, h.is64(), b.byteOffset > 2 ** 32, a[a.length - 1], b[2]);
    h.release(a);
    const c = h.array(Uint8Array, 2 ** 20).fill(1), d = h.array(Float64Array, 8);
    d[0] = 3; h.release(d); console.log(h.array(Float64Array, 8)[0], h.stats().blocks);`;
  assert.equal(run(code, { AMDAHL_HEAP: "8G" }), "8589934592 true true 7 1.5\n0 3");
});

test("above 4 GiB without 64-bit memories is an error that says what to do", () => {
  const code = "WebAssembly.validate = () => false; try { h.memory() } catch (e) { console.log(e.message) }";
  assert.equal(
    run(code, { AMDAHL_HEAP: "8G" }),
    `AMDAHL_HEAP asks for 8 GiB, but Node ${process.version} has no 64-bit WebAssembly memory. ` +
      "Use Node 24 or newer, or at most AMDAHL_HEAP=4G.",
  );
});

test("importing the heap makes none, so a bad AMDAHL_HEAP shows at the first use", () => {
  const code =
    "console.log('imported'); try { h.array(Float64Array, 1) } catch (e) { console.log(e.message) }";
  assert.equal(
    run(code, { AMDAHL_HEAP: "plenty" }),
    'imported\nAMDAHL_HEAP is "plenty", which is not a size. Write a number and a unit, as 512M or 8G.',
  );
});

test("out of memory says how much was asked for, what is in use, by whom, and what to do", () => {
  const code = `
    const a = h.array(Float64Array, 50000), b = h.malloc(100000), c = h.array(Uint8Array, 10);
    try { h.array(Float32Array, 200000) } catch (e) {
      console.log(e.name, e instanceof h.OutOfMemoryError, e instanceof RangeError, e.requested);
      console.log(e.message);
    }
    h.release(a);
    console.log(h.array(Float32Array, 100000).length, c.length);`;
  assert.equal(
    run(code, { AMDAHL_HEAP: "1M" }),
    [
      "OutOfMemoryError true true 800000",
      "Out of heap memory: 781.3 KiB asked for, 488.6 KiB of 1010 KiB in use, largest free block 521.4 KiB. The largest blocks:",
      "  390.6 KiB of float64, held by the main thread",
      "  97.7 KiB of bytes, held by the main thread",
      "  10 bytes of uint8, held by the main thread",
      "Let arrays go (release(array), or drop every reference to it and its subarrays), or set AMDAHL_HEAP (up to 16G), AMDAHL_DEBUG=1 says where blocks were made.",
      "100000 10",
    ].join("\n"),
  );
});

test("with AMDAHL_DEBUG it also says where the blocks were made", () => {
  const code = `
    const { zeros } = await import(${JSON.stringify(join(folder, "..", "array", "index.ts"))});
    function mine() { return zeros(50000) }
    const a = mine();
    console.log(Object.keys(h.stats().bySite)[0]);
    try { h.array(Float64Array, 1e6) } catch (e) { console.log(e.message) }`;
  const lines = run(code, { AMDAHL_HEAP: "1M", AMDAHL_DEBUG: "1" }).split("\n");
  assert.match(lines[0], /^mine \(file:.*:\d+:\d+\)$/);
  assert.ok(lines[2].endsWith(`held by the main thread, made at ${lines[0]}`), lines[2]);
});

test("memory that only unreachable arrays hold is had before giving up", () => {
  const code =
    "for (let i = 0; i < 50; i++) h.array(Float64Array, 100000); console.log(h.stats().blocks <= 1)";
  assert.equal(run(code, { AMDAHL_HEAP: "1M" }), "true");
});

test("two copies of amdahl in one process share one heap", () => {
  const place = mkdtempSync(join(tmpdir(), "amdahl-"));
  try {
    writeFileSync(join(place, "package.json"), '{ "type": "module" }');
    cpSync(folder, join(place, "heap"), { recursive: true });
    const code = `
      const g = await import(${JSON.stringify(join(place, "heap", "index.ts"))});
      console.log(g.array !== h.array, g.buffer() === h.buffer());
      const a = h.array(Float64Array, 10), b = g.array(Float64Array, 10);
      console.log(g.owns(a), a.byteOffset !== b.byteOffset, h.stats().blocks);
      g.release(a); h.release(b);
      console.log(h.stats().blocks);`;
    assert.equal(run(code), "true true\ntrue true 2\n0");
  } finally {
    rmSync(place, { recursive: true });
  }
});

test("a copy with another layout makes its own heap, and nothing breaks", () => {
  const place = mkdtempSync(join(tmpdir(), "amdahl-"));
  try {
    writeFileSync(join(place, "package.json"), '{ "type": "module" }');
    cpSync(folder, join(place, "heap"), { recursive: true });
    const layout = join(place, "heap", "layout.ts");
    const code = `
      import { readFileSync, writeFileSync } from "node:fs";
      const text = readFileSync(${JSON.stringify(layout)}, "utf8");
      writeFileSync(${JSON.stringify(layout)}, text.replace("LAYOUT = 1", "LAYOUT = 999"));
      const g = await import(${JSON.stringify(join(place, "heap", "index.ts"))});
      const a = h.array(Float64Array, 10), b = g.array(Float64Array, 10);
      console.log(g.buffer() === h.buffer(), g.owns(a), h.owns(b), h.stats().blocks, g.stats().blocks);
      try { g.release(a) } catch (e) { console.log(e.name) }`;
    assert.equal(run(code), "false false false 1 1\nHeapError");
  } finally {
    rmSync(place, { recursive: true });
  }
});

test("arrays do not keep a finished program alive", () => {
  const start = performance.now();
  assert.equal(run("h.array(Float64Array, 10); console.log('done')"), "done");
  assert.ok(performance.now() - start < 20_000);
});
