// The inverse trigonometric functions: one polynomial each for the arc sine and the arc tangent, and selects around it.
// The arc tangent's quotients are corrected by their exact remainders, so one division is the only inexact step before.
import { fromWords, highWord } from "./bits.ts";
import { UP_600 } from "./hypot.ts";
import { HALF_PI, HALF_PI_TAIL } from "./quarter.ts";

/** pi/4, rounded. */
export const QUARTER_PI = 0.7853981633974483;
/** pi/4 - QUARTER_PI, rounded. */
export const QUARTER_PI_TAIL = 3.061616997868383e-17;
/** 3 pi/4, rounded. */
export const THREE_QUARTER_PI = 2.356194490192345;
/** 3 pi/4 - THREE_QUARTER_PI, rounded. */
export const THREE_QUARTER_PI_TAIL = 9.184850993605148e-17;
/** 2^-100. */
export const DOWN_100 = 7.888609052210118e-31;
/** sqrt(2) - 1 = tan(pi/8), rounded: where the reduction by pi/4 begins. */
export const TAN_EIGHTH_PI = 0.41421356237309503;

/**
 * (asin(s) - s) / s for z = s² <= 1/4.
 *
 * Minimax (Remez exchange), relative error 2^-60.
 *
 * @example asinSeries(0.25) // pi / 3 - 1
 */
export function asinSeries(z: number): number {
  const w = z * z;
  const w2 = w * w;
  const p0 =
    0.1666666666666676 + z * 0.07499999999970815 + w * (0.04464285717463989 + z * 0.030381942705052168);
  const p1 =
    0.02237221509411949 + z * 0.01735160967405729 + w * (0.013980852906076828 + z * 0.011398616756817111);
  const p2 =
    0.010782062399104125 + z * 0.003699046574891436 + w * (0.02172654080888638 + z * -0.02102764001052908);
  return z * (p0 + w2 * (p1 + w2 * (p2 + w2 * 0.032647410630160446)));
}

/**
 * (atan(t) - t) / t for z = t² <= 0.1716.
 *
 * Minimax (Remez exchange), relative error 2^-62.
 *
 * @example atanSeries(0) // -0
 */
export function atanSeries(z: number): number {
  const w = z * z;
  const w2 = w * w;
  const p0 =
    -0.33333333333333326 + z * 0.199999999999971 + w * (-0.14285714285317744 + z * 0.11111111083867244);
  const p1 =
    -0.0909090799151478 + z * 0.07692279355703562 + w * (-0.06666177340819358 + z * 0.05876545987668126);
  const p2 =
    -0.05215392945718187 + z * 0.044915105673122846 + w * (-0.033198915946805664 + z * 0.014920052136527827);
  return z * (p0 + w2 * (p1 + w2 * p2));
}

/**
 * The root's error sqrt(z) - s for s = sqrt(z) rounded, z in [2^-60, 1].
 *
 * @example rootTail(0.5, Math.SQRT1_2) // -4.8336466659722147e-17
 */
export function rootTail(z: number, s: number): number {
  const sH = Math.fround(s);
  const left = z - sH * sH - (s - sH) * (s + sH);
  return z > 0 ? left / (s + s) : 0;
}

/**
 * The arc sine in radians, for every float64; NaN outside [-1, 1].
 *
 * Error below 0.8 ulp. asin(±0) is ±0.
 *
 * @example asin(1) // Math.PI / 2
 */
export function asin(x: number): number {
  const a = Math.abs(x);
  const big = a > 0.5;
  // asin(a) = pi/2 - 2 asin(sqrt((1 - a) / 2)), the difference and the half exact.
  const z = big ? (1 - a) * 0.5 : x * x;
  const s = Math.sqrt(z);
  const p = asinSeries(z);
  const t = HALF_PI - 2 * s;
  const far = t + (HALF_PI - t - 2 * s + (HALF_PI_TAIL - 2 * (rootTail(z, s) + s * p)));
  const signed = x < 0 ? -far : far;
  return big ? signed : x + x * p;
}

/**
 * The arc cosine in radians, for every float64; NaN outside [-1, 1].
 *
 * Error below 0.8 ulp. acos(1) is 0.
 *
 * @example acos(0) // Math.PI / 2
 */
