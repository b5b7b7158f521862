// amdahl time: how long expressions take, from the command line, as `python -m timeit` says it.
import { inspect } from "node:util";
import { type Command, Option } from "commander";
import { TimeitComparison, type TimeitResult, timeFunctions } from "../measure/index.ts";
import { UsageError } from "./errors.ts";
import { functionsOf } from "./time-module.ts";
import { wholeNumber } from "./whole-number.ts";

interface Options {
  readonly setup: readonly string[];
  readonly number?: number;
  readonly repeats: number;
  readonly json?: boolean;
}

const EXAMPLES = `
An expression that is the same in every round may be done once by the engine, which is seen and said: let it vary.

Examples:
  $ amdahl time "JSON.parse(text)" --setup "const text = '[1, 2, 3]'"
  $ amdahl time "Math.hypot(x++, 1)" "Math.sqrt(x++ ** 2 + 1)" --setup "let x = 0"
  $ amdahl time "await f()" --setup 'import { f } from "./f.ts"'
`;

/** Adds `amdahl time` to the program. */
export function register(program: Command): void {
  program
    .command("time")
    .description(
      "Measure how long an expression takes, or compare several: each is run so often that the clock can see it, several " +
        "times over, in turn with the others. TypeScript; an expression with await in it is awaited in every round.",
    )
    .argument("<expressions...>", "what to time; each sees what the setup declares and imports")
    .addOption(
      new Option("-s, --setup <code>", "statements that run once before; may be given several times")
        .argParser((code: string, before: readonly string[]) => [...before, code])
        .default([], "none"),
    )
    .addOption(
      new Option("-n, --number <n>", "loops in a sample (default: as many as take 50 ms)").argParser(
        wholeNumber(1, Number.MAX_SAFE_INTEGER),
      ),
    )
    .addOption(
      new Option("-r, --repeats <n>", "samples of each expression")
        .argParser(wholeNumber(1, 1_000_000))
        .default(7),
    )
    .option("--json", "print the times as JSON, in seconds")
    .addHelpText("after", EXAMPLES)
    .action(time);
}

async function time(expressions: string[], options: Options): Promise<void> {
  const { number, repeats, json } = options;
  let results: TimeitResult[];
  try {
    const functions = await functionsOf(expressions, options.setup.join("\n"));
    progress("finding out how many loops a sample needs");
    const onSample = (done: number, of: number) => progress(`sample ${done} of ${of}`);
    results = await timeFunctions(functions, { number, repeats, onSample });
  } catch (error) {
    if (error instanceof UsageError) throw error;
    // The stack would be of places in a module that nobody has written.
    progress("");
    process.stderr.write(`amdahl time: ${error instanceof Error ? String(error) : inspect(error)}\n`);
    process.exitCode = 1;
    return;
  }
  progress("");
  if (json) console.log(JSON.stringify({ node: process.version, results }, null, 2));
  else console.log(String(new TimeitComparison(results)));
}

/** Writes over what was written last, on a terminal. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${text}`);
}
