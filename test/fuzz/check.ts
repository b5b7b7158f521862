// One program against everything: plain JavaScript, the oracle on the front end's IR, the oracle on what the passes
// left, and every target.
import { type Program, printProgram } from "../../src/compiler/ir/index.ts";
import { random } from "../../src/jit/index.ts";
import type { Case } from "./generate.ts";
import { type BufferView, difference, type Ending, type Outcome, showEnding } from "./outcome.ts";
import { runPlain } from "./plain.ts";
import { Random } from "./random.ts";
import { reducedIn } from "./reduced.ts";
import {
  kernelFor,
  LANES_TARGETS,
  NATIVE_PARALLEL,
  NATIVE_TARGETS,
  PARALLEL_TARGETS,
  REASSOCIATED,
  runCompiled,
  runOracle,
  specialisationOf,
  TARGETS,
  type Target,
} from "./targets.ts";
import { type Arg, uglyNumber } from "./values.ts";

/** What came of a program. */
export interface Report {
  /** How it ended in plain JavaScript, or why nothing was compared. */
  readonly ending: Ending["k"] | "unproven";
  /** Of a parallel loop that was refused for want of a proof: why. */
  readonly unproven?: string;
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
    if (a.k === "view" || a.k === "strided") views.push({ ...a, name });
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

/** The same program with other numbers, to break what the first call's code counts on. */
export function perturbed(c: Case): Case {
  const r = new Random(c.seed ^ 0x5eed);
  const values = c.args.values.map((a): Arg => (a.k === "num" ? { k: "num", value: uglyNumber(r) } : a));
  return { ...c, args: { ...c.args, values } };
}

/** How much of a program is looked at. */
export interface Extent {
  /** Also what the passes make of it without guards, the same code with other numbers, and every gang. */
  readonly thorough: boolean;
  /** As native code too, in place of the gangs of WebAssembly. */
  readonly native: boolean;
}

/** Runs a program everywhere and compares. */
export function check(c: Case, { thorough = true, native = false }: Partial<Extent> = {}): Report {
  const plain = runPlain(c, random);
  const { ending } = plain;
  if (ending.k === "broken") {
    return { ending: "broken", finding: { kind: `plain ${reason(ending.message)}`, what: ending.message } };
  }
  const finding = compare(c, plain, { thorough, native });
  if (finding && finding !== "timeout" && unproven(finding.what)) {
    return { ending: "unproven", unproven: finding.kind };
  }
  return finding === "timeout" ? { ending: "timeout" } : { ending: ending.k, ...(finding && { finding }) };
}

/**
 * Whether a refusal is one that a correct compiler may give: which loops it can prove is no part of the language. But
 * a loop whose only fault is that it calls Math must be proven.
 */
const unproven = (what: string): boolean =>
  /^refused: iterations of this parallel loop (may|cannot)/.test(what) &&
  !/independent: (?!helper)\w+ gets arrays/.test(what);

const PARALLEL = ["prange", "prange-reduction", "array-reduction"];

/** `serial`: what plain JavaScript gives where nothing is reduced over the tree. */
function compare(c: Case, serial: Outcome, { thorough, native }: Extent): Finding | "timeout" | undefined {
  const parallel = PARALLEL.some((f) => c.features.includes(f));
  const views = viewsOf(c);
  // After an error a parallel loop's arrays are unspecified.
  const differ = (name: string, a: Outcome, b: Outcome, ...irs: Program[]): Finding | undefined => {
    const d = difference(a, b, views, !parallel || a.ending.k === "value");
    return d && { kind: `${name}: ${reason(d.kind)}`, what: [d.what, ...irs.map(printProgram)].join("\n\n") };
  };
  const kernel = kernelFor(c, TARGETS[0]);
  const first = runCompiled(c, kernel);
  const made = specialisationOf(kernel);
  if (!made) {
    const what = showEnding(first.ending);
    return { kind: reason(what), what };
  }
  const { prepared, program } = made;
  const plain = c.checked.includes("$par(") ? runPlain(c, random, reducedIn(prepared.meaning)) : serial;
  const meaning: Outcome = runOracle(c, prepared, prepared.meaning);
  if (meaning.ending.k === "timeout") return "timeout";
  if (!c.features.includes("transcendental")) {
    const wrong = differ("plain, IR", plain, meaning, prepared.meaning);
    if (wrong) return wrong;
    if (plain.records !== first.records && plain.ending.k === "value") {
      return { kind: "records among the arguments", what: `${plain.records}\n  against\n${first.records}` };
    }
  }
  const passes = (name: string, ir: Program): Finding | undefined => {
    const after = runOracle(c, prepared, ir);
    if (after.ending.k === "timeout") return undefined;
    return differ(`IR, passes ${name}`, meaning, after, prepared.meaning, ir);
  };
  const found =
    passes("with guards", program) ??
    differ("IR, wasm", meaning, first, program) ??
    differ("IR, wasm's second call", meaning, runCompiled(c, kernel), program);
  if (found) return found;
  if (thorough) {
    const loose = prepared.finish(prepared.wanted.map(() => undefined)).program;
    const wrong = passes("without guards", loose) ?? otherNumbers();
    if (wrong) return wrong;
  }
  if (native) {
    const targets = parallel && c.seed % 2 === 1 ? [NATIVE_PARALLEL] : NATIVE_TARGETS;
    return asNative(targets[(c.seed >> 1) % targets.length]);
  }
  // Every legal gang in turn: which one is chosen is no part of the language.
  for (const target of thorough ? LANES_TARGETS : [LANES_TARGETS[c.seed % LANES_TARGETS.length]]) {
    const forced = kernelFor(c, target);
    const outcome = runCompiled(c, forced);
    const ir = specialisationOf(forced)?.program ?? program;
    const wrong = differ(`IR, ${target.name}`, meaning, outcome, ir) ?? passes(`for ${target.name}`, ir);
    if (wrong) return wrong;
  }
  const fast = kernelFor(c, REASSOCIATED);
  const summed = runCompiled(c, fast);
  const other = specialisationOf(fast);
  if (other) {
    const expected = runOracle(c, other.prepared, other.prepared.meaning);
    const wrong =
      expected.ending.k === "timeout"
        ? undefined
        : differ(`IR, ${REASSOCIATED.name}`, expected, summed, other.prepared.meaning, other.program);
    if (wrong) return wrong;
  }
  for (const target of parallel ? PARALLEL_TARGETS.slice(thorough ? 0 : 1) : []) {
    const wrong = differ(`IR, ${target.name}`, meaning, runCompiled(c, kernelFor(c, target)), program);
    if (wrong) return wrong;
  }
  return undefined;

  function asNative(target: Target): Finding | undefined {
    const forced = kernelFor(c, target);
    const outcome = runCompiled(c, forced);
    const ir = specialisationOf(forced)?.program ?? program;
    return (
      differ(`IR, ${target.name}`, meaning, outcome, ir) ??
      differ(`IR, ${target.name}, second call`, meaning, runCompiled(c, forced), ir) ??
      passes(`for ${target.name}`, ir)
    );
  }

  function otherNumbers(): Finding | undefined {
    const other = perturbed(c);
    const expected = runOracle(other, prepared, prepared.meaning);
    if (expected.ending.k === "timeout") return undefined;
    return (
      differ(
        "IR, wasm with other numbers",
        expected,
        runCompiled(other, kernel),
        prepared.meaning,
        program,
      ) ?? differ("IR, wasm after other numbers", meaning, runCompiled(c, kernel), program)
    );
  }
}
