// Lines of compiled functions in the table by line: what each takes is known from how often it does the same thing.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { PROGRAMS, profiled } from "./program.ts";

const native = process.platform === "linux" && process.env.AMDAHL_FFI !== "off";

const text = readFileSync(join(PROGRAMS, "kernel.ts"), "utf8").split("\n");
const lineOf = (mark: string): number => text.findIndex((line) => line.endsWith(`// ${mark}`)) + 1;

/** The share of the time, by line, of lines whose runs are not counted. */
function linesUncounted(stdout: string): Map<number, number> {
  const rows = stdout.split("\n").filter((row) => /^ *\d+ {12,}[\d.]/.test(row));
  return new Map(rows.map((row) => [Number(row.slice(0, 6)), Number(row.slice(40, 48))]));
}

for (const target of native ? ["wasm", "native"] : ["wasm"])
  for (const threads of ["1", "2"])
    test(`${target}, ${threads} threads: a line that does three times as much takes three times as long`, () => {
      // A thread that others keep from its core is on one line for all of that time: a busy machine may need another try.
      const found: number[] = [];
      for (let attempt = 0; attempt < 3; attempt++) {
        const { stdout, stderr, status } = profiled("--lines", "kernel.ts", target, threads);
        assert.equal(status, 0, stderr);
        assert.match(stdout, /^1\.618033989$/m, "it computes what it always did");
        assert.match(stdout, /Function: uneven at line \d+/);
        assert.match(stdout, /Compiled code ran for [\d.]+ µs of it/);
        const shares = linesUncounted(stdout);
        const [once, three] = [shares.get(lineOf("once")) ?? 0, shares.get(lineOf("three times")) ?? 0];
        found.push(three / (once + three));
        // Some hundred readings: five standard deviations of the share are less than ten points.
        if (once + three > 90 && Math.abs(found[attempt] - 0.75) < 0.1) return;
      }
      assert.fail(`shares of ${found.join(", ")} in place of 0.75`);
    });

test("the line that calls a compiled function has its time", () => {
  // By name: the module does so little itself that it may have no sample of its own, and then is none of the heaviest.
  const module = ["--function", "<module>"];
  const { stdout, stderr, status } = profiled("--lines", ...module, "kernel.ts", "wasm", "1");
  assert.equal(status, 0, stderr);
  const call = text.findIndex((line) => line.includes("last = uneven(")) + 1;
  const [first] = [...linesUncounted(stdout)].sort(([, a], [, b]) => b - a);
  assert.equal(first?.[0], call, stdout);
});
