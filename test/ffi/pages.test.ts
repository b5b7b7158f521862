// Large pages for the heap: asked for with the first large array, where native code can be called.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { ffi } from "../../src/ffi/index.ts";

const found = ffi();
const isLinux = existsSync("/proc/self/smaps") && /^VmFlags:/m.test(readFileSync("/proc/self/smaps", "utf8"));
const skip = found instanceof Error ? found.message : !isLinux && "no /proc/self/smaps that tells of pages";

const AMDAHL = JSON.stringify(new URL("../../src/index.ts", import.meta.url).href);

/** Whether the system was asked for large pages for the heap's gigabytes, in a program that makes such an array. */
function asks(length: number, env: Record<string, string> = {}): boolean {
  const program = `
import { readFileSync } from "node:fs";
import { heap } from ${AMDAHL};
const a = heap.array(Float64Array, ${length}).fill(1);
// A mapping's flags end its entry: hg is madvise(2)'s MADV_HUGEPAGE.
const heaps = readFileSync("/proc/self/smaps", "utf8")
  .split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m)
  .filter((m) => Number(/^Size: +(\\d+) kB/m.exec(m)?.[1]) > 1e6);
console.log(heaps.some((m) => /^VmFlags:.* hg\\b/m.test(m)), a[${length - 1}]);`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    encoding: "utf8",
    env: { ...process.env, NODE_TEST_CONTEXT: undefined, AMDAHL_HUGE_PAGES: undefined, ...env },
  });
  const answer = /^(true|false) 1\n$/.exec(stdout);
  assert.ok(answer, `${stdout}${stderr}`);
  return answer[1] === "true";
}

test("the first array of 16 MiB has the heap ask for large pages", { skip }, () => {
  assert.equal(asks(2 ** 21), true);
});

test("small arrays do not load native code for it", { skip }, () => {
  assert.equal(asks(2 ** 16), false);
});

test("AMDAHL_HUGE_PAGES=off, or no native code, leaves the heap as it is", { skip }, () => {
  assert.equal(asks(2 ** 21, { AMDAHL_HUGE_PAGES: "off" }), false);
  assert.equal(asks(2 ** 21, { AMDAHL_FFI: "off" }), false);
});
