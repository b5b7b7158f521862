// The foreign function interface: numbers in and out of a library of C, calls back, addresses.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { type Ffi, ffi } from "../../src/ffi/index.ts";
import { VERSION } from "../../src/ffi/koffi.ts";

const interfaces = ffi();
const hasCc = spawnSync("cc", ["--version"]).status === 0;
const skip = interfaces instanceof Error ? interfaces.message : hasCc ? false : "no cc";

const folder = mkdtempSync(join(tmpdir(), "amdahl-ffi-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const SOURCE = `
#include <stdint.h>
int five(void) { return 5; }
int weighed(double a, double b, double c) { return (int)(a + 10 * b + 100 * c); }
int first(double address) { return (int)*(double *)(uint64_t)address; }
int asks(double callback, double x) { return (int)((double (*)(double))(uint64_t)callback)(x); }
`;

function library(): ReturnType<Ffi["open"]> {
  const file = join(folder, "test.so");
  execFileSync("cc", ["-x", "c", "-", "-shared", "-fPIC", "-o", file], { input: SOURCE });
  return (interfaces as Ffi).open(file);
}

test("koffi is the version that package.json asks for, whichever way it was found", { skip }, () => {
  const { optionalDependencies } = JSON.parse(
    readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
  );
  assert.equal(VERSION, optionalDependencies.koffi);
  assert.equal((interfaces as Ffi).name, `koffi ${optionalDependencies.koffi}`);
});

test("doubles go in and an int comes out", { skip }, () => {
  const opened = library();
  assert.equal(opened.int("five", 0)(), 5);
  assert.equal(opened.int("weighed", 3)(1, 2, 3), 321);
});

test("a view's bytes are where its address says, also on shared memory and behind an offset", {
  skip,
}, () => {
  const first = library().int("first", 1);
  for (const buffer of [new ArrayBuffer(64), new SharedArrayBuffer(64)]) {
    const view = new Float64Array(buffer as ArrayBuffer, 16, 2);
    view[0] = 42;
    assert.equal(first((interfaces as Ffi).address(view)), 42);
  }
});

test("native code calls back into this thread", { skip }, () => {
  const asks = library().int("asks", 2);
  const heard: number[] = [];
  const callback = (interfaces as Ffi).callback((x) => heard.push(x));
  assert.equal(asks(callback, 7.5), 1);
  assert.equal(asks(callback, -1), 2);
  assert.deepEqual(heard, [7.5, -1]);
});

test("a library that is none, and a function that is not there, are errors", { skip }, () => {
  assert.throws(() => (interfaces as Ffi).open(join(folder, "nothing.so")), /nothing\.so/);
  assert.throws(() => library().int("sixth", 0), /sixth/);
});

test("AMDAHL_FFI=off switches it off, and says so", () => {
  const program = `
    import { ffi } from ${JSON.stringify(new URL("../../src/ffi/index.ts", import.meta.url).href)};
    const found = ffi();
    console.log(found instanceof Error && found.message);`;
  const { stdout } = spawnSync(process.execPath, ["--input-type=module-typescript", "-e", program], {
    encoding: "utf8",
    env: { ...process.env, AMDAHL_FFI: "off", NODE_OPTIONS: undefined },
  });
  assert.match(stdout, /AMDAHL_FFI=off switches it off/);
});

test("the C library copies between a view and an address, and gives way", () => {
  const found = ffi();
  if (found instanceof Error || found.system === undefined) return;
  const { system } = found;
  const to = new Uint8Array(4096);
  const from = Uint8Array.from({ length: 4096 }, (_, i) => i & 255);
  system.copyFrom(found.address(to), from, 0, 4096);
  assert.deepEqual(to, from);
  // From the middle of one to the middle of the other, on shared memory too.
  const shared = new Float64Array(new SharedArrayBuffer(800));
  system.copyTo(shared, 16, found.address(from) + 5, 100);
  assert.deepEqual(
    new Uint8Array(shared.buffer).slice(14, 118),
    Uint8Array.from({ length: 104 }, (_, i) => (i < 2 || i > 101 ? 0 : i + 3)),
  );
  system.copyFrom(found.address(shared) + 3, from, 7, 1);
  assert.equal(new Uint8Array(shared.buffer)[3], 7);
  system.yieldCore();
});
