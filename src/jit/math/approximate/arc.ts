// Short versions of the inverse trigonometric functions: shorter polynomials, and no quotient or root is corrected.
// None needs another way for what is not finite: NaN comes out of the same arithmetic.
import { atan2, QUARTER_PI, TAN_EIGHTH_PI } from "../arc.ts";
import { highWord } from "../bits.ts";
import { HALF_PI } from "../quarter.ts";

/**
 * asin(s) for z = s² <= 1/4, good to 2 ulp.
 *
 * s + s z p(z), p through the exact values of (asin(s) / s - 1) / z at Chebyshev's points, relative error 2^-55.
 *
 * @example approxAsinPart(-0, 0) // -0
 */
export function approxAsinPart(s: number, z: number): number {
  const w = z * z;
  const w2 = w * w;
  const p0 =
    0.16666666666665522 + z * 0.0750000000031066 + w * (0.04464285684966737 + z * 0.030381958275809546);
  const p1 =
    0.0223717782321501 + z * 0.017359407482985607 + w * (0.013888103168269373 + z * 0.012150820639150859);
  const p2 =
    0.006605692562824002 + z * 0.019320353948761394 + w * (-0.015905148148941253 + z * 0.031698211356130296);
  return s + s * (z * (p0 + w2 * (p1 + w2 * p2)));
}

/**
 * atan(t) for |t| <= tan(pi/8), good to 2 ulp.
 *
 * t (1 + z p(z)) in z = t², p through the exact values of (atan(t) / t - 1) / z at Chebyshev's points, relative error 2^-54.
 *
 * @example approxAtanPart(-0) // -0
 */
export function approxAtanPart(t: number): number {
  const z = t * t;
  const w = z * z;
  const w2 = w * w;
  const p0 =
    -0.3333333333333003 + z * 0.19999999999060805 + w * (-0.14285714193003257 + z * 0.11111106564719798);
  const p1 =
    -0.09090780433007847 + z * 0.07690041662342037 + w * (-0.06640900301017551 + z * 0.056914351582195925);
  return t * (1 + z * (p0 + w2 * (p1 + w2 * (-0.04356046966056628 + z * 0.021224113541610343))));
}

/**
 * The arc sine in radians, for every float64, with the special values of asin.
 *
 * Error below 4 ulp.
 *
 * @example approxAsin(-0) // -0
 */
export function approxAsin(x: number): number {
  const a = Math.abs(x);
  const big = a > 0.5;
  const z = big ? (1 - a) * 0.5 : x * x;
  const p = approxAsinPart(big ? Math.sqrt(z) : x, z);
  const far = HALF_PI - 2 * p;
  const signed = x < 0 ? -far : far;
  return big ? signed : p;
}

/**
 * The arc cosine in radians, for every float64, with the special values of acos.
 *
 * Error below 3 ulp.
 *
 * @example approxAcos(1) // 0
 */
export function approxAcos(x: number): number {
  const a = Math.abs(x);
  const big = a > 0.5;
  const z = big ? (1 - a) * 0.5 : x * x;
  const p = approxAsinPart(big ? Math.sqrt(z) : x, z);
  const far = x < 0 ? 2 * (HALF_PI - p) : 2 * p;
  return big ? far : HALF_PI - p;
}

/**
 * The arc tangent in radians, for every float64, with the special values of atan.
 *
 * Error below 4 ulp.
 *
 * @example approxAtan(-0) // -0
 */
export function approxAtan(x: number): number {
  const a = Math.abs(x);
  const middle = a > TAN_EIGHTH_PI;
  const far = a > 2.414213562373095;
  // atan(a) = pi/4 + atan((a - 1) / (a + 1)) = pi/2 + atan(-1 / a), and atan(x) is odd.
  const n = far ? -1 : middle ? a - 1 : x;
  const d = far ? a : middle ? a + 1 : 1;
  const r = approxAtanPart(n / d);
  const away = r + (far ? HALF_PI : QUARTER_PI);
  const signed = x < 0 ? -away : away;
  return middle ? signed : r;
}

/**
 * The angle of the point (x, y) in radians, for every pair of float64, with the special values of atan2.
 *
 * Error below 4 ulp.
 *
 * @example approxAtan2(-0, -1) // -Math.PI
 */
export function approxAtan2(y: number, x: number): number {
  const ay = Math.abs(y);
  const ax = Math.abs(x);
  const swap = ay > ax;
  const b = Math.max(ax, ay);
  const a = Math.min(ax, ay);
  const middle = a > TAN_EIGHTH_PI * b;
  const u = approxAtanPart((middle ? a - b : a) / (middle ? a + b : b));
  // The angle is u or -u from a multiple of pi/4, counted by c.
  const c0 = middle ? 1 : 0;
  const c1 = swap ? 2 - c0 : c0;
  const west = highWord(x) < 0;
  const c = west ? 4 - c1 : c1;
  const r = c * QUARTER_PI + (swap === west ? u : -u);
  const south = highWord(y) < 0;
  let angle = south ? -r : r;
  if (!(b > 1e-300 && b < 1e300)) {
    // (0, 0) has the angle of (1, 0) or (-1, 0).
    const flat = c * QUARTER_PI;
    angle = south ? -flat : flat;
    if (b !== 0) angle = atan2(y, x);
  }
  return angle;
}
