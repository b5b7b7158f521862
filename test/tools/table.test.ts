// The table of the source: that its numbers are those that `wc` would give.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../../tools/source.ts";

test("a folder's row has its files, their newlines, and the longest of them", () => {
  const { stdout } = spawnSync(process.execPath, [join(root, "tools/table.ts")], { encoding: "utf8" });
  const row = stdout.split("\n").find((line) => line.startsWith("src/heap "));
  const sources = readdirSync(join(root, "src/heap")).filter((name) => name.endsWith(".ts"));
  const lengths = sources.map((name) => ({
    path: `src/heap/${name}`,
    lines: readFileSync(join(root, "src/heap", name)).filter((byte) => byte === 10).length,
  }));
  const sum = lengths.reduce((total, { lines }) => total + lines, 0);
  const most = Math.max(...lengths.map(({ lines }) => lines));
  const [, files, lines, longest, longestLines] = row?.split(/ +/) ?? [];
  assert.deepEqual([files, lines, longestLines].map(Number), [lengths.length, sum, most]);
  assert.ok(lengths.some((file) => file.path === longest && file.lines === most));
});
