// The exponential function, and the piece of it that pow, sinh and cosh share.
// Cody and Waite's reduction by multiples of ln 2, then one polynomial: no table, no division, no branch before the edge.
import { lowWord } from "./bits.ts";
import { pow2, scale2, TO_INTEGER } from "./scale.ts";

/** log2(e), rounded. */
export const LOG2_E = Math.LOG2E;
/** The first 41 bits of ln 2: its product with any exponent (11 bits) is exact. */
export const LN2_HI = 0.693147180559663;
/** ln 2 - LN2_HI, rounded. */
export const LN2_LO = 2.8235290563031577e-13;

/**
 * (exp(y) - 1 - y) / y² for |y| <= 0.34665.
 *
 * A minimax fit (Remez exchange) with relative error 2^-63 of the whole, the first coefficient fixed at 1/2.
 *
 * @example expSeries(0) // 0.5
 */
export function expSeries(y: number): number {
  const y2 = y * y;
  const y4 = y2 * y2;
  const p0 = 0.5 + y * 0.16666666666666685 + y2 * (0.04166666666666667 + y * 0.00833333333331571);
  const p1 =
    0.0013888888888883865 +
    y * 0.0001984126989964995 +
    y2 * (2.4801587324464892e-5 + y * 2.755723161287216e-6);
  const p2 = 2.7557275506076123e-7 + y * 2.5113164403817e-8 + y2 * 2.0913783408476884e-9;
  return p0 + y4 * (p1 + y4 * p2);
}

/**
 * x + tail - k ln 2 rounded, for the integer k nearest to x / ln 2, |k| <= 1100, |tail| below 2^-10.
 *
 * @example expStep(1, 0, 1) // 0.3068528194400547
 */
export function expStep(x: number, tail: number, k: number): number {
  // The first difference is exact: LN2_HI has 41 bits, and x is close to k ln 2.
  return x - k * LN2_HI - (k * LN2_LO - tail);
}

/**
 * exp(x + tail - k ln 2) - (1 + y) for y = expStep(x, tail, k), 1 + y rounded.
 *
 * Its error is below 0.1 ulp of the exponential.
 *
 * @example expLow(0.25, 0, 0, 0.25) // 0.034025416687741485
 */
export function expLow(x: number, tail: number, k: number, y: number): number {
  const c = x - k * LN2_HI - y - (k * LN2_LO - tail);
  // What 1 + y loses, exactly (Fast2Sum, Dekker 1971), and what y lost.
  const e = y - (1 + y - 1);
  return e + (c + y * y * expSeries(y));
}

/**
 * exp(x + tail - k ln 2) rounded, for the integer k nearest to x / ln 2, |k| <= 1100, |tail| below 2^-10.
 *
 * The result lies in [0.7, 1.42]; its error is below 0.6 ulp.
 *
 * @example expPart(1, 0, 1) // e / 2
 */
export function expPart(x: number, tail: number, k: number): number {
  const y = expStep(x, tail, k);
  return 1 + y + expLow(x, tail, k, y);
}

/**
 * e to the power x, for every float64.
 *
 * Error below 0.6 ulp of the true value (below 0.8 where the result is subnormal), so within 1 ulp of the correctly
 * rounded one. exp(-Infinity) is 0, exp(±0) is 1, exp(Infinity) is Infinity, exp(NaN) is NaN.
 * Reduction after Cody and Waite, Software Manual for the Elementary Functions (1980).
 *
 * @example exp(1) // 2.718281828459045
 */
export function exp(x: number): number {
  const n = x * LOG2_E + TO_INTEGER;
  let r = expPart(x, 0, n - TO_INTEGER) * pow2(lowWord(n));
  if (!(Math.abs(x) < 708)) r = expEdge(x, 0);
  return r;
}

/**
 * exp(x + tail) where the result or the power of two may overflow or be subnormal, or x is not finite.
 *
 * @example expEdge(-745.1, 0) // 5e-324
 */
export function expEdge(x: number, tail: number): number {
  // Beyond these bounds the answer is already Infinity or 0, and k stays a small integer. NaN passes through.
  const t = Math.min(Math.max(x, -746), 710);
  const n = t * LOG2_E + TO_INTEGER;
  return scale2(expPart(t, t === x ? tail : 0, n - TO_INTEGER), lowWord(n));
}

/**
 * exp(x) - 1, accurate also for small x, for every float64.
 *
 * Error below 1 ulp. expm1(±0) is ±0, expm1(-Infinity) is -1, expm1(Infinity) is Infinity.
 *
 * @example expm1(1e-20) // 1e-20
 */
export function expm1(x: number): number {
  // Below -45 the answer is -1 already. NaN passes through.
  const v = Math.max(x, -45);
  const n = v * LOG2_E + TO_INTEGER;
  const k = n - TO_INTEGER;
  const hi = v - k * LN2_HI;
  const lo = k * LN2_LO;
  const y = hi - lo;
  const small = hi - y - lo + y * y * expSeries(y);
  // 2^k (1 + y + small) - 1 = (2^k - 1) + 2^k y + 2^k small; the first is 0 or larger than the second.
  const e = pow2(lowWord(n));
  const b = e - 1;
  const a = e * y;
  const s = b + a;
  const lost = k > 0 ? e - b - 1 : e - (b + 1);
  let r = s + (b - s + a + (lost + e * small));
  if (!(x < 708)) r = expEdge(x, 0);
  return x === 0 ? x : r;
}
