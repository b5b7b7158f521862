import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("./fixtures/print.ts", import.meta.url));

test("what units print in any thread arrives in whole lines, and nothing is lost", () => {
  const out = execFileSync(process.execPath, ["--disable-warning=ExperimentalWarning", PROGRAM], {
    encoding: "utf8",
    timeout: 30_000,
    maxBuffer: 2 ** 30,
  });
  const lines = out.trimEnd().split("\n");
  const counts = new Array<number>(50).fill(0);
  for (const line of lines) {
    const match = /^(?:unit (\d+)|done)$/.exec(line);
    assert.ok(match, `not a whole line: ${line}`);
    if (match[1] !== undefined) counts[Number(match[1])]++;
  }
  assert.ok(counts[0] > 1);
  assert.deepEqual(new Set(counts).size, 1, `some lines are missing: ${counts}`);
});
