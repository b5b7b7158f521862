// amdahl profile: where a program's time goes, by function or by line.

import { type Command, InvalidArgumentError, Option } from "commander";
import {
  edgeReport,
  functionReport,
  lineReport,
  memoryReport,
  observe,
  Profile,
  SORT_KEYS,
  type SortKey,
} from "../profile/index.ts";
import { findProgram } from "./program.ts";
import { wholeNumber } from "./whole-number.ts";

const EXAMPLES = `
Everything after the program's name is passed on to it. The exit status is the program's own.

Examples:
  $ amdahl profile prog.ts
  $ amdahl profile --sort cumtime --limit 10 prog.ts --size 1000
  $ amdahl profile --lines prog.ts
  $ amdahl profile --lines --function step,Grid.sum prog.ts
`;

const LIMIT = 25;
/** Microseconds between two samples. */
const INTERVAL = 1000;

interface Options {
  readonly lines?: boolean;
  readonly np?: number;
  readonly ranks: "thread" | "process";
  readonly memory?: boolean;
  readonly function?: string[];
  readonly sort: SortKey;
  readonly limit: number;
  readonly callers?: boolean;
  readonly callees?: boolean;
  readonly internals?: boolean;
  readonly builtins: boolean;
  readonly packages?: boolean;
  readonly inline: boolean;
  readonly interval: number;
  readonly timeout?: number;
}

/** Adds `amdahl profile <program> [args...]` to `program`. */
export function register(program: Command): void {
  program
    .command("profile")
    .description("Run a program and say where its time goes: by function, or by line.")
    .argument("<program>", "a file that ends in .ts, .mts, .cts, .js, .mjs or .cjs")
    .argument("[args...]", "arguments for the program")
    .addOption(
      new Option("-n, --np <number>", "run it as so many ranks (see amdahl run)").argParser(
        wholeNumber(1, 256),
      ),
    )
    .addOption(
      new Option("--ranks <kind>", "what a rank is").choices(["thread", "process"]).default("thread"),
    )
    .option(
      "-l, --lines",
      "by line: of functions marked /** @profile */ or passed to profile(), else of the hottest",
    )
    .option("-m, --memory", "by line, what each made the process's memory grow by")
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
    .addOption(new Option("--timeout <seconds>", "end the program after so long").argParser(seconds))
    .passThroughOptions()
    .addHelpText("after", EXAMPLES)
    .action((name: string, args: string[], options: Options) => profile(findProgram(name), args, options));
}

/** `amdahl run --profile`: by function, with what else is as it is by default. */
export function profileRun(
  path: string,
  args: string[],
  options: Pick<Options, "np" | "ranks" | "timeout">,
): Promise<void> {
  return profile(path, args, {
    ...options,
    sort: "tottime",
    limit: LIMIT,
    builtins: true,
    inline: true,
    interval: INTERVAL,
  });
}

async function profile(path: string, args: string[], options: Options): Promise<void> {
  const { lines, function: functions, builtins, packages = false, interval, inline, timeout } = options;
  const { memory = false, np, ranks } = options;
  const byLine = lines || memory || functions !== undefined;
  const { records, isFirst, status, ended, complete, signal } = await observe({
    command: np === undefined ? [path, ...args] : asJob(np, ranks, path, args),
    record: {
      // A sample in a line that reads memory would be the reading's.
      interval: memory ? 0 : interval,
      packages,
      count: { lines: functions ?? (byLine ? "all" : "none"), builtins: builtins && !byLine, memory },
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
  process.stdout.write(`${report(made, options, byLine, functions ?? [])}\n`);
}

/** The command line that runs a program as ranks. */
function asJob(np: number, ranks: string, path: string, args: readonly string[]): string[] {
  return [process.argv[1], "run", "-n", String(np), "--ranks", ranks, path, ...args];
}

function report(made: Profile, options: Options, byLine: boolean, functions: readonly string[]): string {
  if (options.memory) return memoryReport(made, functions);
  if (byLine) return lineReport(made, functions);
  const { sort, limit } = options;
  const table = { sort, limit };
  return [
    functionReport(made, table),
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

function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value > 0) || value > 2_000_000) {
    throw new InvalidArgumentError("It is a number of seconds, above 0 and up to 2,000,000.");
  }
  return value;
}
