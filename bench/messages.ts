// npm run bench:messages: how long messages take in C, with mpi4py, and with amdahl/mpi on each engine, in one interleaved
// run on two ranks and on four. A whole run is kept in bench/results with the machine's description.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { formatTable, median, significant } from "../src/measure/index.ts";
import { load, machine } from "./machine.ts";

const HELP = `npm run bench:messages -- [options]

  --rounds N   rounds that count (5)
  --ranks LIST numbers of ranks (2,4)
  --json       the result as JSON instead of tables
  --help

It needs Open MPI and MPICH (Debian: openmpi-bin libopenmpi-dev mpich libmpich-dev) and, for mpi4py, the Python that
AMDAHL_PYTHON names, else /usr/bin/python3; what is not there is left out. Times are medians over the rounds of medians of
nine batches, in microseconds.`;

const here = import.meta.dirname;
const root = join(here, "..");
const folder = mkdtempSync(join(tmpdir(), "amdahl-messages-"));

/** One of those that are compared. */
interface Contender {
  readonly name: string;
  command(ranks: number): readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const environment = { OMPI_ALLOW_RUN_AS_ROOT: "1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: "1", NO_COLOR: "1" };

function ran(command: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const [program, ...args] = command as [string, ...string[]];
  return spawnSync(program, args, {
    encoding: "utf8",
    timeout: 300_000,
    env: { ...process.env, ...environment, ...env },
  });
}

const openMpi = (ranks: number) => ["mpirun.openmpi", "--oversubscribe", "-n", String(ranks)];
const mpich = (ranks: number) => ["mpiexec.mpich", "-n", String(ranks)];
const node = [process.execPath, "--disable-warning=ExperimentalWarning", join(here, "messages", "ranks.ts")];
const local = (ranks: number, kind = "thread") => [
  process.execPath,
  join(root, "bin", "amdahl.js"),
  ...["run", "-n", String(ranks), "--ranks", kind],
  node[2],
];

function contenders(): Contender[] {
  const compiled = (compiler: string, name: string): string | undefined => {
    const binary = join(folder, name);
    const source = join(here, "messages", "messages.c");
    return ran([compiler, "-O2", source, "-o", binary]).status === 0 ? binary : undefined;
  };
  const [inOpenMpi, inMpich] = [compiled("mpicc.openmpi", "open"), compiled("mpicc.mpich", "mpich")];
  const python = process.env.AMDAHL_PYTHON ?? "/usr/bin/python3";
  const hasMpi4py = ran([python, "-c", "import numpy, mpi4py.MPI"]).status === 0;
  const list: (Contender | undefined)[] = [
    inOpenMpi === undefined
      ? undefined
      : { name: "C, Open MPI", command: (ranks) => [...openMpi(ranks), inOpenMpi] },
    hasMpi4py
      ? {
          name: "mpi4py",
          command: (ranks) => [...openMpi(ranks), python, join(here, "messages", "messages.py")],
        }
      : undefined,
    inOpenMpi === undefined
      ? undefined
      : { name: "library engine, Open MPI", command: (ranks) => [...openMpi(ranks), ...node] },
    inMpich === undefined ? undefined : { name: "C, MPICH", command: (ranks) => [...mpich(ranks), inMpich] },
    inMpich === undefined
      ? undefined
      : { name: "library engine, MPICH", command: (ranks) => [...mpich(ranks), ...node] },
    { name: "local engine", command: (ranks) => local(ranks) },
    { name: "local engine, processes", command: (ranks) => local(ranks, "process") },
    { name: "local engine without FFI", command: (ranks) => local(ranks), env: { AMDAHL_FFI: "off" } },
  ];
  return list.filter((one) => one !== undefined);
}

/** Times by "shape bytes", a list over the rounds. */
type Times = Map<string, number[]>;

function round(contender: Contender, ranks: number, times: Times): void {
  const { status, stdout, stderr } = ran(contender.command(ranks), contender.env);
  if (status !== 0) throw new Error(`${contender.name} on ${ranks} ranks: ${stdout}${stderr}`);
  for (const line of stdout.split(/\r?\n/)) {
    const [, shape, bytes, time] = /^([\w-]+) (\d+) ([\d.]+)$/.exec(line) ?? [];
    if (shape === undefined) continue;
    const key = `${shape} ${bytes}`;
    times.set(key, [...(times.get(key) ?? []), Number(time)]);
  }
}

interface Study {
  readonly ranks: number;
  readonly times: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;
}

function study(ranks: number, rounds: number, list: readonly Contender[]): Study {
  // MPICH's ranks never give up a core: with more ranks than cores a round would take hours.
  const able = list.filter(({ name }) => ranks <= machine().cores || !name.includes("MPICH"));
  const times = new Map(able.map(({ name }): [string, Times] => [name, new Map()]));
  for (let n = 0; n < rounds; n++) {
    able.forEach((_, i) => {
      const contender = able[(i + n) % able.length];
      if (process.stderr.isTTY)
        process.stderr.write(`\r\u001b[2K${ranks} ranks, round ${n + 1}: ${contender.name}`);
      round(contender, ranks, times.get(contender.name) as Times);
    });
  }
  if (process.stderr.isTTY) process.stderr.write("\r\u001b[2K");
  return {
    ranks,
    times: Object.fromEntries([...times].map(([name, of]) => [name, Object.fromEntries(of)])),
  };
}

function table({ ranks, times }: Study): string {
  const names = Object.keys(times);
  const keys = [...new Set(names.flatMap((name) => Object.keys(times[name])))];
  const time = (name: string, key: string) => median(times[name]?.[key] ?? []);
  const ratio = (a: string, b: string, key: string) => {
    const share = time(a, key) / time(b, key);
    return Number.isFinite(share) ? share.toFixed(2) : "";
  };
  const columns = [
    { title: `${ranks} ranks, µs`, align: "left" as const },
    ...names.map((title) => ({ title })),
    { title: "local : C" },
    { title: "local : mpi4py" },
    { title: "library : mpi4py" },
  ];
  const rows = keys.map((key) => [
    key.replace(/ 0$/, ""),
    ...names.map((name) => (Number.isNaN(time(name, key)) ? "" : significant(time(name, key)))),
    ratio("local engine", "C, Open MPI", key),
    ratio("local engine", "mpi4py", key),
    ratio("library engine, Open MPI", "mpi4py", key),
  ]);
  return formatTable(columns, rows);
}

try {
  const { values } = parseArgs({
    options: {
      rounds: { type: "string", default: "5" },
      ranks: { type: "string", default: "2,4" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) console.log(HELP);
  else {
    const before = load();
    const list = contenders();
    const studies = values.ranks.split(",").map((ranks) => study(Number(ranks), Number(values.rounds), list));
    const result = { date: new Date().toISOString(), machine: machine(), load: [before, load()], studies };
    if (values.json) console.log(JSON.stringify(result, null, 2));
    else for (const one of studies) console.log(`${table(one)}\n`);
    const results = join(here, "results");
    mkdirSync(results, { recursive: true });
    const file = join(results, `messages-${result.date.slice(0, 10)}.json`);
    writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
    console.error(`wrote ${relative(process.cwd(), file)}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
