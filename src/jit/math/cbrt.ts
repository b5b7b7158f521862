// The cube root: a guess from a third of the exponent, one polynomial, one step of Halley's method with an exact remainder.
import { fromWords, highWord, lowWord } from "./bits.ts";
import { LIFT, SMALLEST_NORMAL } from "./log.ts";
import { pow2 } from "./scale.ts";

/**
 * The cube root, for every float64.
 *
 * Error below 0.51 ulp. cbrt(±0) is ±0, cbrt(±Infinity) is ±Infinity. The guess from a third of the high word is
 * Kahan's (as in FreeBSD's s_cbrt.c), here for the reciprocal root, so that only the last step divides.
 *
 * @example cbrt(27) // 3
 */
export function cbrt(x: number): number {
  const a = Math.abs(x);
  const subnormal = a < SMALLEST_NORMAL;
  const v = subnormal ? a * LIFT : a;
  const h = highWord(v);
  // a = 2^(3 q) m with m in [1, 8). The quotient by 3 of an integer below 2^15 is exact by this multiplication.
  const e = (h >> 20) - 1023;
  const q = (((e + 1500) * 21846) >> 16) - 500;
  const mh = h - 3 * q * 0x00100000;
  const m = fromWords(mh, lowWord(v));
  // m^(-1/3) within 5 %: a third of the exponent and the fraction, negated.
  const g = fromWords(1430197664 - ((mh * 0.3333333333333333) | 0), 0);
  // m g² r^(-2/3) for r = m g³, to 21 bits: minimax on [0.914, 1.127] (Remez exchange).
  const w = m * g * g;
  const r = w * g;
  const r2 = r * r;
  const p =
    3.137781192072288 +
    r * -4.941438833667421 +
    r2 * (4.553446653110211 + r * -2.167045469322954 + r2 * 0.41725619004521725);
  // 24 bits, so that t² is exact, and t³ in two parts.
  const t = Math.fround(w * p);
  const s = t * t;
  const sH = Math.fround(s);
  const left = m - sH * t - (s - sH) * t;
  const root = t + (t * left) / (m + (s + s) * t);
  const scaled = root * pow2(subnormal ? q - 18 : q);
  const signed = x < 0 ? -scaled : scaled;
  return a > 0 && a < Infinity ? signed : x;
}
