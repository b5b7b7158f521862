// `amdahl doctor`: what this machine has that amdahl can use, what it lacks, what that costs, and how to get it.
import type { Command } from "commander";
import { thisMachine } from "./doctor/machine.ts";
import { asText, examine } from "./doctor/report.ts";
import { packageVersion } from "./package-root.ts";

const EXAMPLES = `
Marks: + found and used, - not found, ! needs a look, none: found but not used by this version.
The exit status is 1 if something needs a look.

Examples:
  $ amdahl doctor
  $ amdahl doctor --json
`;

/** Adds `amdahl doctor` to `program`. */
export function register(program: Command): void {
  program
    .command("doctor")
    .description("Say what this machine has for amdahl, what is missing, and what that costs.")
    .option("--json", "print the findings as JSON")
    .addHelpText("after", EXAMPLES)
    .action((options: { json?: boolean }) => {
      const findings = examine(thisMachine);
      const amdahl = packageVersion();
      if (options.json) process.stdout.write(`${JSON.stringify({ amdahl, findings }, null, 2)}\n`);
      else process.stdout.write(`amdahl ${amdahl}\n${asText(findings)}`);
      if (findings.some(({ status }) => status === "warning")) process.exitCode = 1;
    });
}
