// The ways in which a program is run: by itself, and under each profiler. The first is what the others are compared with.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { Program } from "./programs.ts";
import type { Command } from "./run-once.ts";

/** One way. */
export interface Way {
  readonly name: string;
  readonly command: Command;
  /** Which way is its base, if not the first. */
  readonly base?: string;
}

export const PLAIN = "plain";
export const BY_FUNCTION = "by function";
export const BY_LINE = "by line";
export const BY_LINE_MARKED = "by line, one function";
export const MEMORY = "memory by line";

/** What amdahl's profilers are called, and their options. */
const PROFILERS: readonly (readonly [name: string, options: (hot: string) => readonly string[]])[] = [
  [BY_FUNCTION, () => []],
  [BY_LINE, () => ["--lines"]],
  [BY_LINE_MARKED, (hot) => ["--function", hot]],
  [MEMORY, () => ["--memory"]],
];

const amdahl = join(import.meta.dirname, "..", "..", "bin", "amdahl.js");

/** Plain and amdahl's own, on one Node. */
export function ourWays({ file, hot, ranks }: Program, node: string, size: number): Way[] {
  const as = ranks === undefined ? [] : ["-n", String(ranks)];
  const program = [file, String(size)];
  const plain: Command = ranks === undefined ? [node, ...program] : [node, amdahl, "run", ...as, ...program];
  return [
    { name: PLAIN, command: plain },
    ...PROFILERS.map(([name, options]): Way => {
      return { name, command: [node, amdahl, "profile", ...as, ...options(hot), ...program] };
    }),
  ];
}

/** What there is of Python's profilers: their versions, or why not. */
export interface PythonTools {
  readonly path: string;
  readonly python: string;
  readonly lineProfiler: string | null;
  readonly memoryProfiler: string | null;
  readonly mpi4py: string | null;
}

const PROBE = `
import importlib, json, platform
def version(name, *needs):
    try:
        for need in needs:
            importlib.import_module(need)
        module = importlib.import_module(name)
        return getattr(module, "__version__", "of unknown version")
    except ImportError:
        return None
print(json.dumps({
    "python": platform.python_version(),
    "lineProfiler": version("line_profiler", "kernprof"),
    "memoryProfiler": version("memory_profiler"),
    "mpi4py": version("mpi4py", "numpy"),
}))`;

/** Looks at the Python that `AMDAHL_PYTHON` names, else at /usr/bin/python3; `off` is none. */
export function findPythonTools(
  path = process.env.AMDAHL_PYTHON || "/usr/bin/python3",
): PythonTools | { readonly missing: string } {
  if (path === "off") return { missing: "AMDAHL_PYTHON is off" };
  const { error, status, stdout, stderr } = spawnSync(path, ["-c", PROBE], { encoding: "utf8" });
  if (error !== undefined) return { missing: `${path} cannot be run: ${error.message}` };
  if (status !== 0) return { missing: `${path}: ${stderr.trim().split("\n").at(-1)}` };
  const tools = JSON.parse(stdout) as Omit<PythonTools, "path">;
  const launcher = spawnSync("mpirun", ["--version"], { encoding: "utf8" });
  return { path, ...tools, mpi4py: launcher.status === 0 ? tools.mpi4py : null };
}

export const PLAIN_SMALL = "plain, smaller";
export const MEMORY_PROFILER = "memory_profiler";

/** Plain and Python's own; none where the program has no peer, and a reason. */
export function pythonWays(
  { python, ranks }: Program,
  { path, lineProfiler, memoryProfiler, mpi4py }: PythonTools,
  size: "full" | "quick",
): Way[] | { readonly missing: string } {
  if ("missing" in python) return python;
  if (ranks !== undefined && mpi4py === null) return { missing: "there is no mpi4py, or no mpirun" };
  const { file, sizes, memory } = python;
  const ranked = (...command: [string, ...string[]]): Command =>
    ranks === undefined ? command : ["mpirun", "--oversubscribe", "-n", String(ranks), ...command];
  const big = [file, String(sizes[size])];
  const small = [file, String(memory[size])];
  return [
    { name: PLAIN, command: ranked(path, ...big) },
    { name: "cProfile", command: ranked(path, "-m", "cProfile", "-o", "/dev/null", ...big) },
    // Of the functions that have `@profile` only, as it is used.
    ...(lineProfiler === null
      ? []
      : [
          {
            name: "kernprof -l",
            command: ranked(path, "-m", "kernprof", "-l", "-o", "/dev/null", ...big),
          },
        ]),
    ...(memoryProfiler === null
      ? []
      : [
          { name: PLAIN_SMALL, command: ranked(path, ...small), base: PLAIN_SMALL },
          {
            name: MEMORY_PROFILER,
            command: ranked(path, "-m", "memory_profiler", ...small),
            base: PLAIN_SMALL,
          },
        ]),
  ];
}