export function acos(x: number): number {
  const a = Math.abs(x);
  const big = a > 0.5;
  const z = big ? (1 - a) * 0.5 : x * x;
  const s = Math.sqrt(z);
  const p = asinSeries(z);
  const more = rootTail(z, s) + s * p;
  // pi/2 - (v + vp), or pi - 2 (s + more), with what the first difference loses.
  const v = big ? 2 * s : x;
  const base = big ? 2 * HALF_PI : HALF_PI;
  const tail = big ? 2 * HALF_PI_TAIL : HALF_PI_TAIL;
  const t = base - v;
  const low = base - t - v + (tail - (big ? 2 * more : x * p));
  return big && x > 0 ? 2 * (s + more) : t + low;
}

/**
 * The arc tangent in radians, for every float64.
 *
 * Error below 0.8 ulp. atan(±0) is ±0, atan(±Infinity) is ±pi/2.
 *
 * @example atan(1) // Math.PI / 4
 */
export function atan(x: number): number {
  // Beyond 2^60 the answer is pi/2 in float64. NaN passes through.
  const a = Math.min(Math.abs(x), 0x1000000000000000);
  const middle = a > TAN_EIGHTH_PI && a < 2.414213562373095;
  const far = a >= 2.414213562373095;
  // atan(a) = pi/4 + atan((a - 1) / (a + 1)) = pi/2 + atan(-1 / a)
  const below = a - 1;
  const above = a + 1;
  const n = middle ? below : far ? -1 : a;
  const d = middle ? above : far ? a : 1;
  const nl = middle ? a - (below + 1) : 0;
  const dl = middle ? a - (above - 1) : 0;
  const base = middle ? QUARTER_PI : far ? HALF_PI : 0;
  const tail = middle ? QUARTER_PI_TAIL : far ? HALF_PI_TAIL : 0;
  const t = n / d;
  const tH = Math.fround(t);
  const dH = Math.fround(d);
  const tl = (n - tH * dH - (t - tH) * dH - t * (d - dH) + (nl - t * dl)) / d;
  const z = t * t;
  const s = base + t;
  const r = s + (base - s + t + (tail + (tl * (1 - z) + t * atanSeries(z))));
  const signed = x < 0 ? -r : r;
  return x === 0 ? x : signed;
}

/**
 * The angle of the point (x, y) in radians, in (-pi, pi], for every pair of float64, with ECMAScript's special cases.
 *
 * Error below 1 ulp.
 *
 * @example atan2(1, -1) // 3 * Math.PI / 4
 */
export function atan2(y: number, x: number): number {
  const ay = Math.abs(y);
  const ax = Math.abs(x);
  const swap = ay > ax;
  const b0 = Math.max(ax, ay);
  const a0 = Math.min(ax, ay);
  // (0, 0) and points at infinity get the angle of (1, 0) or (1, 1); NaN passes through max and min.
  const odd = b0 === 0 || b0 === Infinity;
  const b1 = odd ? 1 : b0;
  const a1 = odd ? (a0 === Infinity ? 1 : 0) : a0;
  // Scale so that b is in [1, 2): exact, unless a is so small beside b that it does not matter.
  const first = b1 > 1e300 ? DOWN_100 : b1 < 1e-200 ? UP_600 : 1;
  const b2 = b1 * first;
  const second = fromWords(0x7fe00000 - (highWord(b2) & 0x7ff00000), 0);
  const b = b2 * second;
  const a = a1 * first * second;
  const middle = a > TAN_EIGHTH_PI * b;
  const below = a - b;
  const above = a + b;
  const n = middle ? below : a;
  const d = middle ? above : b;
  const nl = middle ? a - (below + b) : 0;
  const dl = middle ? a - (above - b) : 0;
  const t = n / d;
  const tH = Math.fround(t);
  const dH = Math.fround(d);
  // Where the quotient is tiny it is the answer, and fround could not split it.
  const left = n - tH * dH - (t - tH) * dH - t * (d - dH) + (nl - t * dl);
  const tl = Math.abs(t) > DOWN_100 ? left / d : 0;
  const z = t * t;
  const rest = tl * (1 - z) + t * atanSeries(z);
  // The angle is base + turn (t + rest), base a multiple of pi/4 counted by c.
  const c0 = middle ? 1 : 0;
  const c1 = swap ? 2 - c0 : c0;
  const west = highWord(x) < 0;
  const c = west ? 4 - c1 : c1;
  const turn = swap === west ? 1 : -1;
  const base = c === 3 ? THREE_QUARTER_PI : c * QUARTER_PI;
  const tail = c === 3 ? THREE_QUARTER_PI_TAIL : c * QUARTER_PI_TAIL;
  const u = turn * t;
  const s = base + u;
  const r = s + (base - s + u + (tail + turn * rest));
  return highWord(y) < 0 ? -r : r;
}
