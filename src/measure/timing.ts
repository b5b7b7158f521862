// What `timeit` found, and how it is printed: the statistics of the samples, and whether they can be told from those
// of an empty loop. Knows nothing of how the samples were taken.
import { type Interval, mad, median, medianInterval, type Ratio } from "./statistics.ts";
import { formatTable } from "./table.ts";
import { coverageText, formatSeconds, significant, timeUnit } from "./units.ts";

// console.log shows the text, as IPython does; the fields are there for programs.
const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/** Samples shorter than this are the clock's and the interpreter's time more than the function's. */
const SHORTEST_SAMPLE = 1e-3;

/** The samples of one function as they were taken. Times are in seconds per loop. */
export interface TimedSamples {
  readonly name: string;
  /** How often each sample called the function. */
  readonly loops: number;
  readonly samples: readonly number[];
  /** Samples of an empty loop of the same shape, out of the same rounds. */
  readonly empty: readonly number[];
  /** Whether each result was awaited. */
  readonly isAsync: boolean;
  /** In a comparison: how many times as fast as the first. */
  readonly speedup?: Ratio;
}

/**
 * How long one call of a function takes. All times are in seconds; `toString()` and `console.log` give a line to read.
 *
 * @example const { median, optimisedAway } = await timeit(() => JSON.parse(text));
 */
export class TimeitResult {
  readonly name: string;
  /** How often each sample called the function. */
  readonly loops: number;
  /** How many samples there are. */
  readonly repeats: number;
  /** Seconds of one loop, a sample per repeat, in the order in which they were taken. */
  readonly samples: readonly number[];
  /** The quickest sample: what else the machine did disturbed it least. */
  readonly min: number;
  readonly median: number;
  /** The median absolute deviation of the samples from their median. */
  readonly mad: number;
  /** Of the median, by order statistics: with seven repeats the extremes, which hold it 98 times in a hundred. */
  readonly interval: Interval;
  /** Seconds of one round of an empty loop of the same shape, which are part of all the times here. */
  readonly resolution: number;
  /** Whether each result was awaited. */
  readonly isAsync: boolean;
  /** Whether the function cannot be told from an empty one: the engine has probably removed it, or done it once. */
  readonly optimisedAway: boolean;
  /** Why the times are not to be believed, and what to do; undefined if there is nothing to say. */
  readonly warning: string | undefined;
  /** In a comparison, how many times as fast as the first; undefined for a function by itself. */
  readonly speedup: Ratio | undefined;

  constructor({ name, loops, samples, empty, isAsync, speedup }: TimedSamples) {
    this.name = name;
    this.loops = loops;
    this.repeats = samples.length;
    this.samples = samples;
    this.min = Math.min(...samples);
    this.median = median(samples);
    this.mad = mad(samples);
    this.interval = medianInterval(samples);
    this.resolution = median(empty);
    this.isAsync = isAsync;
    const isLong = this.median * loops >= SHORTEST_SAMPLE;
    this.optimisedAway = isLong && isLikeEmpty(this.min, empty, isAsync);
    this.warning = this.optimisedAway ? removed(this) : isLong ? undefined : tooShort(this);
    this.speedup = speedup;
  }

  /** As in `1.23 µs per loop (min 1.21, median 1.23 ± 0.02; 7 repeats of 200000 loops)`. */
  toString(): string {
    const unit = timeUnit([this.median]);
    const spread = this.repeats > 1 ? ` ± ${significant(this.mad / unit.seconds, 2)}` : "";
    const lines = [
      `${formatSeconds(this.median, unit)} per loop (min ${significant(this.min / unit.seconds)}, ` +
        `median ${significant(this.median / unit.seconds)}${spread}; ` +
        `${counted(this.repeats, "repeat")} of ${counted(this.loops, "loop")})`,
    ];
    // Of a function that takes a hundred times as long it says nothing.
    if (this.resolution * 100 > this.median) lines.push(resolutionText([this]));
    if (this.warning !== undefined) lines.push(`Warning: ${this.warning}`);
    return lines.join("\n");
  }

  [INSPECT](): string {
    return this.toString();
  }
}

