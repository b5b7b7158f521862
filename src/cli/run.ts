// `amdahl run`: a program as `node` would run it. It is a command of its own because this is where numbers of
// ranks will be asked for, and so that a person needs to know one spelling only.
import type { Command } from "commander";
import { findProgram, startProgram } from "./program.ts";

const EXAMPLES = `
Everything after the program's name is passed on to it. Exit status and signals are the program's own.

Examples:
  $ amdahl run prog.ts
  $ amdahl run prog.ts --size 1000 --verbose
  $ AMDAHL_NUM_THREADS=2 amdahl run prog.ts
`;

/** Adds `amdahl run <program> [args...]` to `program`. */
export function register(program: Command): void {
  program
    .command("run")
    .description("Run a TypeScript or JavaScript program.")
    .argument("<program>", "a file that ends in .ts, .mts, .cts, .js, .mjs or .cjs")
    .argument("[args...]", "arguments for the program")
    .passThroughOptions()
    .addHelpText("after", EXAMPLES)
    .action((name: string, args: string[]) => startProgram(findProgram(name), args));
}
