// `amdahl run`: a program as `node` would run it, or as several ranks that send each other messages. One command for
// both, so that a person needs to know one spelling only.
import { type Command, Option } from "commander";
import { UsageError } from "./errors.ts";
import { npOption, ranksOption, timeoutOption } from "./job-options.ts";
import { findProgram, startProgram } from "./program.ts";

const EXAMPLES = `
Everything after the program's name is passed on to it. Exit status and signals are the program's own; of several
ranks the first that fails ends the others, and its status is the job's.

Examples:
  $ amdahl run prog.ts
  $ amdahl run prog.ts --size 1000 --verbose
  $ amdahl run -n 4 prog.ts
  $ amdahl run -n 64 --hostfile nodes prog.ts
  $ AMDAHL_NUM_THREADS=2 amdahl run prog.ts
`;

interface Options {
  readonly np?: number;
  readonly ranks: "thread" | "process";
  readonly hostfile?: string;
  readonly host?: string;
  readonly tagOutput?: boolean;
  readonly timeout?: number;
  readonly reportDeadlock: "on" | "off";
  readonly profile?: boolean;
}

/** Adds `amdahl run <program> [args...]` to `program`. */
export function register(program: Command): void {
  program
    .command("run")
    .description("Run a TypeScript or JavaScript program, by itself or as several ranks.")
    .argument("<program>", "a file that ends in .ts, .mts, .cts, .js, .mjs or .cjs")
    .argument("[args...]", "arguments for the program")
    .addOption(npOption("run it as so many ranks (see amdahl/mpi)"))
    .addOption(ranksOption())
    .option("--hostfile <file>", "machines for ranks that are processes, as the MPI launcher reads them")
    .option("--host <list>", "the same, with commas between the machines")
    .option("--tag-output", "begin each line of a rank's output with its number")
    .addOption(timeoutOption("end the job after so long"))
    .addOption(
      new Option("--report-deadlock <when>", "whether a job that cannot go on is reported and ended")
        .choices(["on", "off"])
        .default("on"),
    )
    .option("--profile", "say where the time goes, as amdahl profile does")
    .passThroughOptions()
    .addHelpText("after", EXAMPLES)
    .action((name: string, args: string[], options: Options) => run(findProgram(name), args, options));
}

async function run(path: string, args: string[], options: Options): Promise<void> {
  const { np, ranks, hostfile, host, tagOutput = false, timeout, reportDeadlock } = options;
  const elsewhere = hostfile !== undefined || host !== undefined;
  if (options.profile) {
    if (elsewhere)
      throw new UsageError(
        "ranks on other machines are profiled by their launcher: mpirun -n 4 amdahl profile prog.ts",
      );
    const { profileRun } = await import("./profile.ts");
    return profileRun(path, args, { np, ranks, timeout });
  }
  const alone = np === undefined && ranks === "thread" && !elsewhere;
  if (alone && !tagOutput && timeout === undefined) return startProgram(path, args);
  // Only now: a program by itself starts without what ranks need.
  const { ranksCanBeProcesses, runJob } = await import("../job/index.ts");
  // Another machine's memory cannot be shared; and where this one's cannot either, the launcher may know a way.
  if (elsewhere || (ranks === "process" && !ranksCanBeProcesses())) {
    const { launch } = await import("./launch.ts");
    return launch({ program: path, args, size: np ?? 1, tagged: tagOutput, timeout, hostfile, host });
  }
  return runJob({
    program: path,
    args,
    size: np ?? 1,
    kind: ranks,
    tagged: tagOutput,
    timeout,
    reportDeadlock: reportDeadlock === "on",
  });
}
