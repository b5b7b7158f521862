// Kernels inside a test runner that rewrites imports, and with both of its ways to measure coverage.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { command, computes, EXPECTED, lend, node, reportOf, setUp, tearDown } from "./setting.ts";

let folder = "";
before(async () => {
  folder = await setUp();
  lend(folder, "vitest", "vite", "@vitest/coverage-v8", "@vitest/coverage-istanbul");
  writeFileSync(
    join(folder, "main.test.ts"),
    `import { expect, test } from "vitest";\ntest("runs", async () => { expect(await import("./main.ts")).toBeDefined(); });`,
  );
  writeFileSync(
    join(folder, "compute.test.ts"),
    `import { expect, test } from "vitest";\ntest("runs", { timeout: 30_000 }, async () => { expect(await import("./compute.ts")).toBeDefined(); });`,
  );
});
after(() => tearDown(folder));

const { half: _half, fixed: _fixed, steps: _steps, ...own } = EXPECTED.free;

for (const [title = "", ...args] of [
  ["vitest"],
  ["vitest with coverage by v8", "--coverage.enabled", "--coverage.provider=v8"],
  ["vitest with coverage by istanbul", "--coverage.enabled", "--coverage.provider=istanbul"],
  ["vitest in vm contexts", "--pool=vmThreads"],
])
  test(title, async () => {
    const vitest = (file: string) =>
      node(folder, [command("vitest"), "run", "--root", folder, ...args, file]);
    const report = reportOf(await vitest("main.test.ts"));
    // Imports are members of a module object; the counters of istanbul are in the text but not in the tree.
    const lib = report.free.__vite_ssr_import_0__ as { value: string[] };
    assert.deepEqual(lib.value.sort(), ["bump", "fixed", "half", "steps"]);
    const instrumented = title.endsWith("istanbul");
    assert.deepEqual(report, { ...EXPECTED, free: { ...own, __vite_ssr_import_0__: lib }, instrumented });
    computes(await vitest("compute.test.ts"));
  });
