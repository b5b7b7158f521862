// The `amdahl` command line: finds the command, loads its file alone, and lets commander do the rest.
// bin/amdahl.js calls it once the Node is known to be new enough.
import { Command, CommanderError } from "commander";
import { commands } from "./command.ts";
import { UsageError } from "./errors.ts";
import { nearest } from "./nearest.ts";
import { packageVersion } from "./package-root.ts";

const EXAMPLES = `
Examples:
  $ amdahl run prog.ts --size 1000        run a program
  $ amdahl speedup prog.ts --threads 1,2  table and picture of its speed-up
  $ amdahl time "f(3)" "g(3)" --setup …   how long an expression takes
  $ amdahl build kernels.ts               compile a module ahead of time
  $ amdahl example mandelbrot             copy an example here and run it
  $ amdahl doctor                         what this machine has
  $ amdahl help speedup                   all of a command's options
`;

/**
 * Runs one command line and resolves when its command has returned; sets `process.exitCode`, and prints mistakes
 * of usage as one line on stderr (exit status 2).
 *
 * @param argv the arguments after `amdahl`
 * @example
 * await main(["doctor", "--json"]);
 */
export async function main(argv: readonly string[] = process.argv.slice(2)): Promise<void> {
  try {
    await dispatch(argv);
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
    else if (error instanceof UsageError) {
      process.stderr.write(`amdahl: ${error.message}\n`);
      process.exitCode = 2;
    } else throw error;
  }
}

async function dispatch(argv: readonly string[]): Promise<void> {
  const program = new Command("amdahl")
    .description(
      "High-performance computing for TypeScript: measure, compile, use every core, see the speed-up.",
    )
    .version(packageVersion(), "-V, --version", "print amdahl's version")
    .helpOption("-h, --help", "print help for amdahl or for a command")
    .helpCommand("help [command]", "print help for a command")
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .exitOverride()
    .addHelpText("after", EXAMPLES);

  const called = argv[0] === "help" ? argv[1] : argv[0];
  if (called !== undefined && !called.startsWith("-") && called !== "help") {
    const entry = commands.find((candidate) => candidate.name === called);
    if (entry === undefined) throw new UsageError(unknown(called));
    (await entry.load()).register(program);
  } else {
    for (const { name, summary } of commands) program.command(name).description(summary);
  }
  if (argv.length === 0) {
    program.outputHelp();
    return;
  }
  await program.parseAsync(argv, { from: "user" });
}

function unknown(called: string): string {
  if (/\.[cm]?[jt]s$/.test(called))
    return `unknown command '${called}'. To run a program: amdahl run ${called}`;
  const names = commands.map((entry) => entry.name);
  const meant = nearest(called, names);
  const hint = meant === undefined ? `The commands are ${names.join(", ")}` : `Did you mean '${meant}'`;
  return `unknown command '${called}'. ${hint}${meant === undefined ? "." : "?"} See amdahl --help.`;
}
