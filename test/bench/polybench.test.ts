// Thirty routines of PolyBench's shapes: each is what its name says, and compiled code has the bits of plain TypeScript,
// also where there is nothing to do, one element, and no multiple of a vector's length.
import assert from "node:assert/strict";
import { test } from "node:test";
import { jit } from "amdahl";
import { difference, type Routine, routines, TOLERANCE, written } from "../../bench/polybench/index.ts";
import { NO_C } from "../compiler/backend/c/host.ts";

// Larger first: what is promised of sizes holds on, but for zero.
const SIZES = [33, 7, 2, 1, 0];

function outcome(routine: Routine, n: number, run: Routine["run"]): ArrayLike<number>[] {
  const args = routine.input(n);
  run(...args);
  return written(routine, args);
}

for (const routine of routines) {
  test(`${routine.name} computes ${routine.about}`, () => {
    for (const n of SIZES) {
      const [before, after] = [routine.input(n), routine.input(n)];
      routine.run(...after);
      const error = routine.error(before, after);
      assert.ok(error <= TOLERANCE, `n = ${n}: wrong by ${error}`);
    }
  });

  for (const target of ["wasm", "native"] as const) {
    test(`${routine.name} has the bits of plain TypeScript, ${target}`, {
      skip: target === "native" && NO_C,
    }, () => {
      const compiled = jit(routine.run, { target });
      for (const n of SIZES) {
        const expected = outcome(routine, n, routine.run);
        const found = outcome(routine, n, compiled);
        assert.equal(difference(routine, found, expected), undefined, `n = ${n}`);
      }
    });
  }
}
