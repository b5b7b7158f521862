// A few hundred small programs of the fuzzer in every run of the tests; `npm run fuzz` makes as many more, and larger
// ones, as one likes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { check } from "./check.ts";
import { caseOf, generate } from "./generate.ts";

test("300 generated programs mean the same in plain JavaScript, in the oracle and compiled", () => {
  const findings: string[] = [];
  const endings = new Set<string>();
  for (let seed = 1; seed <= 300; seed++) {
    const { ending, finding } = check(caseOf(generate(seed, { size: 0.2 })), { thorough: false });
    endings.add(ending);
    if (finding) findings.push(`seed ${seed}: ${finding.kind}\n${finding.what}`);
  }
  assert.deepStrictEqual(findings, []);
  // Programs that all return, or all fail, would test little.
  assert.ok(endings.has("value") && endings.has("range") && endings.has("error"), [...endings].join());
});
