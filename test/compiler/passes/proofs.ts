// What the compiler says of a parallel loop, and whether the loop then gives what plain JavaScript gives.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CompileError, jit } from "../../../src/index.ts";
import { outcome } from "../frontend/same.ts";

type AnyFunction = (...args: never[]) => unknown;

/** The notes of the parallel loop, or why it was refused. */
function verdict(f: ReturnType<typeof jit>): string {
  const loops = f.diagnostics().specialisations[0].loops.filter((l) => l.parallel);
  return loops
    .flatMap((l) => l.notes)
    .filter((n) => n.pass === "parallel")
    .map((n) => n.text)
    .join("; ");
}

/** A test: the parallel loop in `f` gets this verdict, runs on several threads or on one, and is right. */
export function proves<F extends AnyFunction>(
  name: string,
  expected: string,
  runs: "forked" | "serial" | "overlapped",
  f: F,
  ...args: Parameters<F>
): void {
  test(name, () => {
    const compiled = jit(f, { parallel: 2 });
    const plain = outcome(f, args);
    assert.deepEqual(outcome(compiled as never, args), plain);
    assert.equal(verdict(compiled as never), expected);
    const ran = compiled.diagnostics().specialisations[0].loops.find((l) => l.runs !== undefined)?.runs;
    assert.equal(
      runs === "forked" ? ran?.forked : runs === "serial" ? ran?.serial : ran?.overlapped,
      1,
      JSON.stringify(ran),
    );
  });
}

/** A test: the parallel loop in `f` is refused for this reason. */
export function refuses<F extends AnyFunction>(
  name: string,
  reason: string,
  f: F,
  ...args: Parameters<F>
): void {
  test(name, () => {
    assert.throws(
      () => jit(f, { parallel: 2 })(...(structuredClone(args) as never[])),
      (e: unknown) => e instanceof CompileError && assert.equal(e.reason, reason) === undefined,
    );
  });
}
