// The natural logarithm. One division, one polynomial, and selects instead of branches.
// The scheme (s = f / (2 + f)) is fdlibm's e_log.c; the half square is carried exactly, which fdlibm does not.
import { fromWords, highWord, lowWord } from "./bits.ts";
import { LN2_HI, LN2_LO } from "./exp.ts";

/**
 * R(z) = (log((1 + s) / (1 - s)) - 2 s) / s for z = s², |s| <= 0.1716.
 *
 * Minimax (Remez exchange), relative error 2^-58.
 *
 * @example logSeries(0) // 0
 */
export function logSeries(z: number): number {
  const w = z * z;
  const odd = 0.39999999999416613 + w * (0.22222198601443127 + w * 0.1531407790637285);
  const even =
    0.6666666666666734 + w * (0.28571428742050375 + w * (0.181835630883693 + w * 0.14795708624299142));
  return z * even + w * odd;
}

/**
 * The natural logarithm, for every float64.
 *
 * Error below 0.6 ulp. log(±0) is -Infinity, log(x) for x < 0 and for NaN is NaN, log(Infinity) is Infinity.
 *
 * @example log(10) // 2.302585092994046
 */
export function log(x: number): number {
  const subnormal = x < 2.2250738585072014e-308;
  const v = subnormal ? x * 18014398509481984 : x;
  // Adding the distance from sqrt(1/2) to 1 carries into the exponent exactly when the fraction passes sqrt(2),
  // so that v = 2^k m with m in [sqrt(1/2), sqrt(2)).
  const h = highWord(v) + 0x00095f62;
  const k = (h >> 20) - (subnormal ? 1077 : 1023);
  const m = fromWords((h & 0x000fffff) + 0x3fe6a09e, lowWord(v));
  const f = m - 1;
  const s = f / (2 + f);
  const r = logSeries(s * s);
  // f² / 2 = hh + hl: fround leaves 24 bits, whose square is exact.
  const fh = Math.fround(f);
  const hh = 0.5 * fh * fh;
  const hl = 0.5 * (f - fh) * (f + fh);
  const a = f - hh;
  const b = k * LN2_HI;
  const t = b + a;
  const lost = f - a - hh + (b - t + a);
  const y = t + (lost + (s * (hh + (hl + r)) - (hl - k * LN2_LO)));
  const finite = x < Infinity ? y : x;
  return x > 0 ? finite : x === 0 ? -Infinity : NaN;
}
