// `amdahl example`: lists the examples that come with the package, or copies one into the current folder and runs
// it there. It has to copy, because Node strips no types under node_modules; and a copy is what one wants to edit.
import type { Command } from "commander";
import { type CopiedFile, copyExample, listExamples, requireAmdahl } from "./example-files.ts";
import { startProgram } from "./program.ts";

const EXAMPLES = `
Without a name: the list. With one: NAME.ts (NAME.mts where the package.json is not of "type": "module") and the
files it imports are copied here, and it is run with the arguments given. A copy that you have changed is not
overwritten without --force; it is run as it is with --keep.

Examples:
  $ amdahl example
  $ amdahl example pi
  $ amdahl example diffusion --no-run
`;

interface Options {
  force?: boolean;
  keep?: boolean;
  run: boolean;
}

/** Adds `amdahl example [name] [args...]` to `program`. */
export function register(program: Command): void {
  program
    .command("example")
    .description("List the examples, or copy one into this folder and run it.")
    .argument("[name]", "the example's name, as the list gives it")
    .argument("[args...]", "arguments for the example")
    .option("-f, --force", "overwrite a copy that has been changed")
    .option("-k, --keep", "leave a copy that has been changed, and run it")
    .option("--no-run", "copy only")
    .passThroughOptions()
    .addHelpText("after", EXAMPLES)
    .action((name: string | undefined, args: string[], options: Options) => {
      if (name === undefined) printList();
      else runExample(name, args, options);
    });
}

function printList(): void {
  const examples = listExamples();
  const width = Math.max(...examples.map((example) => example.name.length));
  for (const { name, about } of examples) console.log(`${name.padEnd(width)}  ${about}`);
  console.log("\nTo copy one here and run it: amdahl example NAME");
}

function runExample(name: string, args: readonly string[], options: Options): void {
  const changed = options.force ? "overwrite" : options.keep ? "keep" : "refuse";
  const files = copyExample(name, process.cwd(), changed);
  for (const { file, outcome } of files) process.stderr.write(`${describe(outcome)} ${file}\n`);
  if (!options.run) return;
  requireAmdahl(process.cwd());
  startProgram(files[0].path, args);
}

function describe(outcome: CopiedFile["outcome"]): string {
  return { copied: "copied", same: "already here:", kept: "kept your changed", overwritten: "overwrote" }[
    outcome
  ];
}
