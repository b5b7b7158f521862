// npm run fuzz: generated programs by the thousand, in processes of their own so that one that hangs is a finding and
// not the end of the run. What differs is made small and written to failures/.
import { type ChildProcess, fork } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { watchLines } from "../../src/heap/index.ts";
import { check } from "./check.ts";
import { corpusFile } from "./corpus.ts";
import { caseOf, type Generated, generate } from "./generate.ts";
import { FEATURES } from "./grammar/index.ts";
import { hanging } from "./hanging.ts";
import { minimize } from "./minimize.ts";
import { spellArgs } from "./values.ts";

/** What a worker says of one program. */
interface Said {
  readonly seed: number;
  readonly ending: string;
  readonly features: readonly string[];
  readonly kind: string | undefined;
  readonly unproven: string | undefined;
}

const HANG_SECONDS = 30;

const { values: options } = parseArgs({
  options: {
    count: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
    jobs: { type: "string", default: "2" },
    /** Switched off, by name. */
    off: { type: "string", default: "" },
    /** The only ones on (beside variables and constants), by name. */
    features: { type: "string", default: "" },
    minimize: { type: "string", default: "5" },
    seconds: { type: "string", default: "20" },
    /** Without the passes' other variants: every target and the oracle once, three times as many programs. */
    quick: { type: "boolean", default: false },
    /** As native code, in place of WebAssembly's gangs. */
    native: { type: "boolean", default: false },
    /** As compiled while a profile by line is taken: the code says which line is at work. */
    lines: { type: "boolean", default: false },
    worker: { type: "boolean", default: false },
    list: { type: "boolean", default: false },
  },
});

const extent = { thorough: !options.quick, native: options.native };

const names = (text: string): string[] => text.split(",").filter((s) => s !== "");
const only = names(options.features);
const off = [
  ...names(options.off),
  ...(only.length > 0 ? FEATURES.filter((f) => !only.includes(f)) : []),
].filter((f) => !["constant", "variable"].includes(f));
for (const f of [...only, ...off]) {
  if (!FEATURES.includes(f)) throw new Error(`no feature is called ${f}; there are ${FEATURES.join(", ")}`);
}

function work(): void {
  process.on("message", (seed: number) => {
    const c = caseOf(generate(seed, { off }));
    const { ending, finding, unproven } = check(c, extent);
    const said: Said = { seed, ending, features: c.features, kind: finding?.kind, unproven };
    process.send?.(said);
  });
}

class Tally {
  readonly endings: Record<string, number> = {};
  readonly features: Record<string, number> = Object.fromEntries(FEATURES.map((f) => [f, 0]));
  readonly found = new Map<string, number[]>();
  readonly unproven = new Map<string, number[]>();
  done = 0;

  add(said: Said): void {
    this.done++;
    this.endings[said.ending] = (this.endings[said.ending] ?? 0) + 1;
    for (const f of said.features) this.features[f]++;
    const { unproven } = said;
    if (unproven) this.unproven.set(unproven, [...(this.unproven.get(unproven) ?? []), said.seed]);
    if (said.kind) this.found.set(said.kind, [...(this.found.get(said.kind) ?? []), said.seed]);
  }
}

/** Keeps one worker busy; starts another when it dies or hangs. Resolves when there are no seeds left. */
function employ(next: () => number | undefined, said: (s: Said) => void): Promise<void> {
  return new Promise((resolve) => {
    let seed = next();
    let watch: NodeJS.Timeout;
    let child: ChildProcess;
    const lost = (ending: string): void => {
      if (seed === undefined) return;
      said({ seed, ending, features: [], kind: ending, unproven: undefined });
      seed = next();
      start();
    };
    const give = (): void => {
      clearTimeout(watch);
      if (seed === undefined) {
        child.kill("SIGKILL");
        resolve();
        return;
      }
      child.send(seed);
      watch = setTimeout(() => child.kill("SIGKILL"), 1000 * HANG_SECONDS);
    };
    const start = (): void => {
      child = fork(import.meta.filename, [...process.argv.slice(2), "--worker"]);
      child.on("message", (m) => {
        said(m as Said);
        seed = next();
        give();
      });
      child.on("exit", (_, signal) => lost(signal ? "hangs" : "crashes"));
      give();
    };
    start();
  });
}

async function main(): Promise<number> {
  const [first, count] = [Number(options.seed), Number(options.count)];
  const tally = new Tally();
  const start = performance.now();
  const seconds = (): string => ((performance.now() - start) / 1000).toFixed(1);
  let given = 0;
  const next = (): number | undefined => (given < count ? first + given++ : undefined);
  const line = (): string => {
    const differ = [...tally.found.values()].reduce((n, seeds) => n + seeds.length, 0);
    const ends = Object.entries(tally.endings).map(([k, n]) => `${n} ${k}`);
    return `${tally.done} programs in ${seconds()} s (seeds ${first} to ${first + tally.done - 1}): ${ends.join(", ")}; ${differ} findings`;
  };
  const show = (s: Said): void => {
    tally.add(s);
    if (process.stderr.isTTY) process.stderr.write(`\r${line()}  `);
  };
  await Promise.all(Array.from({ length: Number(options.jobs) }, () => employ(next, show)));
  if (process.stderr.isTTY) process.stderr.write("\n");
  console.log(line());
  const used = Object.entries(tally.features).sort((a, b) => b[1] - a[1]);
  console.log(`features: ${used.map(([f, n]) => `${f} ${n}`).join(", ")}`);
  for (const [kind, seeds] of tally.unproven)
    console.log(`${seeds.length} × ${kind} (allowed): seed ${seeds[0]}`);
  const found = [...tally.found].sort((a, b) => b[1].length - a[1].length);
  for (const [kind, seeds] of found)
    console.log(`${seeds.length} × ${kind}: seeds ${seeds.slice(0, 10).join(", ")}`);
  for (const [kind, seeds] of found.slice(0, Number(options.minimize))) explain(kind, seeds[0]);
  return found.length > 0 ? 1 : 0;
}

/** Makes a finding small, prints it and writes it down. */
function explain(kind: string, seed: number): void {
  if (kind === "crashes") return;
  const hangs = kind === "hangs";
  const same = (g: Generated): boolean =>
    hangs ? hanging(caseOf(g)) : check(caseOf(g), extent).finding?.kind === kind;
  const small = caseOf(minimize(generate(seed, { off }), same, Number(options.seconds)));
  const what = hangs ? "" : (check(small, extent).finding?.what ?? "");
  console.log(`\n=== seed ${seed}: ${kind}\n${small.source}\n\n${spellArgs(small.args)}\n\n${what}`);
  mkdirSync(new URL("./failures/", import.meta.url), { recursive: true });
  const file = new URL(`./failures/seed-${seed}.ts`, import.meta.url);
  writeFileSync(file, corpusFile(small, `${kind}\n${what.split("\n\n")[0]}`));
}

if (options.lines) watchLines({ watch: () => {} });
if (options.worker) work();
else if (options.list) console.log(FEATURES.join("\n"));
else process.exitCode = await main();
