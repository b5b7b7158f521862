// log(1 + x) and what the inverse hyperbolic functions need of it: the logarithm of a sum that is not rounded before.
// The scheme (s = f / (2 + f)) is fdlibm's e_log.c; the half square is carried exactly, which fdlibm does not.
import { fromWords, highWord, lowWord } from "./bits.ts";
import { LN2_HI, LN2_LO } from "./exp.ts";

/**
 * The integer k with v = 2^k m and m in [sqrt(1/2), sqrt(2)), for a normal, finite v > 0; h is the high word of v plus 0x95f62.
 *
 * Adding the distance from sqrt(1/2) to 1 carries into the exponent exactly when the fraction passes sqrt(2).
 *
 * @example logExponent(highWord(12) + 0x95f62) // 4, as 12 = 2^4 * 0.75
 */
export function logExponent(h: number): number {
  return (h >> 20) - 1023;
}

/**
 * m - 1 for the m of logExponent. Exact.
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
 * log(1 + hi + lo) for hi > -1 finite and a lo of at most an ulp of hi.
 *
 * @example log1pSum(1e-20, 0) // 1e-20
 */
export function log1pSum(hi: number, lo: number): number {
  const u = 1 + hi;
  const lost = Math.abs(hi) < 1 ? 1 - u + hi : hi - u + 1;
  const h = (highWord(u) + 0x00095f62) | 0;
  // Near 0 nothing needs to be added to 1 and taken off again.
  const direct = hi > -0.25 && hi < 0.4;
  const k = direct ? 0 : logExponent(h);
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