/** Several functions timed in the same rounds; `toString()` and `console.log` give a table. */
export class TimeitComparison {
  /** In the order in which the functions were given. */
  readonly results: readonly TimeitResult[];

  constructor(results: readonly TimeitResult[]) {
    this.results = results;
  }

  toString(): string {
    const { results } = this;
    // There are no ratios, and a table of one row says less than the line.
    if (results.length === 1) return results[0].toString();
    const unit = timeUnit(results.map((one) => one.median));
    const table = formatTable(
      [
        { title: "", align: "left" },
        { title: "time" },
        { title: "± MAD" },
        { title: "min" },
        { title: "loops" },
        { title: "speed-up" },
        { title: `${results[0].speedup === undefined ? "" : coverageText(results[0].speedup)}interval` },
      ],
      results.map((one, i) => [
        shortened(one.name),
        formatSeconds(one.median, unit),
        one.repeats > 1 ? `±${significant(one.mad / unit.seconds, 2)} ${unit.name}` : "–",
        formatSeconds(one.min, unit),
        String(one.loops),
        one.speedup === undefined ? "" : significant(one.speedup.ratio),
        i === 0 || one.speedup === undefined ? "" : intervalText(one.speedup),
      ]),
    );
    const repeats = counted(results[0].repeats, "interleaved sample");
    const warnings = results.flatMap(({ warning }) => (warning === undefined ? [] : [`Warning: ${warning}`]));
    return [table, `median of ${repeats}; ${resolutionText(results)}`, ...warnings].join("\n");
  }

  [INSPECT](): string {
    return this.toString();
  }
}

/**
 * Whether a function's quickest sample is that of a loop which does nothing. The quickest ones are compared, because
 * what disturbs a sample only ever makes it longer.
 *
 * One round of the bare loop takes a cycle or two, and where the engine happens to put it adds one: a difference of less
 * than one round more says nothing (measured: 0.33 to 0.37 ns for loops that do nothing, 1.4 and more for those that add
 * to a variable). A round that awaits has a hundred cycles of the engine's own, which repeat to within a few
 * hundredths. Where the empty loop's samples scatter by more than that, their scatter counts.
 */
function isLikeEmpty(quickest: number, empty: readonly number[], isAsync: boolean): boolean {
  const least = Math.min(...empty);
  const margin = Math.max(least * (isAsync ? 0.05 : 1), 3 * mad(empty));
  return quickest - least < margin;
}

function removed({ name, isAsync, resolution }: TimeitResult): string {
  const empty = isAsync ? "an async function that does nothing" : "an empty loop";
  return (
    `${shortened(name)} cannot be told from ${empty} (${formatSeconds(resolution)}): the engine has probably removed ` +
    "it, or moved it out of the loop. Let its inputs vary from call to call, and return what it computes."
  );
}

function tooShort({ name, loops, median }: TimeitResult): string {
  return (
    `a sample of ${shortened(name)} takes ${formatSeconds(median * loops)}, which is mostly the clock and code that ` +
    `is not optimised yet: give a number of loops far above ${loops}, or none, so that it is found.`
  );
}

/** What an empty loop takes, of each shape that was used. */
function resolutionText(results: readonly TimeitResult[]): string {
  const loop = results.find((one) => !one.isAsync);
  const awaiting = results.find((one) => one.isAsync);
  return [
    ...(loop ? [`an empty loop takes ${formatSeconds(loop.resolution)}`] : []),
    ...(awaiting ? [`an empty loop that awaits ${formatSeconds(awaiting.resolution)}`] : []),
  ].join(", ");
}

// Expressions may be a thousand times apart: digits that count, and not places behind the point.
const intervalText = ({ low, high }: Ratio): string =>
  Number.isNaN(low) ? "–" : `${significant(low)} to ${significant(high)}`;

const counted = (n: number, what: string) => `${n} ${what}${n === 1 ? "" : "s"}`;

/** A name in a line of its own; an expression may be longer, and of several. */
function shortened(name: string): string {
  const line = name.replace(/\s+/g, " ");
  return line.length > 48 ? `${line.slice(0, 47)}…` : line;
}
