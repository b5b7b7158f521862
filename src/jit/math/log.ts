// Logarithms: natural, binary, decimal, and of a sum 1 + x. One division, one polynomial, selects instead of branches.
// The scheme (s = f / (2 + f)) is fdlibm's e_log.c; the half square is carried exactly, which fdlibm does not.
import { fromWords, highWord, lowWord } from "./bits.ts";
import { LN2_HI, LN2_LO } from "./exp.ts";

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
 * The integer k with v = 2^k m and m in [sqrt(1/2), sqrt(2)), for finite v > 0; h is the high word of v, lifted by LIFT
 * where v is subnormal, plus 0x95f62.
 *
 * Adding the distance from sqrt(1/2) to 1 carries into the exponent exactly when the fraction passes sqrt(2).
 *
 * @example logExponent(12, highWord(12) + 0x95f62) // 4, as 12 = 2^4 * 0.75
 */
export function logExponent(v: number, h: number): number {
  return (h >> 20) - (v < SMALLEST_NORMAL ? 1077 : 1023);
}

/**
 * m - 1 for the m of logExponent; v already lifted. Exact.
 *
 * @example logFraction(12, highWord(12) + 0x95f62) // -0.25
 */
export function logFraction(v: number, h: number): number {
  return fromWords((h & 0x000fffff) + 0x3fe6a09e, lowWord(v)) - 1;
}

/**
 * The larger part of log(1 + f): f - f²/2, the square of the leading 24 bits of f only.
 *
 * @example logHead(0.25) // 0.21875
 */
export function logHead(f: number): number {
  const fh = Math.fround(f);
  return f - 0.5 * fh * fh;
}

/**
 * log(1 + f) - head where head = logHead(f), for f in [sqrt(1/2) - 1, sqrt(2) - 1].
 *
 * With s = f / (2 + f), log(1 + f) = f - f²/2 + s (f²/2 + R(s²)); R is a minimax fit (Remez exchange) of
 * (log((1 + s) / (1 - s)) - 2 s) / s with relative error 2^-58.
 *
 * @example logRest(0.25, 0.21875) // 0.00439355...
 */
export function logRest(f: number, head: number): number {
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const odd = 0.39999999999416613 + w * (0.22222198601443127 + w * 0.1531407790637285);
  const even =
    0.6666666666666734 + w * (0.28571428742050375 + w * (0.181835630883693 + w * 0.14795708624299142));
  const r = z * even + w * odd;
  // f² / 2 = hh + hl: fround leaves 24 bits, whose square is exact.
  const fh = Math.fround(f);
  const hh = 0.5 * fh * fh;
  const hl = 0.5 * (f - fh) * (f + fh);
  return f - head - hh + (s * (hh + (hl + r)) - hl);
}

/**
 * k ln 2 + log(1 + f) + more, rounded, where more is small beside the others (or they are 0).
 *
 * @example logSum(1, 0, 0) // Math.LN2
 */
export function logSum(k: number, f: number, more: number): number {
  const a = logHead(f);
  const b = k * LN2_HI;
  const t = b + a;
  // b is 0 or larger than a, so this is exactly what t lost (Fast2Sum, Dekker 1971).
  const lost = b - t + a;
  return t + (lost + (logRest(f, a) + k * LN2_LO) + more);
}

/**
 * The natural logarithm, for every float64.
 *
 * Error below 0.6 ulp. log(±0) is -Infinity, log(x) for x < 0 and for NaN is NaN, log(Infinity) is Infinity.
 *
 * @example log(10) // 2.302585092994046
 */
export function log(x: number): number {
  const v = x < SMALLEST_NORMAL ? x * LIFT : x;
  const h = highWord(v) + 0x00095f62;
  const y = logSum(logExponent(x, h), logFraction(v, h), 0);
  const finite = x < Infinity ? y : x;
  return x > 0 ? finite : x === 0 ? -Infinity : NaN;
}

/**
 * log(1 + hi + lo) for hi > -1 finite and a lo of at most an ulp of hi.
 *
 * @example log1pSum(1e-20, 0) // 1e-20
 */
export function log1pSum(hi: number, lo: number): number {
  const u = 1 + hi;
  const lost = Math.abs(hi) < 1 ? 1 - u + hi : hi - u + 1;
  const h = highWord(u) + 0x00095f62;
  // Near 0 nothing needs to be added to 1 and taken off again.
  const direct = hi > -0.25 && hi < 0.4;
  const k = direct ? 0 : logExponent(u, h);
  const f = direct ? hi : logFraction(u, h);
  return logSum(k, f, (direct ? lo : lost + lo) / u);
}

/**
 * log(1 + x), accurate also for small x, for every float64.
 *
 * Error below 1 ulp. log1p(-1) is -Infinity, log1p(±0) is ±0, log1p(x) for x < -1 and for NaN is NaN.
 *
 * @example log1p(1e-20) // 1e-20
 */
export function log1p(x: number): number {
  const y = log1pSum(x, 0);
  const v = x < Infinity && x !== 0 ? y : x;
  return x > -1 ? v : x === -1 ? -Infinity : NaN;
}

/**
 * The binary logarithm, for every float64; exact for powers of two.
 *
 * Error below 0.6 ulp. Special values as log.
 *
 * @example log2(8) // 3
 */
export function log2(x: number): number {
  const v = x < SMALLEST_NORMAL ? x * LIFT : x;
  const h = highWord(v) + 0x00095f62;
  const k = logExponent(x, h);
  const f = logFraction(v, h);
  const a = logHead(f);
  const rest = logRest(f, a);
  // (k) + (logarithm of the fraction, in two parts) * (1 / ln 2, in two parts)
  const l = a + rest;
  const lh = Math.fround(l);
  const ll = l - lh + (a - l + rest);
  const p = lh * INV_LN2_HI;
  const t = k + p;
  const y = t + (k - t + p + (lh * INV_LN2_LO + ll * (INV_LN2_HI + INV_LN2_LO)));
  const finite = x < Infinity ? y : x;
  return x > 0 ? finite : x === 0 ? -Infinity : NaN;
}

/**
 * The decimal logarithm, for every float64; exact for the powers of ten that float64 has exactly.
 *
 * Error below 0.6 ulp. Special values as log.
 *
 * @example log10(1000) // 3
 */
export function log10(x: number): number {
  const v = x < SMALLEST_NORMAL ? x * LIFT : x;
  const h = highWord(v) + 0x00095f62;
  const k = logExponent(x, h);
  const f = logFraction(v, h);
  const a = logHead(f);
  const rest = logRest(f, a);
  const l = a + rest;
  const lh = Math.fround(l);
  const ll = l - lh + (a - l + rest);
  const p = lh * INV_LN10_HI;
  const b = k * LOG10_2_HI;
  const t = b + p;
  const y = t + (b - t + p + (k * LOG10_2_LO + (lh * INV_LN10_LO + ll * (INV_LN10_HI + INV_LN10_LO))));
  const finite = x < Infinity ? y : x;
  return x > 0 ? finite : x === 0 ? -Infinity : NaN;
}
