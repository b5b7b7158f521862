// Sums that count to the last number of 32 bits: in gangs, the step behind the last round is past it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { jit, prange } from "../../src/jit/index.ts";
import { NO_C } from "../compiler/backend/c/host.ts";
import { treeSum } from "./fixed-tree.ts";

const LAST = 2147483647;
const COUNT = 4096 + 32; // a last chunk of 32 iterations, all of them in gangs

const byOne = () => {
  let sum = 0;
  for (const i of prange(2147483647 - 4128, 2147483647)) sum += i / 7;
  return sum;
};

const byThree = () => {
  let sum = 0;
  for (const i of prange(2147483647 - 3 * 4128, 2147483647, 3)) sum += i / 7;
  return sum;
};

for (const target of ["wasm", "native"] as const) {
  for (const lanes of ["auto", "off", 2, 4, 8, 16] as const) {
    test(`a sum ends at the last number of 32 bits, ${target}, lanes ${lanes}`, {
      skip: target === "native" && NO_C,
    }, () => {
      const options = { target, lanes, parallel: 1 };
      const term = (step: number) => (k: number) => (LAST - step * COUNT + step * k) / 7;
      assert.equal(jit(byOne, options)(), treeSum(COUNT, term(1)));
      assert.equal(jit(byThree, options)(), treeSum(COUNT, term(3)));
    });
  }
}
