// One program against everything: plain JavaScript, the oracle on the front end's IR, the oracle on what the passes
// left, and every target.
import { printProgram } from "../../src/compiler/ir/index.ts";
import { random } from "../../src/jit/index.ts";
import type { Case } from "./generate.ts";
import { type BufferView, difference, type Ending, type Outcome, showEnding } from "./outcome.ts";
import { runPlain } from "./plain.ts";
import { kernelFor, PARALLEL_TARGETS, runCompiled, runOracle, specialisationOf, TARGETS } from "./targets.ts";
import type { Arg } from "./values.ts";

/** What came of a program. */
export interface Report {
  /** How it ended in plain JavaScript, or why nothing was compared. */
  readonly ending: Ending["k"];
  readonly finding?: Finding;
}

/** Something to look at: two runs that differ, or one that broke. */
export interface Finding {
  /** Which two disagree, or what broke; a smaller program shows the same finding if this is the same. */
  readonly kind: string;
  readonly what: string;
}

/** The views of the argument buffers, for comparing and for showing. */
export function viewsOf(c: Case): BufferView[] {
  const views: BufferView[] = [];
  const add = (a: Arg, name: string): void => {
    if (a.k === "view") views.push({ ...a, name });
    if (a.k === "rows")
      a.rows.forEach((row, i) => {
        add(row, `${name}[${i}]`);
      });
  };
  c.args.values.forEach((a, i) => {
    add(a, `argument ${i + 1}`);
  });
  return views;
}

/** A refusal's reason, without the program's own names and places. */
export const reason = (message: string): string =>
  message
    .split("\n")[0]
    .replace(/\b[a-z]+\d+\b/g, "x")
    .replace(/\b\d+(\.\d+)?\b/g, "N");

/** Runs a program everywhere and compares. */
export function check(c: Case): Report {
  const plain = runPlain(c, random);
  if (plain.ending.k === "broken")
    return {
      ending: "broken",
      finding: { kind: `plain ${reason(plain.ending.message)}`, what: plain.ending.message },
    };
  const features = new Set(c.features);
  const parallel = ["prange", "prange-reduction", "array-reduction"].some((f) => features.has(f));
  const views = viewsOf(c);
  // After an error a parallel loop's arrays are unspecified.
  const arraysMatter = !parallel || plain.ending.k === "value";
  const report = (kind: string, what: string): Report => ({
    ending: plain.ending.k,
    finding: { kind, what },
  });
  let meaning: Outcome | undefined;
  for (const target of parallel ? [...TARGETS, ...PARALLEL_TARGETS] : TARGETS) {
    const kernel = kernelFor(c, target);
    const first = runCompiled(c, kernel);
    const { ending } = first;
    if (ending.k === "refused") return report(`refused ${reason(ending.message)}`, ending.message);
    const made = specialisationOf(kernel);
    if (!made) return report(`compiler ${reason(showEnding(ending))}`, showEnding(ending));
    const { prepared, program } = made;
    if (!meaning) {
      meaning = runOracle(c, prepared, prepared.meaning);
      if (meaning.ending.k === "timeout") return { ending: "timeout" };
      if (meaning.ending.k === "broken")
        return report(`oracle ${reason(meaning.ending.message)}`, meaning.ending.message);
      if (!features.has("transcendental")) {
        const d = difference(plain, meaning, views, arraysMatter);
        if (d) return report("plain against IR", `${d}\n\n${printProgram(prepared.meaning)}`);
      }
      const loose = prepared.finish(prepared.wanted.map(() => undefined)).program;
      for (const [name, ir] of [
        ["passes", program],
        ["passes without guards", loose],
      ] as const) {
        const after = runOracle(c, prepared, ir);
        const d = after.ending.k === "timeout" ? undefined : difference(meaning, after, views, arraysMatter);
        if (d)
          return report(
            `IR against IR after ${name}`,
            `${d}\n\n${printProgram(prepared.meaning)}\n\n${printProgram(ir)}`,
          );
      }
    }
    // Twice: what the first call leaves behind must not matter to the second.
    for (const [time, outcome] of [
      ["first", first],
      ["second", runCompiled(c, kernel)],
    ] as const) {
      const d = difference(meaning, outcome, views, arraysMatter);
      if (d)
        return report(`IR against ${target.name}`, `${d}\nin the ${time} call\n\n${printProgram(program)}`);
    }
  }
  return { ending: plain.ending.k };
}
