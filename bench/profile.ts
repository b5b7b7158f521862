// npm run bench:profile: what `amdahl profile` costs eight programs, beside Python's profilers and theirs, and how right
// its lines are on ten. A whole run is kept in bench/results with the machine's description.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { load, type Machine, machine } from "./machine.ts";
import { type Overhead, overhead } from "./profile/overhead.ts";
import { type Program, programs } from "./profile/programs.ts";
import { overheadTables, truthTables } from "./profile/tables.ts";
import { type Truth, truthOf } from "./profile/truth.ts";
import { TRUTH_SIZES } from "./profile/truth-programs.ts";
import { findPythonTools, ourWays, type PythonTools, pythonWays } from "./profile/ways.ts";
import { progress } from "./progress.ts";

const PARTS = ["overhead", "python", "truth"];

const HELP = `npm run bench:profile -- [options]

  --nodes LIST   paths of Nodes, by commas (the one that runs this)
  --part LIST    ${PARTS.join(", ")}: some of them, by commas (all)
  --only LIST    programs, by commas
                 overhead and python: ${programs.map(({ name }) => name).join(", ")}
                 truth: ${Object.keys(TRUTH_SIZES).join(", ")}
  --rounds N     rounds that count (7; 1 with --quick); Python's tools, which cost multiples and take minutes, have 3 at most
  --quick        small sizes, to see that everything runs; the figures mean nothing
  --json         the result as JSON instead of tables
  --help

Python's profilers run in the Python that AMDAHL_PYTHON names, else in /usr/bin/python3; "off" leaves them out. cProfile
is part of it; kernprof, memory_profiler and mpi4py are left out where they are not installed (Debian: python3-line-profiler,
python3-memory-profiler, python3-mpi4py). Functions with @profile are looked at by kernprof and memory_profiler; amdahl looks
at all, and at that one alone.`;

const NOTES = `Shares of the judged lines' time: truth is the best run of all less the best run without the line, by the processor's clock.
~ is the table's own mark of doubt, ! is off by more than the target. Covered is how much of the program the judged lines'
times come to. The clock is the program's own thread's: what the engine's others do is no line's.`;

/** Ratios of 3 to 300 need no more. */
const MOST_PEER_ROUNDS = 3;

/** What a run found. Times are in seconds. */
interface Result {
  readonly date: string;
  readonly machine: Machine;
  readonly load: { readonly start: readonly number[]; readonly end: readonly number[] };
  readonly rounds: number;
  /** Of Python's tools. */
  readonly peerRounds: number;
  readonly python: PythonTools | { readonly missing: string };
  readonly nodes: readonly NodeResult[];
  readonly peers: readonly Overhead[];
  /** Programs without a peer in Python, and why. */
  readonly alone: readonly { readonly program: string; readonly why: string }[];
}

interface NodeResult {
  readonly version: string;
  readonly overhead: readonly Overhead[];
  readonly truth: readonly Truth[];
}

interface Plan {
  readonly parts: readonly string[];
  readonly programs: readonly Program[];
  readonly truths: readonly string[];
  readonly rounds: number;
  readonly size: "full" | "quick";
  readonly cwd: string;
}

async function onNode(node: string, version: string, plan: Plan): Promise<NodeResult> {
  const { parts, rounds, size, cwd } = plan;
  const overheads: Overhead[] = [];
  for (const program of parts.includes("overhead") ? plan.programs : []) {
    const ways = ourWays(program, node, program.sizes[size]);
    const onRun = (way: string, round: number) =>
      progress(`Node ${version}, ${program.name}, round ${round}: ${way}`);
    overheads.push(await overhead(program, ways, { rounds, cwd, onRun }));
  }
  const truth: Truth[] = [];
  for (const name of parts.includes("truth") ? plan.truths : []) {
    const onRun = (what: string, round: number) =>
      progress(`Node ${version}, lines of ${name}, round ${round}: ${what}`);
    truth.push(await truthOf(name, { node, rounds, size, cwd, onRun }));
  }
  return { version, overhead: overheads, truth };
}

