// What timings on several numbers of threads say about a program: Amdahl's law fitted to them, and the metrics
// derived from them.
import { bootstrap, type Interval, median } from "./statistics.ts";

/** Amdahl's law fitted to timings. */
export interface AmdahlFit {
  /** The share of the one-thread time that no thread helps with. Below 0 when the program scales better than p. */
  readonly serial: number;
  /** The interval of `serial`; NaN bounds when there is too little data to tell. */
  readonly interval: Interval;
  /** The fitted time on one thread, in the unit of the times given. */
  readonly oneThread: number;
  /** The speed-up that no number of threads exceeds, `1 / serial`; Infinity when `serial` is not positive. */
  readonly limit: number;
  /** The fitted speed-up on `threads` threads. */
  speedup(threads: number): number;
}

// The 97.5 % points of Student's t for 1 to 30 degrees of freedom (Fisher & Yates, "Statistical Tables", table III).
const STUDENT = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131,
  2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];

interface Line {
  readonly fixed: number;
  readonly divided: number;
  /** Half the width of the 95 % interval of `fixed / (fixed + divided)`. */
  readonly halfWidth: number;
}

// Least squares of T(p) = fixed + divided / p on relative residuals: timing noise is proportional to the time, and
// unweighted squares would let the one-thread runs alone decide.
function fitLine(threads: ArrayLike<number>, times: ArrayLike<number>): Line {
  let a11 = 0;
  let a12 = 0;
  let a22 = 0;
  let b1 = 0;
  let b2 = 0;
  for (let i = 0; i < times.length; i++) {
    const one = 1 / times[i];
    const inverse = one / threads[i];
    a11 += one * one;
    a12 += one * inverse;
    a22 += inverse * inverse;
    b1 += one;
    b2 += inverse;
  }
  const determinant = a11 * a22 - a12 * a12;
  const fixed = (b1 * a22 - b2 * a12) / determinant;
  const divided = (b2 * a11 - b1 * a12) / determinant;
  const freedom = times.length - 2;
  if (freedom < 1) return { fixed, divided, halfWidth: Number.NaN };
  let squares = 0;
  for (let i = 0; i < times.length; i++) squares += (1 - (fixed + divided / threads[i]) / times[i]) ** 2;
  // The delta method on s = fixed / (fixed + divided), with the covariance sigma^2 A^-1.
  const total = (fixed + divided) ** 2;
  const d1 = divided / total;
  const d2 = -fixed / total;
  const variance = ((squares / freedom) * (d1 * d1 * a22 - 2 * d1 * d2 * a12 + d2 * d2 * a11)) / determinant;
  return { fixed, divided, halfWidth: (STUDENT[freedom - 1] ?? 1.96) * Math.sqrt(Math.max(0, variance)) };
}

/**
 * Fits Amdahl's law, `T(p) = T(1) (s + (1 - s) / p)`, by least squares on relative residuals
 * (Amdahl, "Validity of the single processor approach to achieving large scale computing capabilities", 1967).
 * `times[i]` is the time on `threads[i]` threads, in any unit, or the samples of it: then the medians are fitted and
 * the interval comes from resampling rounds (sample j of every entry is round j); with single times it comes from
 * the residuals, and needs at least three of them.
 *
 * @throws RangeError when fewer than two different numbers of threads are given, or a time is not positive.
 * @example amdahlFit([1, 2, 4], [10, 5.5, 3.25]).serial // 0.1
 */
export function amdahlFit(
  threads: ArrayLike<number>,
  times: ArrayLike<number> | readonly ArrayLike<number>[],
): AmdahlFit {
  if (threads.length !== times.length)
    throw new RangeError(`amdahlFit: ${threads.length} numbers of threads, but ${times.length} times`);
  if (new Set(Array.from(threads)).size < 2)
    throw new RangeError("amdahlFit: a law of p needs times on at least two different numbers of threads");
  const samples = Array.from(times as ArrayLike<number | ArrayLike<number>>, (time) =>
    typeof time === "number" ? [time] : Array.from(time),
  );
  for (let i = 0; i < samples.length; i++) {
    if (!(threads[i] > 0)) throw new RangeError(`amdahlFit: threads[${i}] is ${threads[i]}`);
    const bad = samples[i].find((time) => !(time > 0 && time < Infinity));
    if (bad !== undefined || samples[i].length === 0)
      throw new RangeError(
        `amdahlFit: the time on ${threads[i]} threads is ${bad ?? "missing"}, not positive`,
      );
  }
  const line = fitLine(threads, samples.map(median));
  const oneThread = line.fixed + line.divided;
  const serial = line.fixed / oneThread;
  return {
    serial,
    interval: serialInterval(threads, samples, serial, line.halfWidth),
    oneThread,
    limit: serial > 0 ? 1 / serial : Infinity,
    speedup: (p) => 1 / (serial + (1 - serial) / p),
  };
}

function serialInterval(
  threads: ArrayLike<number>,
  samples: number[][],
  serial: number,
  halfWidth: number,
): Interval {
  const rounds = Math.min(...samples.map((times) => times.length));
  if (rounds > 1)
    return bootstrap(rounds, (drawn) => {
      const { fixed, divided } = fitLine(
        threads,
        samples.map((times) => median(drawn.map((r) => times[r]))),
      );
      return fixed / (fixed + divided);
    });
  const known = !Number.isNaN(halfWidth);
  return { low: serial - halfWidth, high: serial + halfWidth, coverage: known ? 0.95 : 0 };
}

/**
 * Speed-up per thread.
 *
 * @example efficiency(3, 4) // 0.75
 */
export function efficiency(speedup: number, threads: number): number {
  return speedup / threads;
}

/**
 * The serial fraction that a measured speed-up reveals, `(1/speedup - 1/p) / (1 - 1/p)`; it rises with p where
 * overhead, not serial work, is what limits. NaN on one thread. (Karp & Flatt, "Measuring parallel processor
 * performance", Communications of the ACM 33(5), 1990.)
 *
 * @example karpFlatt(2, 4) // 0.3333333333333333
 */
export function karpFlatt(speedup: number, threads: number): number {
  if (threads === 1) return Number.NaN;
  return (1 / speedup - 1 / threads) / (1 - 1 / threads);
}

/**
 * The scaled speed-up on p threads of a problem that grows with them, `p + (1 - p) s`, where s is the share of the
 * parallel run's time that is serial. (Gustafson, "Reevaluating Amdahl's law", Communications of the ACM 31(5), 1988.)
 *
 * @example gustafson(0.1, 10) // 9.1
 */
export function gustafson(serial: number, threads: number): number {
  return threads + (1 - threads) * serial;
}
