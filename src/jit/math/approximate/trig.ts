// Short versions of sine, cosine and tangent: reduced in two parts, and one series for both halves of a turn.
// Lanes compute both arms of a choice, so one series as far as pi/2 is quicker than two as far as pi/4.
import { lowWord } from "../bits.ts";
import { HALF_PI_1, TWO_OVER_PI } from "../quarter.ts";
import { TO_INTEGER } from "../scale.ts";
import { cos, sin, tan } from "../trig.ts";

/** 1/pi, rounded. */
export const INV_PI = 0.3183098861837907;
/** The first 33 bits of pi: its product with a 20-bit integer is exact. */
export const PI_1 = 3.1415926534682512;
/** pi - PI_1, rounded. */
export const PI_2 = 1.2154201013012384e-10;
/** pi/2 - HALF_PI_1, rounded. */
export const HALF_PI_REST = 6.077100506506192e-11;
/** (pi/2)², rounded. */
export const QUARTER_SQUARE = 2.4674011002723395;
/** 2 sin(pi/2) / (pi/2) - 1 = 4/pi - 1, rounded. */
export const TWICE_SLOPE = 0.2732395447351627;
/**
 * 2^-34. A rest below this part of the argument is left to the long version: what the second part of the reduction rounds
 * away is at most 2^-86 of the argument, hence about an ulp of the rest.
 */
export const LEAST_REST = 5.820766091346741e-11;

/**
 * 2 sin(r) for |r| <= 1.5708, never above 2 in size.
 *
 * r + r (TWICE_SLOPE + t p(t)) with t = QUARTER_SQUARE - r²: near pi/2 little is added to the constant, so that what is
 * rounded there is too little to reach the float above 2. p goes through the exact values at Chebyshev's points, relative
 * error 2^-56.
 *
 * @example approxTwiceSin(-0) // -0
 */
export function approxTwiceSin(r: number): number {
  const t = QUARTER_SQUARE - r * r;
  const w = t * t;
  const p0 =
    0.2580122754655959 +
    t * 0.013923258566882514 +
    w * (0.00034538526977717404 + t * 0.000004921868702412501);
  const p1 =
    4.554020457117198e-8 +
    t * 2.9570485120798393e-10 +
    w * (1.4211759967342575e-12 + t * 5.4417951305420045e-15);
  return r + r * (TWICE_SLOPE + t * (p0 + w * w * p1));
}

/**
 * The sine of x radians, for every float64, with the special values of sin.
 *
 * Error below 4 ulp, also near multiples of pi and for the largest arguments.
 *
 * @example approxSin(-0) // -0
 */
export function approxSin(x: number): number {
  const n = x * INV_PI + TO_INTEGER;
  const k = n - TO_INTEGER;
  const r = x - k * PI_1 - k * PI_2;
  let y = approxTwiceSin(r) * ((lowWord(n) & 1) === 0 ? 0.5 : -0.5);
  const a = Math.abs(x);
  if (!(a < 1048576 && Math.abs(r) >= a * LEAST_REST)) y = sin(x);
  return y;
}

/**
 * The cosine of x radians, for every float64, with the special values of cos.
 *
 * Error below 4 ulp, also near odd multiples of pi/2 and for the largest arguments.
 *
 * @example approxCos(0) // 1
 */
export function approxCos(x: number): number {
  // x is nearest to pi/2 times the odd integer 2 k + 1.
  const n = x * INV_PI - 0.5 + TO_INTEGER;
  const k = n - TO_INTEGER;
  const j = k + k + 1;
  const r = x - j * HALF_PI_1 - j * HALF_PI_REST;
  let y = approxTwiceSin(r) * ((lowWord(n) & 1) === 0 ? -0.5 : 0.5);
  const a = Math.abs(x);
  if (!(a < 1048576 && Math.abs(r) >= a * LEAST_REST)) y = cos(x);
  return y;
}

/**
 * The tangent of x radians, for every float64, with the special values of tan.
 *
 * Error below 4 ulp, also near multiples of pi/2 and for the largest arguments. With r = x - k pi/2 and c = r cot(r) it is
 * r / c or -c / r; c is 1 + z p(z) in z = r², p through the exact values at Chebyshev's points, relative error 2^-56.
 *
 * @example approxTan(-0) // -0
 */
export function approxTan(x: number): number {
  const n = x * TWO_OVER_PI + TO_INTEGER;
  const k = n - TO_INTEGER;
  const r = x - k * HALF_PI_1 - k * HALF_PI_REST;
  const z = r * r;
  const w = z * z;
  const p0 =
    -0.33333333333333437 +
    z * -0.022222222222154336 +
    w * (-0.0021164021179175875 + z * -0.00021164019508360438);
  const p1 =
    -0.00002137790122848232 +
    z * -0.0000021640256163108832 +
    w * (-2.2011952914926264e-7 + z * -2.1051710648041706e-8);
  const c = 1 + z * (p0 + w * w * (p1 + w * w * -3.0938839813701015e-9));
  const even = (lowWord(n) & 1) === 0;
  let y = (even ? r : -c) / (even ? c : r);
  const a = Math.abs(x);
  if (!(a < 1048576 && Math.abs(r) >= a * LEAST_REST)) y = tan(x);
  return y;
}
