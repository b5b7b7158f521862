// amdahl profile: where a program's time goes, by function or by line; where its memory goes, and what is in it. Runs the
// program in a process of its own, so that whatever becomes of it there is a report.

import { type Command, InvalidArgumentError, Option } from "commander";
import {
  compareReport,
  edgeReport,
  functionReport,
  lineReport,
  memoryReport,
  memoryTrend,
  observe,
  Profile,
  SORT_KEYS,
  type SortKey,
} from "../profile/index.ts";
import { UsageError } from "./errors.ts";
import { npOption, ranksOption, timeoutOption } from "./job-options.ts";
import { type FileOptions, fileOptions, openFiles, type ProfileFiles } from "./profile-files.ts";
import { findProgram } from "./program.ts";
import { wholeNumber } from "./whole-number.ts";

const EXAMPLES = `
Everything after the program's name is passed on to it. The exit status is the program's own.

Examples:
  $ amdahl profile prog.ts
  $ amdahl profile --sort cumtime --limit 10 prog.ts --size 1000
  $ amdahl profile --lines prog.ts
  $ amdahl profile --lines --function step,Grid.sum prog.ts
  $ amdahl profile --save before.json --save before.cpuprofile prog.ts
  $ amdahl profile --load before.json --sort cumtime
  $ amdahl profile --compare before.json prog.ts
  $ amdahl profile --view prog.ts
  $ amdahl profile --load before.json --html before.html
`;

const LIMIT = 25;
/** Microseconds between two samples. */
const INTERVAL = 1000;

interface Options extends FileOptions {
  readonly lines?: boolean;
  readonly np?: number;
  readonly ranks: "thread" | "process";
  readonly clock?: boolean;
  readonly memory?: boolean;
  readonly trend?: string | true;
  readonly heap?: boolean;
  readonly function?: string[];
  readonly sort: SortKey;
  readonly limit: number;
  readonly callers?: boolean;
  readonly callees?: boolean;
  readonly builtins: boolean;
  readonly packages?: boolean;
  readonly inline: boolean;
  readonly interval: number;
  readonly timeout?: number;
}

/** Adds `amdahl profile <program> [args...]` to `program`. */
export function register(program: Command): void {
  const command = program
    .command("profile")
    .description("Run a program and say where its time goes: by function, or by line.")
    .argument("[program]", "a file that ends in .ts, .mts, .cts, .js, .mjs or .cjs")
    .argument("[args...]", "arguments for the program")
    .addOption(npOption("run it as so many ranks (see amdahl run)"))
    .addOption(ranksOption())
    .option(
      "-l, --lines",
      "by line: of functions marked /** @profile */ or passed to profile(), else of the hottest",
    )
    .option("--clock", "by line, by a clock that is read at each: slower, with all that a line waits for")
    .option("-m, --memory", "by line, what each made the process's memory grow by")
    .option("--trend [file.svg]", "with --memory, a picture of it over time (default: memory.svg)")
    .option("--heap", "by constructor, what is in memory as the program ends, and what holds it")
    .addOption(
      new Option("-f, --function <names>", "by line, of the functions with these names").argParser(names),
    )
    .addOption(
      new Option("-s, --sort <key>", `what to sort by: ${Object.keys(SORT_KEYS).join(", ")}`)
        .argParser(sortKey)
        .default("tottime"),
    )
    .addOption(new Option("--limit <rows>", "rows to show").argParser(wholeNumber(1, 1e6)).default(LIMIT))
    .option("--callers", "show what called each function")
    .option("--callees", "show what each function called")
    .option("--internals", "tell apart what Node's and amdahl's functions do within themselves")
    .option("--packages", "count in node_modules, too")
    .option("--no-builtins", "do not count calls of Math.abs and its like")
    .option("--no-inline", "keep the engine from inlining: slower, and right also on Node 22 and 24")
    .addOption(
      new Option("--interval <microseconds>", "time between two samples")
        .argParser(wholeNumber(50, 1_000_000))
        .default(INTERVAL),
    )
    .addOption(timeoutOption("end the program after so long"))
    .passThroughOptions()
    .addHelpText("after", EXAMPLES)
    .action(start);
  for (const option of fileOptions()) command.addOption(option);
}

/** `amdahl run --profile`: by function, with what else is as it is by default. */
export function profileRun(
  path: string,
  args: string[],
  given: Pick<Options, "np" | "ranks" | "timeout">,
): Promise<void> {
  const options = {
    ...given,
    sort: "tottime",
    limit: LIMIT,
    builtins: true,
    inline: true,
    interval: INTERVAL,
  } as const;
  return profile(path, args, options, openFiles(path, false, {}));
}

