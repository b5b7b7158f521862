// Sine, cosine and tangent: reduce to |r| <= pi/4, one of two short series, selected by the quarter.
// Lanes compute both series and select; scalar code is a fifth faster with the branch, even where it cannot be foreseen.
import { lowWord } from "./bits.ts";
import { quarterHard, quarterHuge, quarterRest, quarterTail, TWO_OVER_PI } from "./quarter.ts";
import { TO_INTEGER } from "./scale.ts";

/**
 * sin(x + tail) - x for |x| <= 0.7855 and a tail below an ulp of x.
 *
 * Minimax (Remez exchange) of (sin(x) - x) / x³ in x², relative error 2^-63.
 *
 * @example sinTerm(0.5, 0) // -0.020574461395796998
 */
export function sinTerm(x: number, tail: number): number {
  const z = x * x;
  const w = z * z;
  const v = z * x;
  const p =
    0.008333333333333038 +
    z * -0.0001984126984095589 +
    w *
      (2.7557319069626657e-6 +
        z * -2.5052069614135002e-8 +
        w * (1.6054128771176185e-10 + z * -7.379814891094379e-13));
  return v * -0.16666666666666666 + (z * (v * p - 0.5 * tail) + tail);
}

/**
 * cos(x + tail) - (1 - h) for |x| <= 0.7855, where h is half the square of the leading 24 bits of x and 1 - h is rounded.
 *
 * Minimax (Remez exchange) of (cos(x) - 1 + x²/2) / x⁴ in x², relative error 2^-64.
 *
 * @example cosTerm(0.5, 0) // 0.0025825618903727162
 */
export function cosTerm(x: number, tail: number): number {
  const z = x * x;
  const w = z * z;
  const p =
    0.0416666666666666 +
    z * -0.0013888888888874476 +
    w *
      (2.480158728967389e-5 +
        z * -2.755731440192474e-7 +
        w * (2.087572942416352e-9 + z * -1.1359942438758661e-11));
  // x² / 2 = hh + hl with hh exact (24 bits squared); 1 - hh = s + e exactly.
  const xh = Math.fround(x);
  const hh = 0.5 * xh * xh;
  const hl = 0.5 * (x - xh) * (x + xh);
  const e = 1 - (1 - hh) - hh;
  return e + (w * p - (hl + x * tail));
}

/**
 * The leading part of the cosine: 1 minus half the square of the leading 24 bits of x, rounded.
 *
 * @example cosHead(0.5) // 0.875
 */
export function cosHead(x: number): number {
  const xh = Math.fround(x);
  return 1 - 0.5 * xh * xh;
}

/**
 * Sine of x + tail after q quarter turns more.
 *
 * @example sinQuarter(0, 0, 1) // 1
 */
export function sinQuarter(x: number, tail: number, q: number): number {
  const v = (q & 1) === 0 ? x + sinTerm(x, tail) : cosHead(x) + cosTerm(x, tail);
  return (q & 2) === 0 ? v : -v;
}

/**
 * The sine of x radians, for every float64.
 *
 * Error below 0.8 ulp, also for the largest arguments. sin(±0) is ±0, sin(±Infinity) and sin(NaN) are NaN.
 *
 * @example sin(1) // 0.8414709848078965
 */
export function sin(x: number): number {
  const n = x * TWO_OVER_PI + TO_INTEGER;
  const k = n - TO_INTEGER;
  const rest = quarterRest(x, k);
  let r = sinQuarter(rest, quarterTail(x, k, rest), lowWord(n));
  if (quarterHard(x, k, rest)) r = sinHuge(x);
  return x === 0 ? x : r;
}

/**
 * The cosine of x radians, for every float64.
 *
 * Error below 0.6 ulp near 1 and 0.8 elsewhere, also for the largest arguments. cos(±0) is 1, cos(±Infinity) and
 * cos(NaN) are NaN.
 *
 * @example cos(1) // 0.5403023058681398
 */
export function cos(x: number): number {
  const n = x * TWO_OVER_PI + TO_INTEGER;
  const k = n - TO_INTEGER;
  const rest = quarterRest(x, k);
  let r = sinQuarter(rest, quarterTail(x, k, rest), lowWord(n) + 1);
  if (quarterHard(x, k, rest)) r = cosHuge(x);
  return r;
}

/**
 * Tangent of x + tail after q quarter turns more: sine and cosine as unevaluated pairs, and their quotient corrected by
 * its exact remainder.
 *
 * @example tanQuarter(0.5, 0, 0) // 0.5463024898437905
 */
export function tanQuarter(x: number, tail: number, q: number): number {
  const st = sinTerm(x, tail);
  const sh = x + st;
  const sl = x - sh + st;
  const c0 = cosHead(x);
  const ct = cosTerm(x, tail);
  const ch = c0 + ct;
  const cl = c0 - ch + ct;
  const even = (q & 1) === 0;
  const n = even ? sh : -ch;
  const d = even ? ch : sh;
  const t = n / d;
  const tH = Math.fround(t);
  const dH = Math.fround(d);
  const left = n - tH * dH - (t - tH) * dH - t * (d - dH);
  return t + (left + ((even ? sl : -cl) - t * (even ? cl : sl))) / d;
}

/**
 * The tangent of x radians, for every float64.
 *
 * Error below 0.8 ulp, also for the largest arguments. tan(±0) is ±0, tan(±Infinity) and tan(NaN) are NaN.
 *
 * @example tan(1) // 1.5574077246549023
 */
export function tan(x: number): number {
  const n = x * TWO_OVER_PI + TO_INTEGER;
  const k = n - TO_INTEGER;
  const rest = quarterRest(x, k);
  let r = tanQuarter(rest, quarterTail(x, k, rest), lowWord(n));
  if (quarterHard(x, k, rest)) r = tanHuge(x);
  return x === 0 ? x : r;
}

/**
 * Tangent where quarterHard is true.
 *
 * @example tanHuge(1e22) // -1.6287782256068988
 */
export function tanHuge(x: number): number {
  const a = Math.abs(x);
  const r = tanQuarter(quarterHuge(a, 1), quarterHuge(a, 2), quarterHuge(a, 0));
  return x < 0 ? -r : r;
}

/**
 * Sine where quarterHard is true.
 *
 * @example sinHuge(1e22) // -0.8522008497671888
 */
export function sinHuge(x: number): number {
  const a = Math.abs(x);
  const r = sinQuarter(quarterHuge(a, 1), quarterHuge(a, 2), quarterHuge(a, 0));
  return x < 0 ? -r : r;
}

/**
 * Cosine where quarterHard is true.
 *
 * @example cosHuge(1e22) // 0.523214785395139
 */
export function cosHuge(x: number): number {
  const a = Math.abs(x);
  return sinQuarter(quarterHuge(a, 1), quarterHuge(a, 2), quarterHuge(a, 0) + 1);
}
