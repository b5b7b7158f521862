// x to the power y as exp(y log x), with the logarithm and the product carried to about 68 bits.
// The logarithm is read from a table and finished by a short series: without it pow takes three times as long.
import { fromWords, highWord, lowWord } from "./bits.ts";
import { expEdge, expPart, LN2_HI, LN2_LO, LOG2_E } from "./exp.ts";
import { LIFT, SMALLEST_NORMAL } from "./log.ts";
import { LOG_TABLE } from "./logtable.ts";
import { pow2, TO_INTEGER } from "./scale.ts";

/** 2^66: beyond it the power of every float64 but 1 over- or underflows. */
export const HUGE_POWER = 0x40000000000000000;

/**
 * What pow answers where x is not a positive finite number or |y| is HUGE_POWER or more; r is |x| to the power y where
 * that is an ordinary number.
 *
 * @example powEdge(-2, 3, 8) // -8
 */
export function powEdge(x: number, y: number, r: number): number {
  const ax = Math.abs(x);
  const ay = Math.abs(y);
  const integer = Math.floor(y) === y;
  const odd = ay < HUGE_POWER && integer && Math.floor(y * 0.5) !== y * 0.5;
  const extreme = ax > 1 === y > 0 ? Infinity : 0;
  const one = ay < Infinity ? 1 : NaN;
  const ordinary = ay < HUGE_POWER && ax > 0 && ax < Infinity;
  const magnitude = ordinary ? r : ax === 1 ? one : extreme;
  const negative = highWord(x) < 0;
  const known = ax <= Infinity && ay <= Infinity;
  const wrong = !known || (x < 0 && ax < Infinity && !integer);
  const signed = negative && odd ? -magnitude : magnitude;
  return y === 0 ? 1 : wrong ? NaN : signed;
}

/**
 * x to the power y, for every pair of float64, with ECMAScript's special cases (so pow(1, NaN) and pow(±1, ±Infinity)
 * are NaN).
 *
 * Error below 0.65 ulp (0.8 where the result is subnormal). pow(x, 2) is x * x, pow(x, 0.5) is sqrt(x) for finite x > 0.
 *
 * @example pow(2, 0.5) // 1.4142135623730951
 */
export function pow(x: number, y: number): number {
  let r = x * x;
  if (y !== 2) {
    const ax = Math.abs(x);
    const v = ax < SMALLEST_NORMAL ? ax * LIFT : ax;
    // v = 2^k m with m in [0.704, 1.409); i says in which of 128 parts m lies.
    const h = (highWord(v) - 0x3fe68aab) | 0;
    const k = ax < SMALLEST_NORMAL ? (h >> 20) - 54 : h >> 20;
    const i = (h >> 11) & 0x1fc;
    const m = fromWords((h & 0x000fffff) + 0x3fe68aab, lowWord(v));
    // m / c - 1 = r + e exactly, |r| < 2^-8: the reciprocal has 24 bits, so both products with the halves of m are exact.
    const inv = LOG_TABLE[i];
    const mH = Math.fround(m);
    const r0 = mH * inv - 1;
    const r1 = (m - mH) * inv;
    const f = r0 + r1;
    const e = r0 - f + r1;
    // log(1 + f + e) = f + (e - f²/2) + f³ p(f); f²/2 = s + (the rest), s exact. Chebyshev interpolation, relative error 2^-71.
    const fH = Math.fround(f);
    const s = 0.5 * fH * fH;
    const f2 = f * f;
    const p0 = 0.33333333333333337 + f * -0.25 + f2 * (0.19999999998582035 + f * -0.16666666665390498);
    const p1 = 0.14285965326147917 + f * -0.12500225936448275;
    const cubic = f2 * f * (p0 + f2 * f2 * p1);
    // k ln 2 + log c is exact in its first part; the sums after it give back what they lose (Fast2Sum, Dekker 1971).
    const l0 = k * LN2_HI + LOG_TABLE[i + 1];
    const l1 = l0 + f;
    const l2 = l1 - s;
    const lost = l0 - l1 + f + (l1 - l2 - s);
    const low = k * LN2_LO + LOG_TABLE[i + 2] + (e - 0.5 * (f - fH) * (f + fH) - f * e);
    const small = lost + (low + cubic);
    // The product with y, in two parts, the first exact; the sum of both only chooses the multiple of ln 2.
    const lH = Math.fround(l2);
    const yH = Math.fround(y);
    const pp = yH * lH;
    const pq = (y - yH) * lH + y * (l2 - lH + small);
    const p = pp + pq;
    const n = p * LOG2_E + TO_INTEGER;
    r = expPart(pp, pq, n - TO_INTEGER) * pow2(lowWord(n));
    if (!(Math.abs(p) < 708)) r = expEdge(pp, pq);
    if (y === 0.5) r = Math.sqrt(ax);
    if (!(x > 0 && x < Infinity && Math.abs(y) < HUGE_POWER)) r = powEdge(x, y, r);
  }
  return r;
}
