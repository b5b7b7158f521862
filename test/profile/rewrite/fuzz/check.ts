// One program of the fuzzer, as it is and with counters: both must show the same, and the counters must have counted what
// the engine and the program itself counted.
import { runInThisContext } from "node:vm";
import { transformSync } from "esbuild";
import { type Counters, makeCounters, totals } from "../../../../src/profile/record/counters.ts";
import {
  type CountOptions,
  callsOf,
  hitsOf,
  lineStarts,
  type Rewritten,
  rewrite,
  WayBack,
} from "../../../../src/profile/rewrite/index.ts";
import { Random } from "../../../fuzz/random.ts";
import type { Node } from "../../../fuzz/tree.ts";
import { format } from "./format.ts";
import { Gen } from "./grammar.ts";
import { run, type Seen } from "./run.ts";

export interface Program {
  readonly source: string;
  readonly module: boolean;
  /** As a bundler writes it, on one line and with nothing between what need not be apart. */
  readonly isDense?: boolean;
}

/** What differs, its kind first. */
export interface Finding {
  readonly kind: string;
  readonly what: string;
}

/** What is compared, to see that it is something. */
export interface Compared {
  functions: number;
  primitive: number;
  lines: number;
  unseen: number;
  errors: number;
}

/** The program of a seed, as a tree. */
export function generate(seed: number): { readonly tree: Node; readonly module: boolean } {
  const r = new Random(seed);
  const module = r.chance(0.4);
  return { tree: new Gen(r, module).program(), module };
}

/** A tree as the program that its seed makes of it. */
export function programOf(seed: number, tree: Node, module: boolean): Program {
  return { source: format(tree, new Random(seed ^ 0x5eed)), module };
}

/** The same as a bundler writes it; undefined if that does not take it. */
function dense({ source, module }: Program): Program | undefined {
  const options = { minifyWhitespace: true, minifySyntax: true, logLevel: "silent" } as const;
  try {
    const { code } = transformSync(source, { ...options, ...(module && { format: "esm" }) });
    return { source: code, module, isDense: true };
  } catch {
    return undefined;
  }
}

/** In which ways a program is counted. */
const WAYS: readonly CountOptions[] = [
  { lines: "all", builtins: true },
  { lines: "none", builtins: false },
  { lines: "all", builtins: false, memory: true },
  { lines: "all", builtins: false, clock: true },
];

/** What reads memory here: nothing, and each time that it may. */
const MEMORY = { level: "__amdahl_fuzz_level", read: "__amdahl_fuzz_read", base: 7 };
/** What measures waiting here: nothing. */
const WAITS = { clock: "__amdahl_fuzz_clock", now: "__amdahl_fuzz_now", sums: "__amdahl_fuzz_sums" };
/** What times lines here: it looks whether each call that is begun and each line is known. */
const CLOCK = { open: "__amdahl_fuzz_open", at: "__amdahl_fuzz_at", close: "__amdahl_fuzz_close", base: 5 };
runInThisContext(
  `const ${CLOCK.open} = () => 1, ${CLOCK.close} = (call) => { if (call !== 1) throw new Error("no call"); }, ` +
    `${CLOCK.at} = (call, line) => { if (call !== 1 || !(line >= 5)) throw new Error("no line"); };`,
);
runInThisContext(`const ${WAITS.clock} = [0], ${WAITS.now} = () => 1, ${WAITS.sums} = [];`);
/** Where lines say that they make objects. */
const MAKES = "__amdahl_fuzz_makes";
runInThisContext(`const ${MAKES} = new Int32Array(1);`);
runInThisContext(`const ${MEMORY.level} = new Int32Array(2), ${MEMORY.read} = () => {};`);

let made = 0;

/**
 * What the rewriting changes or counts wrongly; nothing, if all is well. One program in four is counted by the engine, too, and
 * one in two is looked at as a bundler writes it, besides.
 */
export async function check(program: Program, compared?: Compared): Promise<Finding | undefined> {
  const { source, module, isDense = false } = program;
  const plain = await run(source, module, source.length % 4 === 0);
  const broken = plain.trace.find(
    (said) => /^SyntaxError: (?!Identifier|redeclaration)/.test(said) && plain.begun.length === 0,
  );
  // What a bundler writes the engine may refuse: an arrow in parentheses in a pattern that is an argument.
  if (isDense && plain.begun.length === 0 && plain.trace.some((said) => said.startsWith("SyntaxError: ")))
    return undefined;
  for (const count of WAYS) {
    const array = `__amdahl_fuzz_${made++}`;
    const memory = count.memory ? MEMORY : undefined;
    const waits = count.builtins ? WAITS : undefined;
    const clock = count.clock ? CLOCK : undefined;
    const makes = count.builtins ? MAKES : undefined;
    const file = { url: "", typed: false, module, array, memory, clock, waits, makes };
    const rewritten = rewrite(source, file, count);
    if ("reason" in rewritten) {
      if (broken) return { kind: `broken program: ${broken}`, what: source };
      return { kind: "not rewritten", what: rewritten.reason };
    }
    const counters = makeCounters(array, rewritten.slots);
    const seen = await run(rewritten.code, module, false);
    // What is to be counted on a line is told by the line's only `L`, and then all are on one.
    const { lines } = isDense ? { lines: [] } : rewritten;
    const finding =
      difference(plain, seen) ?? counted(plain, seen, { ...rewritten, lines }, counters, compared);
    if (finding)
      return { ...finding, what: `${JSON.stringify(count)}\n${finding.what}\n\n${rewritten.code}` };
  }
  const denser = isDense || source.length % 2 === 0 ? undefined : dense(program);
  if (denser) {
    const finding = await check(denser, compared);
    if (finding) return { ...finding, kind: `dense: ${finding.kind}` };
  }
  if (compared) compared.errors += plain.trace.filter((said) => /Error: .* at ./.test(said)).length;
  return undefined;
}

