// Short version of pow: the logarithm needs its 63 bits, but a shorter series and a shorter exponential do.
import { fromWords, highWord, lowWord } from "../bits.ts";
import { expEdge, LN2_HI, LN2_LO, LOG2_E } from "../exp.ts";
import { SMALLEST_NORMAL } from "../log.ts";
import { LOG_TABLE } from "../logtable.ts";
import { HUGE_POWER, pow, powEdge } from "../pow.ts";
import { approxExpRest, TO_EXPONENT } from "./exp.ts";

/**
 * x to the power y, for every pair of float64, with the special values of pow.
 *
 * Error below 3 ulp, also where the power is a float64. The steps are those of pow, which explains them;
 * the series, through the exact values of (log(1 + f) - f + f²/2) / f³ at Chebyshev's points, is good to 2^-63 of the
 * logarithm, and the largest exponent, 709, leaves 2^-53 of that.
 *
 * @example approxPow(2, 10) // 1024
 */
export function approxPow(x: number, y: number): number {
  const ax = Math.abs(x);
  const h = (highWord(ax) - 0x3fe68aab) | 0;
  const k = h >> 20;
  const i = (h >> 11) & 0x1fc;
  const m = fromWords((h & 0x000fffff) + 0x3fe68aab, lowWord(ax));
  // m / c - 1 = r0 + r1 exactly.
  const inv = LOG_TABLE[i];
  const mH = Math.fround(m);
  const r0 = mH * inv - 1;
  const r1 = (m - mH) * inv;
  const f = r0 + r1;
  const fH = Math.fround(f);
  const f2 = f * f;
  const s = 0.5 * fH * fH;
  const p =
    0.3333333333333333 +
    f * -0.24999999999090491 +
    f2 * (0.19999999999191548 + f * -0.16666905088156186 + f2 * 0.1428592621598599);
  // The logarithm is l2 + small, as in pow.
  const l0 = k * LN2_HI + LOG_TABLE[i + 1];
  const l1 = l0 + f;
  const l2 = l1 - s;
  const lost = l0 - l1 + r0 + r1 + (l1 - l2 - s);
  const small = lost + (k * LN2_LO + LOG_TABLE[i + 2] - 0.5 * (f - fH) * (f + fH) + f2 * f * p);
  // Its product with y is pp + pq, pp exact.
  const lH = Math.fround(l2);
  const yH = Math.fround(y);
  const pp = yH * lH;
  const pq = (y - yH) * lH + y * (l2 - lH + small);
  const n = pp * LOG2_E + TO_EXPONENT;
  const j = n - TO_EXPONENT;
  let r = (1 + approxExpRest(pp - j * LN2_HI - (j * LN2_LO - pq))) * fromWords(lowWord(n) << 20, 0);
  if (!(Math.abs(pp) < 708)) r = expEdge(pp, pq);
  if (!(x >= SMALLEST_NORMAL && x < Infinity && Math.abs(y) < HUGE_POWER)) {
    r = powEdge(x, y, r);
    if (ax > 0 && ax < SMALLEST_NORMAL) r = pow(x, y);
  }
  return r;
}