async function start(name: string | undefined, args: string[], options: Options): Promise<void> {
  if (options.heap) {
    const { profileHeap } = await import("./profile-heap.ts");
    return profileHeap(name, args, options);
  }
  if (options.clock && options.memory)
    throw new UsageError("--clock and --memory read two things at the same lines: give one of them");
  if (options.trend !== undefined && !options.memory)
    throw new UsageError("--trend is a picture of what --memory reads: give both");
  if (typeof options.trend === "string" && !/\.(?:svg|png)$/i.test(options.trend))
    throw new UsageError(`--trend: ${options.trend}: a picture's name ends in .svg or .png`);
  const files = openFiles(name, isByLine(options), options);
  if (files.loaded) await show(files.loaded, options, files);
  else if (name !== undefined) await profile(findProgram(name), args, options, files);
}

const isByLine = ({ lines = false, clock = false, memory = false, function: functions }: Options) =>
  lines || clock || memory || functions !== undefined;

async function profile(path: string, args: string[], options: Options, files: ProfileFiles): Promise<void> {
  const { function: functions, builtins, packages = false, interval, inline, timeout } = options;
  const { clock = false, memory = false, np, ranks } = options;
  const byLine = isByLine(options);
  const { records, isFirst, status, ended, complete, signal } = await observe({
    command: np === undefined ? [path, ...args] : asJob(np, ranks, path, args),
    record: {
      // A sample in a line that reads memory would be the reading's.
      interval: memory ? 0 : interval,
      packages,
      count: { lines: functions ?? (byLine ? "all" : "none"), builtins: builtins && !byLine, memory, clock },
    },
    flags: inline ? [] : ["--max-inlined-bytecode-size=0"],
    timeout,
  });
  process.exitCode = status;
  if (!isFirst) return;
  if (records.length === 0) {
    const how = signal
      ? `ended by ${signal}`
      : ended === undefined
        ? `ended with status ${status}`
        : "in native code";
    process.stderr.write(
      `amdahl profile: there is no profile, the program was ${how} before it could write one\n`,
    );
    process.exitCode = status || 1;
    return;
  }
  if (!complete)
    process.stderr.write("amdahl profile: a thread in native code did not answer and is left out\n");
  const made = new Profile(records, options.internals);
  await show(made, options, files);
}

/** Memory over time, as a file, and in characters on a terminal. */
async function drawTrend(made: Profile, path: string): Promise<void> {
  const { lineChart } = await import("../plot/index.ts");
  const chart = lineChart(memoryTrend(made));
  if (process.stdout.isTTY) process.stdout.write(`\n${chart.terminal()}\n`);
  process.stdout.write(`\nwrote ${(await chart.save(path)).join(", ")}\n`);
}

/** The command line that runs a program as ranks. */
function asJob(np: number, ranks: string, path: string, args: readonly string[]): string[] {
  return [process.argv[1], "run", "-n", String(np), "--ranks", ranks, path, ...args];
}

async function show(made: Profile, options: Options, files: ProfileFiles): Promise<void> {
  // First what took the program's time to get.
  files.save(made);
  // Whoever reads only the first lines of it has closed the pipe by now.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  process.stdout.write(`${report(made, options, files.before)}\n`);
  if (options.trend !== undefined)
    await drawTrend(made, options.trend === true ? "memory.svg" : options.trend);
  await files.view(made);
}

function report(made: Profile, options: Options, before: Profile | undefined): string {
  const { memory, function: functions = [], sort, limit } = options;
  if (memory) return memoryReport(made, functions);
  if (isByLine(options)) return lineReport(made, functions);
  const table = { sort, limit };
  return [
    before ? compareReport(before, made, table) : functionReport(made, table),
    ...(options.callers ? [edgeReport(made, "callers", table)] : []),
    ...(options.callees ? [edgeReport(made, "callees", table)] : []),
  ].join("\n\n");
}

function names(text: string, before: string[] = []): string[] {
  return [...before, ...text.split(",").filter(Boolean)];
}

function sortKey(text: string): SortKey {
  const key = SORT_KEYS[text];
  if (key === undefined) throw new InvalidArgumentError(`It is one of ${Object.keys(SORT_KEYS).join(", ")}.`);
  return key;
}
