// Short versions of the logarithms and of the inverse hyperbolic functions: fdlibm's s = f / (2 + f) and one polynomial.
// A division and no table: lanes have to read a table one by one.
import { acosh, asinh, atanh } from "../area.ts";
import { fromWords, highWord, lowWord } from "../bits.ts";
import { LOG2_E } from "../exp.ts";
import { log, log2, log10, SMALLEST_NORMAL } from "../log.ts";
import { log1p, logExponent, logFraction } from "../log1p.ts";
import { pow2 } from "../scale.ts";

/** ln 2, rounded. */
export const LN2 = Math.LN2;
/** 1 / ln 10, rounded. */
export const LOG10_E = Math.LOG10E;
/** log10(2), rounded. */
export const LOG10_2 = 0.3010299956639812;

/**
 * log(1 + f) for f in [sqrt(1/2) - 1, sqrt(2) - 1], good to 2 ulp, also for the smallest f.
 *
 * With s = f / (2 + f) it is f - s (f - z p(z)), z = s²; p through the exact values of (log((1 + s) / (1 - s)) / s - 2) / z at
 * Chebyshev's points, relative error 2^-59.
 *
 * @example approxLogRest(-0) // -0
 */
export function approxLogRest(f: number): number {
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const p =
    0.6666666666666734 +
    z * 0.39999999999418895 +
    w *
      (0.2857142874146856 +
        z * 0.22222198665287882 +
        w * (0.18183559660031626 + z * 0.15314166824655298 + w * 0.14794816945523873));
  return f - s * (f - z * p);
}

/**
 * The natural logarithm, for every float64, with the special values of log.
 *
 * Error below 3 ulp.
 *
 * @example approxLog(1) // 0
 */
export function approxLog(x: number): number {
  const h = (highWord(x) + 0x00095f62) | 0;
  let y = logExponent(h) * LN2 + approxLogRest(logFraction(x, h));
  if (!(x >= SMALLEST_NORMAL && x < Infinity)) y = log(x);
  return y;
}

/**
 * The binary logarithm, for every float64, with the special values of log2; exact for powers of two.
 *
 * Error below 4 ulp.
 *
 * @example approxLog2(8) // 3
 */
export function approxLog2(x: number): number {
  const h = (highWord(x) + 0x00095f62) | 0;
  let y = logExponent(h) + approxLogRest(logFraction(x, h)) * LOG2_E;
  if (!(x >= SMALLEST_NORMAL && x < Infinity)) y = log2(x);
  return y;
}

/**
 * The decimal logarithm, for every float64, with the special values of log10.
 *
 * Error below 4 ulp, also for powers of ten.
 *
 * @example approxLog10(1) // 0
 */
export function approxLog10(x: number): number {
  const h = (highWord(x) + 0x00095f62) | 0;
  let y = logExponent(h) * LOG10_2 + approxLogRest(logFraction(x, h)) * LOG10_E;
  if (!(x >= SMALLEST_NORMAL && x < Infinity)) y = log10(x);
  return y;
}

/**
 * log(1 + x) for x in (-1, 2^1000).
 *
 * What 1 + x loses is exact, and goes back into the fraction, scaled as that is: near 0 nothing is lost.
 *
 * @example approxLogSum(1e-20) // 1e-20
 */
export function approxLogSum(x: number): number {
  const u = 1 + x;
  const h = (highWord(u) + 0x00095f62) | 0;
  const k = 1023 - (h >> 20);
  // In this order a zero keeps its sign: 1 - 1 is 0, and -0 - 0 is -0.
  const f = (x - (u - 1)) * pow2(k) - (1 - fromWords((h & 0x000fffff) + 0x3fe6a09e, lowWord(u)));
  return approxLogRest(f) - k * LN2;
}

/**
 * log(1 + x), accurate also for small x, for every float64, with the special values of log1p.
 *
 * Error below 3 ulp.
 *
 * @example approxLog1p(-0) // -0
 */
export function approxLog1p(x: number): number {
  let y = approxLogSum(x);
  if (!(x > -1 && x < 1e300)) y = log1p(x);
  return y;
}

/**
 * The inverse hyperbolic sine, for every float64, with the special values of asinh.
 *
 * Error below 4 ulp.
 *
 * @example approxAsinh(-0) // -0
 */
export function approxAsinh(x: number): number {
  const a = Math.abs(x);
  const q = a * a;
  const r = approxLogSum(a + q / (1 + Math.sqrt(1 + q)));
  let y = highWord(x) < 0 ? -r : r;
  if (!(a < 1e150)) y = asinh(x);
  return y;
}

/**
 * The inverse hyperbolic cosine, for every float64, with the special values of acosh.
 *
 * Error below 4 ulp.
 *
 * @example approxAcosh(1) // 0
 */
export function approxAcosh(x: number): number {
  const t = x - 1;
  let y = approxLogSum(t + Math.sqrt(t * (t + 2)));
  if (!(x >= 1 && x < 1e150)) y = acosh(x);
  return y;
}

/**
 * The inverse hyperbolic tangent, for every float64, with the special values of atanh.
 *
 * Error below 4 ulp.
 *
 * @example approxAtanh(-0) // -0
 */
export function approxAtanh(x: number): number {
  const a = Math.abs(x);
  const r = 0.5 * approxLogSum((a + a) / (1 - a));
  let y = highWord(x) < 0 ? -r : r;
  if (!(a < 1)) y = atanh(x);
  return y;
}
