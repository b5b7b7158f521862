// Two hundred random programs in every run of the tests; fuzz.ts makes as many as one likes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Compared, check, generate, programOf } from "./check.ts";

test("200 random programs show the same with counters, which count what the engine and the programs do", async () => {
  const compared: Compared = { functions: 0, primitive: 0, lines: 0, unseen: 0, errors: 0 };
  const findings: string[] = [];
  for (let seed = 1; seed <= 200; seed++) {
    const { tree, module } = generate(seed);
    const finding = await check(programOf(seed, tree, module), compared);
    if (finding) findings.push(`seed ${seed}: ${finding.kind}\n${finding.what}`);
  }
  assert.deepEqual(findings, []);
  // Programs that do nothing would compare little.
  for (const [what, least] of [
    ["functions", 200],
    ["primitive", 20],
    ["lines", 100],
    ["errors", 50],
  ] as const)
    assert.ok(compared[what] > least, `${what}: ${compared[what]}`);
});
