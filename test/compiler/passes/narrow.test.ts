// Facts hold of what programs do, and integers are nobody's business: the program says the same, zeros' signs included.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as ir from "../../../src/compiler/ir/index.ts";
import { analyse } from "../../../src/compiler/passes/analyse.ts";
import { cloneProgram, narrow } from "../../../src/compiler/passes/index.ts";
import { promise } from "../../../src/jit/guards.ts";
import { interpret } from "../../oracle/interpret.ts";
import { Memory } from "../../oracle/memory.ts";
import { Scalars } from "./generate-scalars.ts";

/** A few seconds. */
const PROGRAMS = Number(process.env.AMDAHL_TEST_PROGRAMS ?? 1000);

const run = (p: ir.Program, args: readonly number[]): readonly number[] =>
  interpret(p, args, new Memory(), { steps: 1_000_000 }).values.map(Number);

/** A copy that counts on what its arguments are like, where that is worth a promise. */
function guarded(p: ir.Program, numbers: readonly number[], seed: number): ir.Program {
  const copy = cloneProgram(p);
  copy.entry.params.forEach((l, i) => {
    const fact = (seed + i) % 3 > 0 ? promise(numbers[i] as number) : undefined;
    if (fact) l.fact = fact;
  });
  return copy;
}

test("every value that a local is given lies within the facts found of it", () => {
  let known = 0;
  for (let seed = 1; seed <= PROGRAMS; seed++) {
    const { program, numbers } = new Scalars(seed).make();
    const p = guarded(program, numbers, seed);
    const facts = analyse(p.entry);
    for (const l of p.entry.locals) {
      // The interpreter refuses a value that its local's fact rules out.
      l.fact = facts.local(l);
      if (l.fact.int && l.fact.hi < 2 ** 53) known++;
    }
    assert.doesNotThrow(() => run(p, numbers), `seed ${seed}`);
  }
  assert.ok(known > PROGRAMS, `${known} locals are known to be integers`);
});

test("narrowed programs return the same numbers with the same zeros", () => {
  let narrowed = 0;
  for (let seed = 1; seed <= PROGRAMS; seed++) {
    const { program, numbers } = new Scalars(seed).make();
    const before = run(program, numbers);
    const p = guarded(program, numbers, seed);
    narrow(p);
    ir.verify(p);
    assert.deepEqual(run(p, numbers), before, `seed ${seed}`);
    if (p.entry.locals.some((l) => l.type === "i32")) narrowed++;
  }
  assert.ok(narrowed > PROGRAMS / 4, `${narrowed} programs got an integer`);
});
