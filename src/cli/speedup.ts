// amdahl speedup: how much faster a program gets with more threads, as a table, a law and a picture.
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import {
  ProgramFailed,
  type SpeedupStudy,
  speedupChart,
  speedupReport,
  speedupStudy,
  type Workers,
  workersText,
} from "../measure/index.ts";
import { lineChart } from "../plot/index.ts";
import { findProgram } from "./program.ts";

interface Options {
  readonly threads?: number[];
  readonly ranks?: number[];
  readonly repeats: number;
  readonly out: string;
  readonly picture: boolean;
  readonly plot?: boolean;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Mark what counts, or the whole process is timed, Node's start included:
  import { region } from "amdahl";
  const sum = region("sum", () => integrate(n));

Examples:
  $ amdahl speedup prog.ts
  $ amdahl speedup prog.ts --threads 1,2,4,8 --repeats 11 --out results
  $ amdahl speedup prog.ts --quiet -- --size 1000
  $ amdahl speedup prog.ts --ranks 1,2,4 --threads 1,2
`;

/** Adds `amdahl speedup` to the program. */
export function register(program: Command): void {
  program
    .command("speedup")
    .description(
      "Measure how much faster a program gets with more threads, or with more ranks: run it again and again, each time in a fresh " +
        "process with AMDAHL_NUM_THREADS set, and print time, speed-up, efficiency and the Karp–Flatt metric, with " +
        "Amdahl's law fitted to them.",
    )
    .argument("<program>", "a file that ends in .ts, .mts, .cts, .js, .mjs or .cjs")
    .argument("[args...]", "arguments of the program, after --")
    .addOption(
      new Option("-t, --threads <list>", "numbers of threads, as in 1,2,4 (1 always takes part)")
        .argParser(numberList)
        .default(undefined, `${doublings().join(",")}; 1 with --ranks`),
    )
    .addOption(
      new Option(
        "-n, --ranks <list>",
        "numbers of ranks, as in 1,2,4: the program is run by amdahl run -n, with each number of threads",
      ).argParser(numberList),
    )
    .option("-r, --repeats <n>", "runs that count on each number of threads", positive, 7)
    .option("-o, --out <dir>", "folder of speedup.svg and speedup.png", ".")
    .option("--no-picture", "write no picture")
    .option("--plot", "draw the chart also when standard output is no terminal")
    .option("-q, --quiet", "do not show what the program prints in its first run")
    .option("--json", "print the study as JSON; the program's own output goes to standard error")
    .showHelpAfterError("(arguments for the program go after --)")
    .addHelpText("after", EXAMPLES)
    .action(speedup);
}

async function speedup(file: string, args: string[], options: Options): Promise<void> {
  const path = findProgram(file);
  const study = await interruptible((signal) =>
    speedupStudy({
      program: path,
      args,
      threads: options.threads ?? (options.ranks === undefined ? doublings() : [1]),
      ranks: options.ranks,
      repeats: options.repeats,
      output: options.quiet ? "ignore" : options.json ? "stderr" : "stdout",
      onRun: options.quiet === true ? progress : ({ run, ...rest }) => run > 1 && progress({ run, ...rest }),
      signal,
    }),
  );
  if (study === undefined) return;
  const chart = lineChart(speedupChart(study));
  const { out } = options;
  const pictures = options.picture
    ? await chart.save(join(out, "speedup.svg"), join(out, "speedup.png"))
    : [];
  if (options.json) {
    console.log(JSON.stringify(asJson(study, pictures), null, 2));
    return;
  }
  console.log(`${options.quiet ? "" : "\n"}${speedupReport(study)}`);
  if (options.plot || process.stdout.isTTY) console.log(`\n${chart.terminal()}`);
  if (pictures.length > 0) console.log(`\nwrote ${pictures.join(", ")}`);
}

/** Runs the study so that Ctrl-C ends it and its child at once; undefined when it did not come to its end. */
async function interruptible(
  run: (signal: AbortSignal) => Promise<SpeedupStudy>,
): Promise<SpeedupStudy | undefined> {
  const controller = new AbortController();
  const stop = (name: NodeJS.Signals, number: number) => {
    // A shell expects 128 + n of a program that signal n ended.
    process.exitCode = 128 + number;
    controller.abort(name);
  };
  process.on("SIGINT", stop).on("SIGTERM", stop).on("SIGHUP", stop);
  try {
    return await run(controller.signal);
  } catch (error) {
    if (controller.signal.aborted) return undefined;
    if (!(error instanceof ProgramFailed)) throw error;
    clearProgress();
    process.stderr.write(`${error.stderr}${error.stderr.endsWith("\n") || error.stderr === "" ? "" : "\n"}`);
    process.stderr.write(`amdahl speedup: ${error.message}\n`);
    process.exitCode = error.exitCode ?? 1;
    return undefined;
  } finally {
    clearProgress();
    process.off("SIGINT", stop).off("SIGTERM", stop).off("SIGHUP", stop);
  }
}

function progress({ run, runs, ...workers }: { run: number; runs: number } & Workers): void {
  if (!process.stderr.isTTY) return;
  const on = workersText(workers);
  process.stderr.write(`\r\u001b[2Krun ${run} of ${runs}, on ${on}${run === 1 ? " (not counted)" : ""}`);
}

function clearProgress(): void {
  if (process.stderr.isTTY) process.stderr.write("\r\u001b[2K");
}

function asJson(study: SpeedupStudy, pictures: readonly string[]): object {
  const { program, args, repeats, cores, regions } = study;
  return {
    program,
    args,
    repeats,
    cores,
    node: process.version,
    regions: regions.map(({ name, rows, fit }) => ({
      name: name ?? null,
      rows,
      amdahl: fit === undefined ? null : { serial: fit.serial, interval: fit.interval, limit: fit.limit },
    })),
    pictures,
  };
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("Give a whole number from 1.");
  return value;
}

function numberList(text: string): number[] {
  const values = text.split(",").map(Number);
  if (!values.every((value) => Number.isInteger(value) && value >= 1))
    throw new InvalidArgumentError("Give whole numbers from 1 with commas between them, as in 1,2,4.");
  return values;
}

/** 1, 2, 4 … up to the cores, and the cores themselves. */
function doublings(): number[] {
  const cores = availableParallelism();
  const result: number[] = [];
  for (let p = 1; p < cores; p *= 2) result.push(p);
  return [...result, cores];
}
