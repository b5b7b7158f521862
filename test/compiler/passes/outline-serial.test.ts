// Serial loops cut into parts: random programs with parts of an iteration or two must do what the interpreter says of
// the programs as they were, in results, memory, prints and traps.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Program, verify } from "../../../src/compiler/ir/index.ts";
import { cloneProgram, outline } from "../../../src/compiler/passes/index.ts";
import { compare } from "../backend/wasm/random.ts";

const inParts = (first: number) => (p: Program) => {
  const copy = cloneProgram(p);
  outline(copy, { short: -1, loops: first, calls: first, plain: first });
  verify(copy);
  return copy;
};

for (const first of [1, 2]) {
  test(`random programs in parts of ${first} iterations and more do what the interpreter says`, () => {
    const ends = { same: 0, trapped: 0, unfinished: 0 };
    for (let seed = 20_000; seed < 20_400; seed++) ends[compare(seed * 2654435761, false, inParts(first))]++;
    assert.ok(ends.same > 150 && ends.trapped > 20, JSON.stringify(ends));
  });
}
