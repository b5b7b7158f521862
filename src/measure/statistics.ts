// Timings are few, skewed and have outliers, so everything here rests on order statistics and on resampling
// rather than on a normal distribution.

/** An interval, and the share of repetitions of the experiment that would cover the true value. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  readonly coverage: number;
}

const ascending = (values: ArrayLike<number>): Float64Array => Float64Array.from(values).sort();

/**
 * The quantile of `values` at `q`, linearly interpolated between order statistics
 * (type 7 of Hyndman & Fan, "Sample Quantiles in Statistical Packages", 1996: NumPy's default).
 * NaN when there are no values.
 *
 * @throws RangeError when `q` is not within 0 and 1.
 * @example quantile([1, 2, 3, 4], 0.5) // 2.5
 */
export function quantile(values: ArrayLike<number>, q: number): number {
  if (!(q >= 0 && q <= 1)) throw new RangeError(`quantile: q is ${q}; give a number from 0 to 1`);
  if (values.length === 0) return Number.NaN;
  const sorted = ascending(values);
  const position = q * (sorted.length - 1);
  const below = Math.floor(position);
  const share = position - below;
  // Without this an infinite neighbour would turn 0 * Infinity into NaN.
  if (share === 0) return sorted[below];
  return sorted[below] + (sorted[below + 1] - sorted[below]) * share;
}

/**
 * The middle value, or the mean of the two middle ones. NaN when there are none.
 *
 * @example median([3, 1, 2]) // 2
 */
export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}

/**
 * The median absolute deviation from the median, in the unit of `values`, unscaled.
 *
 * @example mad([1, 1, 2, 2, 4, 6, 9]) // 1
 */
export function mad(values: ArrayLike<number>): number {
  const middle = median(values);
  return median(Array.from(values, (value) => Math.abs(value - middle)));
}

/**
 * A distribution-free interval of the median: the narrowest symmetric pair of order statistics whose coverage
 * reaches `confidence` (the sign test's interval; David & Nagaraja, "Order Statistics", 3rd ed., §7.1).
 * With fewer than six values no pair reaches 95 %: the extremes are returned with the coverage that they have.
 *
 * @example medianInterval([5, 1, 4, 2, 3, 6]) // { low: 1, high: 6, coverage: 0.96875 }
 */
export function medianInterval(values: ArrayLike<number>, confidence = 0.95): Interval {
  const n = values.length;
  if (n === 0) return { low: Number.NaN, high: Number.NaN, coverage: 0 };
  const sorted = ascending(values);
  // The number of values below the true median is binomial(n, 1/2); `tail` is P(fewer than k below).
  let probability = 0.5 ** n;
  let tail = probability;
  let k = 1;
  while (k < n - k) {
    probability *= (n - k + 1) / k;
    if (1 - 2 * (tail + probability) < confidence) break;
    tail += probability;
    k++;
  }
  return { low: sorted[k - 1], high: sorted[n - k], coverage: Math.max(0, 1 - 2 * tail) };
}

// A report must print the same interval every time it is made from the same timings, so the resampling is seeded.
// xorshift32: Marsaglia, "Xorshift RNGs", 2003.
function indices(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % n;
  };
}

const RESAMPLES = 2000;

/**
 * The percentile bootstrap interval of a statistic of rounds that were measured together
 * (Efron & Tibshirani, "An Introduction to the Bootstrap", 1993, ch. 13). `statistic` receives the numbers of the
 * rounds drawn, so values of one round stay together and drift that hits all of them alike cancels.
 *
 * @example bootstrap(5, (rounds) => median(rounds.map((r) => times[r])))
 */
export function bootstrap(
  rounds: number,
  statistic: (drawn: number[]) => number,
  confidence = 0.95,
): Interval {
  if (rounds < 2) return { low: Number.NaN, high: Number.NaN, coverage: 0 };
  const next = indices(0x9e3779b9);
  const values = Array.from({ length: RESAMPLES }, () =>
    statistic(Array.from({ length: rounds }, () => next(rounds))),
  );
  const tail = (1 - confidence) / 2;
  // Resampling few rounds cannot reach beyond the extremes seen, which cover a median so often and no more.
  const coverage = Math.min(confidence, 1 - 2 ** (1 - rounds));
  return { low: quantile(values, tail), high: quantile(values, 1 - tail), coverage };
}

/** A ratio of two medians with its interval. */
export interface Ratio extends Interval {
  readonly ratio: number;
}

/**
 * `median(a) / median(b)` with a bootstrap interval. The samples of one index belong to one round, as
 * {@link interleave} and `amdahl speedup` take them.
 *
 * @throws RangeError when the two have different lengths.
 * @example ratioOfMedians([2.0, 2.1, 2.0], [1.0, 1.05, 1.0]).ratio // 2
 */
export function ratioOfMedians(a: ArrayLike<number>, b: ArrayLike<number>, confidence = 0.95): Ratio {
  if (a.length !== b.length)
    throw new RangeError(`ratioOfMedians: ${a.length} samples against ${b.length}; take as many of both`);
  const interval = bootstrap(
    a.length,
    (drawn) => median(drawn.map((r) => a[r])) / median(drawn.map((r) => b[r])),
    confidence,
  );
  return { ratio: median(a) / median(b), ...interval };
}