async function inPython(
  tools: Result["python"],
  { parts, programs: chosen, rounds, size, cwd }: Plan,
): Promise<Pick<Result, "peers" | "alone">> {
  const peers: Overhead[] = [];
  const alone: { program: string; why: string }[] = [];
  if ("missing" in tools || !parts.includes("python")) return { peers, alone };
  for (const program of chosen) {
    const ways = pythonWays(program, tools, size);
    if ("missing" in ways) {
      alone.push({ program: program.name, why: ways.missing });
      continue;
    }
    const onRun = (way: string, round: number) => progress(`Python, ${program.name}, round ${round}: ${way}`);
    try {
      peers.push(await overhead(program, ways, { rounds, cwd, onRun }));
    } catch (error) {
      // Hours of others' runs are not lost for it.
      alone.push({ program: program.name, why: `it failed: ${(error as Error).message}` });
    }
  }
  return { peers, alone };
}

function report(result: Result): string {
  const { machine: on, python, nodes, peers, alone, rounds, peerRounds, load: loads, date } = result;
  const head = [
    `amdahl ${on.amdahl} (${on.commit}), ${date}`,
    `${on.cpu}, ${on.cores} cores, ${on.memoryGiB} GiB, ${on.system}`,
    "missing" in python
      ? `no peers in Python: ${python.missing}`
      : `Python ${python.python} (${python.path}), line_profiler ${python.lineProfiler ?? "missing"}, memory_profiler ${python.memoryProfiler ?? "missing"}, mpi4py ${python.mpi4py ?? "missing"}`,
    `load average ${loads.start.join(" ")} at the start, ${loads.end.join(" ")} at the end`,
    `Medians of ${rounds} interleaved rounds, of Python's tools ${peerRounds}.`,
  ];
  return [
    head.join("\n"),
    ...nodes.map(({ version, overhead: found }) => overheadTables(`Node ${version}`, found)),
    overheadTables("Python", peers),
    alone.map(({ program, why }) => `${program} has no peer in Python: ${why}`).join("\n"),
    ...nodes.map(({ version, truth }) => truthTables(version, truth)),
    nodes.some(({ truth }) => truth.length > 0) ? NOTES : "",
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** The elements of a list that was asked for by name. */
function chosen<T>(all: readonly T[], name: (one: T) => string, text: string | undefined): readonly T[] {
  return text === undefined ? all : all.filter((one) => text.split(",").includes(name(one)));
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      nodes: { type: "string", default: process.execPath },
      part: { type: "string" },
      only: { type: "string" },
      rounds: { type: "string" },
      quick: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const rounds = Number(values.rounds ?? (values.quick ? 1 : 7));
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new RangeError(`--rounds ${values.rounds}: give a whole number from 1`);
  const names = [...programs.map(({ name }) => name), ...Object.keys(TRUTH_SIZES)];
  for (const [option, text, known] of [
    ["part", values.part, PARTS],
    ["only", values.only, names],
  ] as const)
    for (const name of text?.split(",") ?? [])
      if (!known.includes(name)) throw new RangeError(`--${option} ${name}: there are ${known.join(", ")}`);

  const started = load();
  const nodes = values.nodes.split(",").map((path) => resolve(path));
  const cwd = mkdtempSync(join(tmpdir(), "amdahl-bench-profile-"));
  const plan: Plan = {
    parts: chosen(PARTS, (part) => part, values.part),
    programs: chosen(programs, ({ name }) => name, values.only),
    truths: chosen(Object.keys(TRUTH_SIZES), (name) => name, values.only),
    rounds,
    size: values.quick ? "quick" : "full",
    cwd,
  };
  try {
    const found: NodeResult[] = [];
    for (const node of nodes) {
      const version = execFileSync(node, ["--version"], { encoding: "utf8" }).trim();
      found.push(await onNode(node, version, plan));
    }
    const python = findPythonTools();
    const peerRounds = Math.min(rounds, MOST_PEER_ROUNDS);
    const peers = await inPython(python, { ...plan, rounds: peerRounds });
    progress();
    const date = new Date().toISOString();
    const loads = { start: started, end: load() };
    const result: Result = {
      date,
      machine: machine(),
      load: loads,
      rounds,
      peerRounds,
      python,
      nodes: found,
      ...peers,
    };
    console.log(values.json ? JSON.stringify(result, null, 2) : report(result));
    if (values.quick || values.only !== undefined || values.part !== undefined) return;
    const results = join(import.meta.dirname, "results");
    mkdirSync(results, { recursive: true });
    const file = join(results, `profile-${date.slice(0, 10)}.json`);
    writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
    process.stderr.write(`wrote ${relative(process.cwd(), file)}\n`);
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

try {
  await main();
} catch (error) {
  progress();
  process.stderr.write(`bench:profile: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
