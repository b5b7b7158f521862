// AMDAHL_REPLAY leaves the code of every kernel, in files whose names and contents do not depend on what else was compiled.
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { jit } from "../../src/jit/index.ts";

function kept(t: { after(f: () => void): void }, before: number): Map<string, string> {
  const folder = mkdtempSync(join(tmpdir(), "amdahl-replay-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const scale = (x: Float64Array, f: number): void => {
    for (let i = 0; i < x.length; i++) x[i] *= f;
  };
  for (let i = 0; i < before; i++)
    jit((x: Float64Array, n: number) => x.fill(n).length, { lanes: 2 })(new Float64Array(3), i);
  process.env.AMDAHL_REPLAY = folder;
  try {
    jit(scale)(new Float64Array(10), 2);
    jit(scale, { lanes: "off" })(new Float64Array(10), 2);
  } finally {
    delete process.env.AMDAHL_REPLAY;
  }
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}

test("the code of each kernel lies in a file of its own, the same whatever was compiled before", (t) => {
  const first = kept(t, 0);
  assert.equal(first.size, 2);
  for (const [name, text] of first) {
    assert.match(name, /^scale-[0-9a-f]{16}\.txt$/);
    assert.match(text, /^scale\(Float64Array, number\)\nlanes (auto|off)/);
    assert.match(text, /\(module\n/);
  }
  assert.deepEqual(kept(t, 3), first);
});
