// Random programs through the back end. The seed is fixed, so that a failure is the same failure tomorrow.
import assert from "node:assert/strict";
import { test } from "node:test";
import { hasMemory64 } from "./harness.ts";
import { asWasm, compare } from "./random.ts";

for (const memory64 of hasMemory64 ? [false, true] : [false]) {
  test(`random programs do what the interpreter says (${memory64 ? 64 : 32} bits)`, () => {
    const ends = { same: 0, trapped: 0, unfinished: 0 };
    const start = Number(process.env.AMDAHL_SEED ?? (memory64 ? 5000 : 1));
    for (let seed = start; seed < start + 400; seed++) ends[compare(seed * 2654435761, asWasm(memory64))]++;
    // Most must get through, and some must trap, or nothing was compared.
    assert.ok(ends.same > 150 && ends.trapped > 20, JSON.stringify(ends));
  });
}
