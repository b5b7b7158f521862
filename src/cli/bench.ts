// amdahl bench: how long messages take between ranks, as a table, a law and a picture.
import { type Command, InvalidArgumentError, Option } from "commander";
import { runBench, SHAPES } from "../bench/index.ts";
import { UsageError } from "./errors.ts";
import { nearest } from "./nearest.ts";
import { wholeNumber } from "./whole-number.ts";

interface Options {
  readonly ranks: number;
  readonly sizes: readonly number[];
  readonly batches: number;
  readonly out: string;
  readonly picture: boolean;
  readonly plot?: boolean;
  readonly json?: boolean;
  readonly spans?: boolean;
}

const EXAMPLES = `
Under a cluster's launcher it measures that cluster's MPI, with as many ranks as the launcher starts.

Examples:
  $ amdahl bench pingpong
  $ amdahl bench allreduce barrier -n 4 --sizes 8,1K,1M
  $ mpirun -n 2 npx amdahl bench bandwidth --out results
`;

/** Adds `amdahl bench` to the program. */
export function register(program: Command): void {
  program
    .command("bench")
    .description(
      `Measure how long messages between ranks take: ${Object.keys(SHAPES).join(", ")}. Prints times and rates for ` +
        "each size, and fits T(s) = latency + s / bandwidth to them.",
    )
    .argument("<shapes...>", "what to measure")
    .addOption(new Option("-n, --ranks <number>", "how many ranks").argParser(wholeNumber(2, 256)).default(2))
    .addOption(
      new Option("-s, --sizes <list>", "sizes of messages in bytes, as in 8,1K,1M")
        .argParser(sizes)
        .default(doublings(), "1 to 4M by doubling"),
    )
    .addOption(
      new Option("-b, --batches <number>", "batches of each size")
        .argParser(wholeNumber(1, 10_000))
        .default(9),
    )
    .option("-o, --out <dir>", "folder of the pictures", ".")
    .option("--no-picture", "write no picture")
    .option("--plot", "draw the chart also when standard output is no terminal")
    .option("--spans", "print the six spans between start, MPI's begin, the end of the work and MPI's end")
    .option("--json", "print the times as JSON")
    .addHelpText("after", EXAMPLES)
    .action(bench);
}

async function bench(shapes: string[], options: Options): Promise<void> {
  for (const shape of shapes) {
    if (Object.hasOwn(SHAPES, shape)) continue;
    const meant = nearest(shape, Object.keys(SHAPES));
    const hint =
      meant === undefined ? `There are ${Object.keys(SHAPES).join(", ")}.` : `Did you mean '${meant}'?`;
    throw new UsageError(`unknown shape '${shape}'. ${hint}`);
  }
  await runBench(
    {
      shapes,
      sizes: options.sizes,
      batches: options.batches,
      ...(options.picture && { out: options.out }),
      plot: options.plot === true || (process.stdout.isTTY === true && options.json !== true),
      progress: process.stderr.isTTY === true,
      json: options.json === true,
      ...(options.spans && { spansFrom: performance.timeOrigin }),
    },
    options.ranks,
  );
}

const UNITS: Readonly<Record<string, number>> = { "": 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

function sizes(text: string): number[] {
  const list = text.split(",").map((part) => {
    const [, digits, unit] = /^(\d+)([KMG]?)$/i.exec(part.trim()) ?? [];
    return digits === undefined ? Number.NaN : Number(digits) * UNITS[unit.toUpperCase()];
  });
  if (list.every((bytes) => bytes <= 2 ** 33)) return [...new Set(list)].sort((a, b) => a - b);
  throw new InvalidArgumentError("Give sizes in bytes, as in 8,1K,1M, up to 8G.");
}

function doublings(): number[] {
  return Array.from({ length: 23 }, (_, k) => 2 ** k);
}
