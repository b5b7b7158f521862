// Logarithms: natural, binary and decimal. A table of 128 logarithms and a short series, without a division.
// Tang's scheme (ACM TOMS 16, 1990); reciprocals of 24 bits make the reduction exact without a fused multiply-add.
import { fromWords, highWord, lowWord } from "./bits.ts";
import { LN2_HI, LN2_LO } from "./exp.ts";
import { LOG_TABLE } from "./logtable.ts";

/** The smallest normal float64. */
export const SMALLEST_NORMAL = 2.2250738585072014e-308;
/** 2^54: lifts every subnormal into the normal range. */
export const LIFT = 18014398509481984;
/** The first 24 bits of 1 / ln 2. */
export const INV_LN2_HI = 1.4426950216293335;
/** 1 / ln 2 - INV_LN2_HI, rounded. */
export const INV_LN2_LO = 1.9259629911266175e-8;
/** The first 24 bits of 1 / ln 10. */
export const INV_LN10_HI = 0.4342944920063019;
/** 1 / ln 10 - INV_LN10_HI, rounded. */
export const INV_LN10_LO = -1.0103050052231683e-8;
/** The first 41 bits of log10(2): its product with any exponent is exact. */
export const LOG10_2_HI = 0.30102999566383914;
/** log10(2) - LOG10_2_HI, rounded. */
export const LOG10_2_LO = 1.42050232272661e-13;

/**
 * m / c - 1 for the reciprocal of c, |m / c - 1| < 2^-8: both products are exact, so it is rounded once.
 *
 * @example logStep(1.001, 1) // 0.0009999999999998899
 */
export function logStep(m: number, reciprocal: number): number {
  const mH = Math.fround(m);
  return mH * reciprocal - 1 + (m - mH) * reciprocal;
}

/**
 * What logStep(m, reciprocal) = f lost in its one rounding, exactly (Fast2Sum, Dekker 1971).
 *
 * @example logStepTail(1.001, 1, 0.0009999999999998899) // 0
 */
export function logStepTail(m: number, reciprocal: number, f: number): number {
  const mH = Math.fround(m);
  return mH * reciprocal - 1 - f + (m - mH) * reciprocal;
}

/**
 * log(1 + f) - f for |f| < 2^-8.
 *
 * Chebyshev interpolation of (log(1 + f) - f + f²/2) / f³, relative error 2^-63 of the logarithm.
 *
 * @example logCurve(0.001) // -4.996669...e-7
 */
export function logCurve(f: number): number {
  const f2 = f * f;
  const p =
    -0.24999999999113776 + f * 0.19999999999212242 + f2 * (-0.16666902016646193 + f * 0.1428592348575338);
  return f2 * (-0.5 + f * 0.3333333333333333 + f2 * p);
}

/**
 * The natural logarithm, for every float64.
 *
 * Error below 0.51 ulp. log(±0) is -Infinity, log(x) for x < 0 and for NaN is NaN, log(Infinity) is Infinity.
 *
 * @example log(10) // 2.302585092994046
 */
export function log(x: number): number {
  const v = x < SMALLEST_NORMAL ? x * LIFT : x;
  // v = 2^k m with m in [0.704, 1.409); bits 13 to 19 of h say in which of 128 parts m lies.
  const h = (highWord(v) - 0x3fe68aab) | 0;
  const k = x < SMALLEST_NORMAL ? (h >> 20) - 54 : h >> 20;
  const i = (h >> 11) & 0x1fc;
  const m = fromWords((h & 0x000fffff) + 0x3fe68aab, lowWord(v));
  const c = LOG_TABLE[i];
  const f = logStep(m, c);
  const e = logStepTail(m, c, f);
  // Exact: multiples of 2^-42 below 2^10. The next sum gives back what it loses (Fast2Sum, Dekker 1971).
  const b = k * LN2_HI + LOG_TABLE[i + 1];
  const s = b + f;
  let y = s + (b - s + f + (k * LN2_LO + (LOG_TABLE[i + 2] + e)) + logCurve(f));
  if (!(x > 0 && x < Infinity)) y = logEdge(x);
  return y;
}

/**
 * The logarithm, to any base above 1, of what is not a positive finite number.
 *
 * @example logEdge(-0) // -Infinity
 */
export function logEdge(x: number): number {
  return x > 0 ? x : x === 0 ? -Infinity : NaN;
}

/**
 * The binary logarithm, for every float64; exact for powers of two.
 *
 * Error below 0.51 ulp. Special values as log.
 *
 * @example log2(8) // 3
 */
export function log2(x: number): number {
  const v = x < SMALLEST_NORMAL ? x * LIFT : x;
  const h = (highWord(v) - 0x3fe68aab) | 0;
  const k = x < SMALLEST_NORMAL ? (h >> 20) - 54 : h >> 20;
  const i = (h >> 11) & 0x1fc;
  const m = fromWords((h & 0x000fffff) + 0x3fe68aab, lowWord(v));
  const c = LOG_TABLE[i];
  const f = logStep(m, c);
  const e = logStepTail(m, c, f);
  // The natural logarithm of m in two parts, times 1 / ln 2 in two parts; the first product is exact.
  const b = LOG_TABLE[i + 1];
  const s = b + f;
  const lh = Math.fround(s);
  const ll = s - lh + (b - s + f + (LOG_TABLE[i + 2] + e) + logCurve(f));
  const p = lh * INV_LN2_HI;
  const t = k + p;
  let y = t + (k - t + p + (lh * INV_LN2_LO + ll * (INV_LN2_HI + INV_LN2_LO)));
  if (!(x > 0 && x < Infinity)) y = logEdge(x);
  return y;
}

/**
 * The decimal logarithm, for every float64; exact for the powers of ten that float64 has exactly.
 *
 * Error below 0.51 ulp. Special values as log.
 *
 * @example log10(1000) // 3
 */
export function log10(x: number): number {
  const v = x < SMALLEST_NORMAL ? x * LIFT : x;
  const h = (highWord(v) - 0x3fe68aab) | 0;
  const k = x < SMALLEST_NORMAL ? (h >> 20) - 54 : h >> 20;
  const i = (h >> 11) & 0x1fc;
  const m = fromWords((h & 0x000fffff) + 0x3fe68aab, lowWord(v));
  const c = LOG_TABLE[i];
  const f = logStep(m, c);
  const e = logStepTail(m, c, f);
  const b = LOG_TABLE[i + 1];
  const s = b + f;
  const lh = Math.fround(s);
  const ll = s - lh + (b - s + f + (LOG_TABLE[i + 2] + e) + logCurve(f));
  const p = lh * INV_LN10_HI;
  const d = k * LOG10_2_HI;
  const t = d + p;
  let y = t + (d - t + p + (k * LOG10_2_LO + (lh * INV_LN10_LO + ll * (INV_LN10_HI + INV_LN10_LO))));
  if (!(x > 0 && x < Infinity)) y = logEdge(x);
  return y;
}
