// x to the power y as exp(y log x), with the logarithm and the product carried to about 70 bits.
// No table: two centres (1 and 3/2) as in fdlibm's e_pow.c, and fround as the splitter (24-bit parts multiply exactly).
import { fromWords, highWord, lowWord } from "./bits.ts";
import { expEdge, expPart, LN2_HI, LN2_LO, LOG2_E } from "./exp.ts";
import { pow2 } from "./scale.ts";

/** log(3/2), rounded. */
export const LN3_2_HI = 0.4054651081081644;
/** log(3/2) - LN3_2_HI, rounded. */
export const LN3_2_LO = -2.8811380259626426e-18;

/**
 * What pow answers where x is not a positive finite number or y is not finite; r is |x| to the power y.
 *
 * @example powEdge(-2, 3, 8) // -8
 */
export function powEdge(x: number, y: number, r: number): number {
  const ax = Math.abs(x);
  const integer = Math.floor(y) === y;
  const odd = integer && Math.floor(y * 0.5) !== y * 0.5;
  const infiniteY = Math.abs(y) === Infinity;
  const grows = ax > 1 === y > 0;
  const extreme = grows ? Infinity : 0;
  const magnitude = infiniteY ? (ax === 1 ? NaN : extreme) : ax === 0 || ax === Infinity ? extreme : r;
  const negative = highWord(x) < 0;
  const known = ax <= Infinity && Math.abs(y) <= Infinity;
  const wrong = !known || (x < 0 && ax < Infinity && !integer);
  const signed = negative && odd && !infiniteY ? -magnitude : magnitude;
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
    const subnormal = ax < 2.2250738585072014e-308;
    const v = subnormal ? ax * 18014398509481984 : ax;
    // v = 2^k m, m in [sqrt(3)/2, sqrt(3)): the fraction of sqrt(3) is 0xbb67a.
    const h = highWord(v) + (0x00100000 - 0x000bb67a);
    const k = (h >> 20) - (subnormal ? 1077 : 1023);
    const m = fromWords((h & 0x000fffff) + (0x3fe00000 + 0x000bb67a), lowWord(v));
    // The centre c nearest to m in ratio; |s| = |m - c| / (m + c) <= 0.102.
    const upper = m >= 1.224744871391589;
    const c = upper ? 1.5 : 1;
    // s = sh + sl, to about 100 bits: sh from the reciprocal, sl from the exact remainder u - sh (m + c).
    const u = m - c;
    const d = m + c;
    const dl = m - (d - c);
    const inv = 1 / d;
    const sh = u * inv;
    const sH = Math.fround(sh);
    const sM = sh - sH;
    const dH = Math.fround(d);
    const sl = (u - sH * dH - sM * dH - sh * (d - dH) - sh * dl) * inv;
    const sL = sM + sl;
    // z = s² = zp + zq, the first exact.
    const zp = sH * sH;
    const zq = sL * (sH + sh);
    const z = zp + zq;
    const zH = Math.fround(z);
    const zL = zp - zH + zq;
    // log(m / c) = 2 s + s z a, a = 2/3 + z q(z); q is a minimax fit with relative error 2^-70 of the sum.
    const w = z * z;
    const q =
      0.39999999999999647 +
      z * 0.28571428571897495 +
      w * (0.2222222199006209 + z * 0.18181874543646334 + w * (0.15377414067052725 + z * 0.1379735858419169));
    const a0 = z * q;
    const a = 0.6666666666666666 + a0;
    const aH = Math.fround(a);
    const aL = 0.6666666666666666 - aH + a0 + 3.700743415417188e-17;
    const bp = zH * aH;
    const bq = zH * aL + zL * a;
    const b = bp + bq;
    const bH = Math.fround(b);
    const bL = bp - bH + bq;
    const cp = sH * bH;
    const cq = sH * bL + sL * b;
    // k ln 2 + ln c + 2 s + s z a, largest first; every sum gives its rounding error back (Fast2Sum).
    const l0 = k * LN2_HI;
    const lc = upper ? LN3_2_HI : 0;
    const l1 = l0 + lc;
    const l2 = l1 + 2 * sh;
    const l3 = l2 + cp;
    const lost = l0 - l1 + lc + (l1 - l2 + 2 * sh) + (l2 - l3 + cp);
    const small = lost + (k * LN2_LO + (upper ? LN3_2_LO : 0) + (cq + 2 * sl));
    const lh = l3 + small;
    const ll = l3 - lh + small;
    // Beyond 2^66 every x but 1 over- or underflows already; the clamp keeps the products finite.
    const yc = Math.min(Math.max(y, -73786976294838210000), 73786976294838210000);
    const yH = Math.fround(yc);
    const lH = Math.fround(lh);
    const pp = yH * lH;
    const pq = (yc - yH) * lH + yc * (lh - lH + ll);
    const p = pp + pq;
    const tail = pp - p + pq;
    const n = Math.floor(p * LOG2_E + 0.5);
    r = expPart(p, tail, n) * pow2(n);
    if (!(Math.abs(p) < 708)) r = expEdge(p, tail);
    r = y === 0.5 ? Math.sqrt(ax) : r;
    if (!(x > 0 && x < Infinity && Math.abs(y) < Infinity)) r = powEdge(x, y, r);
  }
  return r;
}
