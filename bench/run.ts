// npm run bench: the kernels of bench/kernels, plain against compiled against parallel against peers in Python and
// against C, in one interleaved run. A whole run is kept in bench/results with the machine's description.
import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { findC } from "./c.ts";
import { chart } from "./chart.ts";
import { firstCall } from "./first-call.ts";
import { asNative, hasNative, type Kernel, onThreads } from "./kernel.ts";
import { kernels } from "./kernels/index.ts";
import { load, machine } from "./machine.ts";
import { cachedStart, nativeStart } from "./native-start.ts";
import { dispatchOverhead, importOverhead } from "./overheads.ts";
import { asKernel, routines } from "./polybench/index.ts";
import { progress } from "./progress.ts";
import { findPython } from "./python.ts";
import { report } from "./report.ts";
import { type Result, resultName } from "./result.ts";
import { type KernelResult, study } from "./study.ts";
import { means } from "./summary.ts";

/** What can be run: the ladder of every kernel, or plain, compiled and C alone for many of them. */
const SUITES: Readonly<Record<string, readonly Kernel[]>> = { kernels, polybench: routines.map(asKernel) };

const HELP = `npm run bench -- [options]

  --suite NAME    kernels: ${kernels.map(({ name }) => name).join(", ")};
                  or polybench: ${routines.map(({ name }) => name).join(", ")}
  --only NAME     one kernel of the suite, or several by commas
  --repeats N     rounds that count (11; 3 with --quick)
  --threads LIST  numbers of threads (1,2)
  --quick         small sizes, to see that everything runs; the times mean nothing
  --json          the result as JSON instead of tables
  --help

Peers run in Python with Numba: the one that AMDAHL_PYTHON names, else /usr/bin/python3; AMDAHL_PYTHON=off leaves
them out. Variants in C (bench/c) are compiled by what amdahl finds: AMDAHL_CC, clang, gcc, cc, zig. A run of every kernel at full size is kept in bench/results.`;

const THREADS = /^[1-9]\d*(,[1-9]\d*)*$/;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      suite: { type: "string", default: "kernels" },
      only: { type: "string" },
      repeats: { type: "string" },
      threads: { type: "string", default: "1,2" },
      quick: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const repeats = Number(values.repeats ?? (values.quick ? 3 : 11));
  if (!Number.isInteger(repeats) || repeats < 1)
    throw new RangeError(`--repeats ${values.repeats}: give a whole number from 1`);
  if (!THREADS.test(values.threads))
    throw new RangeError(`--threads ${values.threads}: give 1,2 or the like`);
  const threads = values.threads.split(",").map(Number);
  const suite = SUITES[values.suite];
  if (suite === undefined)
    throw new RangeError(`--suite ${values.suite}: there are ${Object.keys(SUITES).join(", ")}`);
  const chosen = values.only === undefined ? suite : choose(suite, values.only.split(","));
  // What does not hang on the kernel is measured with one suite.
  const main = suite === kernels;
  const size = values.quick ? "quick" : "full";
  const whole = values.only === undefined;

  const python = main ? findPython() : { missing: "none are written for this suite" };
  const started = new Date().toISOString();
  const loadAtStart = load();
  const results: KernelResult[] = [];
  for (const [i, kernel] of chosen.entries()) {
    progress(`${i + 1}/${chosen.length} ${kernel.about(size)}`);
    results.push(
      await study(kernel, { size, threads, repeats, python: "path" in python ? python.path : undefined }),
    );
  }
  const firstCalls = [];
  for (const { name } of main ? chosen : [])
    for (const variant of ["compiled", onThreads(threads[threads.length - 1])]) {
      progress(`first call: ${name}, ${variant}`);
      firstCalls.push(firstCall(name, variant, size, threads, values.quick ? 1 : 5));
    }
  const nativeStarts = [];
  for (const { name } of main && hasNative() ? chosen : [])
    for (const variant of ["compiled", onThreads(threads[threads.length - 1])].map(asNative)) {
      progress(`machine code: ${name}, ${variant}`);
      nativeStarts.push(nativeStart(name, variant, threads, values.quick ? 1 : 2));
    }
  progress("overheads");
  const overheads =
    whole && main
      ? [
          ...(await dispatchOverhead(repeats)),
          ...importOverhead(repeats),
          ...(hasNative() ? cachedStart(repeats) : []),
        ]
      : [];
  progress();

  const result: Result = {
    suite: values.suite,
    machine: machine(),
    python,
    c: findC(),
    started,
    load: { start: loadAtStart, end: load() },
    repeats,
    kernels: results,
    means: means(results, threads),
    firstCalls,
    nativeStarts,
    overheads,
  };
  console.log(values.json ? JSON.stringify(result, null, 2) : report(result));
  if (whole && !values.quick) keep(result);
}

function choose(suite: readonly Kernel[], names: readonly string[]) {
  return names.map((name) => {
    const kernel = suite.find((k) => k.name === name);
    if (kernel === undefined)
      throw new RangeError(`--only ${name}: there are ${suite.map((k) => k.name).join(", ")}`);
    return kernel;
  });
}

function keep(result: Result): void {
  const folder = join(import.meta.dirname, "results");
  const name = resultName(result);
  const path = (ending: string): string => join(folder, name + ending);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path(".json"), `${JSON.stringify(result, null, 2)}\n`);
  writeFileSync(path(".svg"), chart(result));
  writeFileSync(
    path(".md"),
    `# ${name}\n\n![How much faster than plain TypeScript](${name}.svg)\n\n\`\`\`text\n${report(result)}\n\`\`\`\n`,
  );
  for (const ending of [".md", ".json", ".svg"])
    process.stderr.write(`wrote ${relative(process.cwd(), path(ending))}\n`);
}

try {
  await main();
} catch (error) {
  progress();
  // A wrong option or a wrong result is for the person who ran this; its stack is not.
  process.stderr.write(`bench: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
