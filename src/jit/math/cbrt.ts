// The cube root: a guess from a third of the exponent, one polynomial, one step of Halley's method with an exact remainder.
import { fromWords, highWord, lowWord } from "./bits.ts";
import { LIFT, SMALLEST_NORMAL } from "./log.ts";
import { pow2 } from "./scale.ts";

/**
 * The cube root, for every float64.
 *
 * Error below 0.51 ulp. cbrt(±0) is ±0, cbrt(±Infinity) is ±Infinity. The guess (a third of the high word plus
 * 715094163, Kahan's) and the polynomial step are those of FreeBSD's s_cbrt.c, with coefficients of our own.
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
  // Within 10 %.
  const g = fromWords((mh * 0.3333333333333333 + 715094163) | 0, 0);
  // g r^(-1/3) for r = g³ / m, to 23 bits: minimax on [0.909, 1.1] (Remez exchange).
  const r = g * g * (g / m);
  const p =
    1.8725831418959296 +
    r * -1.871649127036581 +
    r * r * (1.601674599703865 + r * -0.7454041695947677 + r * r * 0.14279554419833293);
  // 24 bits, so that t² is exact, and t³ in two parts.
  const t = Math.fround(g * p);
  const s = t * t;
  const sH = Math.fround(s);
  const left = m - sH * t - (s - sH) * t;
  const root = t + (t * left) / (m + (s + s) * t);
  const scaled = root * pow2(subnormal ? q - 18 : q);
  const signed = x < 0 ? -scaled : scaled;
  return a > 0 && a < Infinity ? signed : x;
}