/** What another run shows otherwise. */
function difference(plain: Seen, seen: Seen): Finding | undefined {
  for (let i = 0; i < Math.max(plain.trace.length, seen.trace.length); i++) {
    const [a, b] = [plain.trace[i], seen.trace[i]];
    if (a !== b) {
      const message = /^\w*Error: /.test(a ?? "") && /^\w*Error: /.test(b ?? "");
      return { kind: message ? "another message" : "another trace", what: `${i}: ${a}\nnow ${b}` };
    }
  }
  for (const which of ["lines", "shared", "some"] as const)
    for (const [line, times] of plain[which])
      if (seen[which].get(line) !== times)
        return {
          kind: "other lines",
          what: `line ${line + 1}: ${times} times, now ${seen[which].get(line)}`,
        };
  return undefined;
}

/** What was counted wrongly. */
function counted(
  plain: Seen,
  seen: Seen,
  rewritten: Rewritten,
  counters: Counters,
  compared: Compared | undefined,
): Finding | undefined {
  const counts = totals(counters);
  return (
    calls(plain, rewritten, counts, compared) ??
    primitives(plain, seen, rewritten, counts, compared) ??
    lineHits(plain, rewritten, counts, compared)
  );
}

function calls(
  plain: Seen,
  { functions }: Rewritten,
  counts: number[],
  compared?: Compared,
): Finding | undefined {
  // Functions may end at one place, `a => b => c` do, and begin where the engine has another idea of the beginning.
  const byEnd = new Map<number, number[]>();
  for (const { start, end, count } of [...plain.covered].sort((a, b) => a.start - b.start || b.end - a.end))
    if (end > start) byEnd.set(end, [...(byEnd.get(end) ?? []), count]);
  for (const fn of functions) {
    const same = functions.filter(({ end, name }) => end === fn.end && !name.endsWith("<fields>"));
    const engine = byEnd.get(fn.end) ?? [];
    // The engine counts also when an async function or a generator goes on.
    if (fn.kind !== "function" || callsOf(fn, counts) === undefined || fn.name.endsWith("<fields>")) continue;
    if (engine.length !== same.length) continue;
    if (compared) compared.functions++;
    const count = engine[same.indexOf(fn)];
    if (count !== callsOf(fn, counts))
      return {
        kind: "calls",
        what: `${fn.name} on line ${fn.line + 1}: ${count} calls, counted ${callsOf(fn, counts)}`,
      };
  }
  return undefined;
}

function primitives(
  plain: Seen,
  seen: Seen,
  { functions, text, shifts }: Rewritten,
  counts: number[],
  compared?: Compared,
): Finding | undefined {
  const owner = (at: number) =>
    functions.findLast(({ start, end, name }) => start <= at && at < end && !name.endsWith("<fields>"));
  const back = new WayBack(lineStarts(text), shifts);
  const begun = new Map<unknown, [calls: number, primitive: number]>();
  for (const [i, [own, ...below]] of plain.begun.entries()) {
    const now = back.offset(seen.begun[i][0]);
    if (now !== own) return { kind: "way back", what: `${seen.begun[i][0]} leads to ${now}, not ${own}` };
    const fn = owner(own);
    const [all, first] = begun.get(fn) ?? [0, 0];
    begun.set(fn, [all + 1, first + Number(!below.some((at) => owner(at) === fn))]);
  }
  for (const fn of functions) {
    const [all, first] = begun.get(fn) ?? [0, 0];
    if (all === 0) continue;
    if (callsOf(fn, counts) !== all)
      return {
        kind: "begun",
        what: `${fn.name} on line ${fn.line + 1}: ${all} times, counted ${callsOf(fn, counts)}`,
      };
    if (fn.primitive === undefined && fn.recursive === undefined) {
      if (compared && first !== all) compared.unseen++;
      continue;
    }
    if (compared) compared.primitive++;
    const ours = fn.primitive === undefined ? all - counts[fn.recursive as number] : counts[fn.primitive];
    if (ours !== first)
      return {
        kind: "primitive",
        what: `${fn.name} on line ${fn.line + 1}: ${first} of ${all}, counted ${ours}`,
      };
  }
  return undefined;
}

function lineHits(
  plain: Seen,
  { lines }: Rewritten,
  counts: number[],
  compared?: Compared,
): Finding | undefined {
  if (lines.length === 0) return undefined;
  const hits = hitsOf(lines, counts);
  for (const [line, times] of plain.lines) {
    if (compared) compared.lines++;
    if (hits.get(line) !== times)
      return { kind: "line", what: `line ${line + 1}: ${times} times, counted ${hits.get(line)}` };
  }
  for (const [line, times] of plain.some)
    if ((hits.get(line) ?? times) !== times)
      return { kind: "some line", what: `line ${line + 1}: ${times} times, counted ${hits.get(line)}` };
  return undefined;
}
