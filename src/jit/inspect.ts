// What `f.inspect(stage)` shows: the function at each stage of its compilation, for every list of argument types.
import { type Fact, printProgram, typeName } from "../compiler/index.ts";
import type { Specialisation } from "./specialisation.ts";
import type { Subject } from "./subject.ts";

/**
 * A stage of compilation that can be looked at.
 *
 * @example
 * const stage: Stage = "types";
 * jit((x: number) => x).inspect(stage);
 */
export type Stage = "source" | "types" | "ir" | "final" | "wat" | "c" | "asm";

const STAGES: Readonly<Record<Stage, (kernel: Subject, s: Specialisation) => string>> = {
  source: (kernel) => kernel.captured().source,
  types: (_, s) => types(s),
  ir: (_, s) => printProgram(s.prepared.meaning),
  final: (_, s) => s.compiled?.ir() ?? NOT_YET,
  wat: (_, s) => s.wat() ?? NOT_YET,
  c: (_, s) => s.c() ?? NOT_YET,
  asm: (_, s) => s.asm() ?? NOT_YET,
};

const NOT_YET = "not compiled yet: that happens at the first call";

/** The text of one specialisation at a stage, under a header. */
export function inspectOne(kernel: Subject, s: Specialisation, stage: Stage): string {
  const params = s.prepared.params.map(typeName).join(", ");
  const text = STAGES[stage](kernel, s).trimEnd();
  return `── ${kernel.captured().name}(${params}) · ${stage} ──\n${text}\n`;
}

/** All specialisations at a stage. Throws TypeError for a stage that does not exist. */
export function inspect(kernel: Subject, stage: Stage): string {
  if (!Object.hasOwn(STAGES, stage)) {
    throw new TypeError(
      `inspect(${JSON.stringify(stage)}): there is no such stage. There are ${Object.keys(STAGES).join(", ")}.`,
    );
  }
  const all = [...kernel.specialisations.values()];
  if (all.length === 0)
    return `${kernel.fn.name || "(anonymous)"} is not compiled yet: that happens at the first call\n`;
  return all.map((s) => inspectOne(kernel, s, stage)).join("\n");
}

function types(s: Specialisation): string {
  const { meaning, captures, result } = s.prepared;
  const lines = meaning.entry.params.map((l, i) => {
    const guard = s.guards[i];
    return `  ${l.name}: ${l.type}${guard ? `  counted on: ${promiseText(guard)}` : ""}`;
  });
  for (const c of captures) lines.push(`  ${c.name}: ${typeName(c.type)}  read at every call`);
  lines.push(`  result: ${result.t === "static" && result.value === undefined ? "void" : typeName(result)}`);
  return lines.join("\n");
}

/** A promise about a parameter as a person reads it. */
export function promiseText(fact: Fact): string {
  return `a whole number from ${fact.lo} to ${fact.hi}`;
}
