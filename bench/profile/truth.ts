// The profile by line against the truth: what a line takes is what the program takes less without it. Where the engine does
// several lines at once the lines' times come to less than the whole, so both sides are taken as shares of the lines that
// are judged; how much of the whole those are is kept beside it.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { median } from "../../src/measure/index.ts";
import type { LineTime } from "./line-times.ts";
import { type Once, runOnce } from "./run-once.ts";
import { HOT, makeVariants, TRUTH_SIZES, type Variants } from "./truth-programs.ts";

/** A line of a program, and its shares of the judged lines' time, from 0 to 1. */
export interface LineTruth {
  readonly line: number;
  readonly text: string;
  readonly truth: number;
  readonly profile: number;
  /** Whether the table marks it with `~`. */
  readonly doubtful: boolean;
}

/** What was found of one program on one Node. */
export interface Truth {
  readonly program: string;
  readonly lines: readonly LineTruth[];
  /** Percentage points between truth and profile, of the worst line that takes part; and of those without `~`. */
  readonly worst: number;
  readonly worstUnmarked: number;
  /** By how many points the truth differs if medians are taken in place of the best runs. */
  readonly uncertain: number;
  /** How much of the whole program's time the judged lines' are, by truth and by profile. */
  readonly covered: { readonly truth: number; readonly profile: number };
  /** Seconds of the program as it is, and of each variant: the runs that they are made of. */
  readonly whole: readonly number[];
  readonly without: readonly (readonly number[])[];
  readonly profiled: readonly { readonly seconds: number; readonly lines: readonly LineTime[] }[];
}

/** A line below this share in truth is not judged by its share. */
const LEAST = 0.03;

/**
 * Measures a program on a Node: in interleaved rounds the program, its variants, and its profile.
 *
 * @throws Error when a run fails, or when leaving a line out changes what another line does.
 */
export async function truthOf(
  program: string,
  options: {
    readonly node: string;
    readonly rounds: number;
    readonly size: "full" | "quick";
    readonly cwd: string;
    readonly onRun: (what: string, round: number) => void;
  },
): Promise<Truth> {
  const { node, rounds, size, cwd, onRun } = options;
  const folder = join(cwd, `truth-${program}`);
  const variants = makeVariants(program, folder);
  const argument = String(TRUTH_SIZES[program][size]);
  const whole: number[] = [];
  const without = variants.without.map((): number[] => []);
  const profiled: Truth["profiled"][number][] = [];
  try {
    for (let round = 1; round <= rounds; round++) {
      onRun("as it is", round);
      const own = await runOnce([node, variants.whole, argument], cwd);
      whole.push(own.own);
      const others: Once[] = [];
      for (const [i, file] of variants.without.entries()) {
        onRun(`without line ${variants.judged[i].line}`, round);
        const once = await runOnce([node, file, argument], cwd);
        if (round === 1) checkRest(variants, i, own, once);
        without[i].push(once.own);
        others.push(once);
      }
      checkSum(variants, own, others);
      onRun("profile", round);
      const helper = join(import.meta.dirname, "line-times.ts");
      const { stdout } = await runOnce([node, helper, HOT, variants.whole, argument], cwd);
      profiled.push(JSON.parse(stdout.trim().split("\n").at(-1) as string));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return compared(variants, whole, without, profiled);
}

/**
 * What the other lines come to must be what they came to before, and the line's own must be different. Where all lines add
 * to one number, what each line is missed by must come to what all came to: see `checkSum`.
 */
function checkRest({ name, judged }: Variants, dropped: number, whole: Once, without: Once): void {
  const [before, after] = [whole, without].map(({ result }) => result.split(","));
  if (before.length === 1) return;
  judged.forEach(({ line }, i) => {
    if ((before[i] === after[i]) === (i === dropped))
      throw new Error(
        `${name}: without line ${judged[dropped].line}, line ${line} comes to ${after[i]} after ${before[i]}`,
      );
  });
}

function checkSum({ name }: Variants, whole: Once, without: readonly Once[]): void {
  const all = Number(whole.result);
  // A list is no number, and was looked at element by element.
  if (Number.isNaN(all)) return;
  const missed = without.reduce((sum, { result }) => sum + (all - Number(result)), 0);
  if (Math.abs(missed - all) > 1e-6 * Math.abs(all))
    throw new Error(`${name}: its lines come to ${missed} one by one, and to ${all} together`);
}

function compared(
  { name, judged }: Variants,
  whole: Truth["whole"],
  without: Truth["without"],
  profiled: Truth["profiled"],
): Truth {
  const least = (times: readonly number[]) => Math.min(...times);
  const taken = (of: (times: readonly number[]) => number) =>
    without.map((times) => Math.max(0, of(whole) - of(times)));
  const truth = shares(taken(least));
  const other = shares(taken(median));
  const rows = judged.map(({ line }) => profiled.map(({ lines }) => lines.find((row) => row.line === line)));
  // Every run's own shares, and of those the median.
  const runs = profiled.map((_, run) => shares(rows.map((row) => row[run]?.time ?? 0)));
  const lines = judged.map(
    ({ line, text }, i): LineTruth => ({
      line,
      text,
      truth: truth[i],
      profile: median(runs.map((run) => run[i])),
      doubtful: rows[i].some((row) => row?.doubtful),
    }),
  );
  const points = (some: readonly LineTruth[]) =>
    Math.max(
      0,
      ...some.filter((line) => line.truth >= LEAST).map((line) => 100 * Math.abs(line.truth - line.profile)),
    );
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  return {
    program: name,
    lines,
    worst: points(lines),
    worstUnmarked: points(lines.filter(({ doubtful }) => !doubtful)),
    uncertain: Math.max(...truth.map((share, i) => 100 * Math.abs(share - other[i]))),
    covered: {
      truth: sum(taken(least)) / least(whole),
      profile: median(
        profiled.map(({ seconds }, run) => sum(rows.map((row) => row[run]?.time ?? 0)) / seconds),
      ),
    },
    whole,
    without,
    profiled,
  };
}

function shares(values: readonly number[]): number[] {
  const all = values.reduce((a, b) => a + b, 0);
  return values.map((value) => (all > 0 ? value / all : 0));
}
