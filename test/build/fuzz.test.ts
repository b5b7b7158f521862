// Generated programs as built modules that run by themselves, against the same programs under jit: whatever numbers a call
// brings, and whichever promises they break.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import vm from "node:vm";
import { Carried } from "../../src/build/carried.ts";
import { ENGINE, makeFor } from "../../src/build/kernels.ts";
import { moduleOf } from "../../src/build/module.ts";
import { SourceTypes } from "../../src/build/source-types.ts";
import type { BuiltModule } from "../../src/jit/index.ts";
import type { Kernel } from "../../src/jit/kernel.ts";
import { perturbed, viewsOf } from "../fuzz/check.ts";
import { type Case, caseOf, generate } from "../fuzz/generate.ts";
import { difference } from "../fuzz/outcome.ts";
import { kernelFor, runCompiled, specialisationOf, TARGETS } from "../fuzz/targets.ts";
import { root } from "./project.ts";

/** More with BUILD_FUZZ=COUNT:SEED. */
const [count, first] = (process.env.BUILD_FUZZ ?? "60:9700").split(":").map(Number) as [number, number];

type Open = (module: BuiltModule, url: string) => ((...args: unknown[]) => unknown)[];
const open = vm.runInThisContext(readFileSync(join(root, "dist", "build", "alone.mjs"), "utf8")) as Open;

/** The program as a module that runs by itself; undefined if it stores to what it has captured. */
function built(kernel: Kernel): Kernel | undefined {
  const made = specialisationOf(kernel);
  assert.ok(made);
  const carried = new Carried();
  const captured = kernel.captured();
  try {
    const prepared = kernel.prepare(made.prepared.params, ENGINE);
    const types = new SourceTypes("kernel.js", "");
    const making = { types, carried, folder: root };
    const parameters = captured.node.params.map(() => "");
    const described = { name: captured.name, length: 0, parameters, threads: "serial" as const };
    const specialisations = [makeFor(prepared, "", making)];
    const whole = {
      exported: "kernel",
      described,
      declared: [],
      types,
      specialisations,
      native: false,
      milliseconds: 0,
    };
    const [exported] = open(moduleOf("kernel.js", [whole], [], carried), "");
    return { call: (args: unknown[]) => exported?.(...args) } as unknown as Kernel;
  } catch (error) {
    assert.match((error as Error).message, /^It stores to the variable/);
    return undefined;
  }
}

function compare(c: Case): "compared" | "skipped" {
  const kernel = kernelFor(c, {
    ...TARGETS[0],
    options: { parallel: false, target: "wasm" },
  } as (typeof TARGETS)[0]);
  const right = runCompiled(c, kernel);
  if (!specialisationOf(kernel)) return "skipped";
  const alone = built(kernel);
  if (alone === undefined) return "skipped";
  for (const [name, each] of [
    ["as it is", c],
    ["with other numbers", perturbed(c)],
    ["again", c],
  ] as const) {
    const wanted = each === c ? right : runCompiled(each, kernel);
    const found = difference(wanted, runCompiled(each, alone), viewsOf(each), true);
    assert.equal(found, undefined, `${c.source}\n${name}: ${found?.what}`);
  }
  return "compared";
}

test(`${count} generated programs, built, do by themselves what they do under jit`, () => {
  let compared = 0;
  for (let seed = first; seed < first + count; seed++) {
    if (compare(caseOf(generate(seed, { off: [] }))) === "compared") compared++;
  }
  assert.ok(compared > count / 3, `${compared} of ${count}`);
});
