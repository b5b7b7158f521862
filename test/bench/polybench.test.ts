// Thirty routines of PolyBench's shapes: each is what its name says, and compiled code has the bits of plain TypeScript,
// also where there is nothing to do, one element, and no multiple of a vector's length.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
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

test("every check sees that one number is another", () => {
  for (const routine of routines) {
    const [before, after] = [routine.input(7), routine.input(7)];
    routine.run(...after);
    const seen = written(routine, after).some((array) =>
      array.some((right, i) => {
        array[i] = right + 1;
        const error = routine.error(before, after);
        array[i] = right;
        return !(error <= TOLERANCE);
      }),
    );
    assert.ok(seen, routine.name);
  }
});

test("the suite runs whole at small sizes, and is not kept", () => {
  const bench = join(import.meta.dirname, "..", "..", "bench");
  const before = readdirSync(join(bench, "results"));
  const args = [join(bench, "run.ts"), "--suite", "polybench", "--quick", "--repeats", "1"];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: "utf8",
    timeout: 120_000,
  });
  assert.equal(stderr, "");
  assert.equal(status, 0);
  for (const { name } of routines) assert.match(stdout, new RegExp(`^${name}, `, "m"));
  if (!NO_C) assert.match(stdout, /^geometric mean +\d+\.\d\d × +\d+\.\d\d × +\d+\.\d\d × +\d+\.\d\d ×$/m);
  assert.deepEqual(readdirSync(join(bench, "results")), before);
});

test("a suite that there is not is named with those that there are", () => {
  const run = join(import.meta.dirname, "..", "..", "bench", "run.ts");
  const { status, stderr } = spawnSync(process.execPath, [run, "--suite", "linpack"], { encoding: "utf8" });
  assert.equal(status, 1);
  assert.equal(stderr, "bench: --suite linpack: there are kernels, polybench\n");
});

test("an outcome that differs in one bit, or in the sign of a zero, is another", () => {
  const exact = routines.find(({ name }) => name === "gemm") as Routine;
  const compare = (found: number, expected: number) => difference(exact, [[found]], [[expected]]);
  assert.equal(compare(Number.NaN, Number.NaN), undefined);
  assert.equal(
    compare(1 + Number.EPSILON, 1),
    `element 0 of array 0 written is ${1 + Number.EPSILON}, not 1`,
  );
  assert.equal(compare(-0, 0), "element 0 of array 0 written is -0, not 0");
  const smooth = routines.find(({ name }) => name === "deriche") as Routine;
  assert.equal(difference(smooth, [[1 + Number.EPSILON]], [[1]]), undefined);
  assert.match(difference(smooth, [[1.001]], [[1]]) ?? "", /1\.001, not 1/);
});
