// Compares ways of doing one thing within one process. Rounds are interleaved because clocks, heat and neighbours
// drift: a case measured all at once at a bad moment would carry the moment as if it were its own.
import { type Interval, median, medianInterval, type Ratio, ratioOfMedians } from "./statistics.ts";

/** One of the ways compared by {@link interleave}. */
export interface Case {
  readonly name: string;
  readonly run: () => unknown;
  /**
   * Seconds that `batch` runs took by a clock of the case's own, in place of the clock around `run`: for what runs in
   * another process, where asking and answering are no part of the time.
   */
  readonly measure?: (batch: number) => number | Promise<number>;
  /** How many runs one sample holds, if that is not to be found out: `minTime` is not looked at then. */
  readonly batch?: number;
}

/** How {@link interleave} samples. */
export interface InterleaveOptions {
  /** Rounds that count; each gives every case one sample. 11 by default. */
  readonly repeats?: number;
  /** Seconds that a sample lasts at least: shorter cases are run several times within it. 0.02 by default. */
  readonly minTime?: number;
  /** Rounds before the first that counts. 1 by default. */
  readonly warmup?: number;
  /** Called after each sample, those that do not count too, with how many there have been and will be. */
  readonly onSample?: (done: number, of: number) => void;
}

/** What {@link interleave} found of one case. */
export interface CaseResult {
  readonly name: string;
  /** Seconds of one run, a sample per round. */
  readonly samples: number[];
  readonly median: number;
  readonly interval: Interval;
  /** How many runs one sample holds. */
  readonly batch: number;
  /** How much faster than the first case: its median over this one's. */
  readonly speedup: Ratio;
}

/**
 * Times every case in turn, round after round, in an order that rotates with the round. The first case is what the
 * others are compared with. Times are in seconds.
 *
 * @throws RangeError when there is no case, or `repeats` is below 1.
 * @throws whatever a case throws.
 * @example const [plain, compiled] = await interleave([{ name: "plain", run: f }, { name: "compiled", run: g }]);
 */
export async function interleave(
  cases: readonly Case[],
  options: InterleaveOptions = {},
): Promise<CaseResult[]> {
  const { repeats = 11, minTime = 0.02, warmup = 1, onSample } = options;
  if (cases.length === 0) throw new RangeError("interleave: there is nothing to compare");
  if (!(repeats >= 1)) throw new RangeError(`interleave: repeats is ${repeats}; give at least 1`);
  const batches: number[] = [];
  for (const one of cases) batches.push(one.batch ?? (await calibrate(one, minTime)));
  const samples = cases.map((): number[] => []);
  let done = 0;
  for (let round = -warmup; round < repeats; round++)
    for (let i = 0; i < cases.length; i++) {
      const which = (i + Math.max(0, round)) % cases.length;
      const seconds = await time(cases[which], batches[which]);
      if (round >= 0) samples[which].push(seconds);
      // What made the first batch long enough was a neighbour's turn, or code that was not optimised yet.
      else if (cases[which].batch === undefined && seconds * batches[which] < minTime / 2)
        batches[which] = await calibrate(cases[which], minTime, batches[which]);
      onSample?.(++done, (warmup + repeats) * cases.length);
    }
  return cases.map(({ name }, i) => ({
    name,
    samples: samples[i],
    median: median(samples[i]),
    interval: medianInterval(samples[i]),
    batch: batches[i],
    speedup: ratioOfMedians(samples[0], samples[i]),
  }));
}

async function time({ run, measure }: Case, batch: number): Promise<number> {
  if (measure !== undefined) return (await measure(batch)) / batch;
  const start = performance.now();
  for (let i = 0; i < batch; i++) {
    const result = run();
    // Only a promise is waited for: an await on a plain value would put a turn of the event loop into the sample.
    if (result instanceof Promise) await result;
  }
  return (performance.now() - start) / 1000 / batch;
}

// Doubling until a batch is long enough to read the clock around it also warms the case up.
async function calibrate(one: Case, minTime: number, from = 1): Promise<number> {
  for (let batch = from; ; ) {
    const total = (await time(one, batch)) * batch;
    if (total >= minTime || batch >= 2 ** 30) return batch;
    batch = Math.max(
      batch * 2,
      Math.min(batch * 100, Math.ceil((1.1 * batch * minTime) / Math.max(total, 1e-6))),
    );
  }
}
