// Short versions of the exponential and its relatives: one even polynomial and a quotient, nothing carried in two parts.
// They share the quotient, which is odd: so expm1, tanh and sinh keep the sign of a zero without asking for it.
import { fromWords, lowWord } from "../bits.ts";
import { expEdge, LN2_HI, LN2_LO, LOG2_E } from "../exp.ts";
import { cosh, sinh } from "../hyperbolic.ts";

/** TO_INTEGER + 1023: the low word of a sum with it is the exponent field of 2^k, k the nearest integer. */
export const TO_EXPONENT = 6755399441056767;

/**
 * exp(y) - 1 for |y| <= 0.34665, good to 2 ulp.
 *
 * With c = y coth(y / 2) it is 2 y / (c - y); c is 2 + z p(z) in z = y², p through the exact values at Chebyshev's points,
 * relative error 2^-61 of the exponential.
 *
 * @example approxExpRest(-0) // -0
 */
export function approxExpRest(y: number): number {
  const z = y * y;
  const p =
    0.16666666666666602 +
    z * -0.002777777777701385 +
    z * z * (0.00006613756321020316 + z * -0.0000016533901783618794 + z * z * 4.138121683084742e-8);
  return (y + y) / (2 + z * p - y);
}

/**
 * e to the power x, for every float64, with the special values of exp.
 *
 * Error below 2 ulp.
 *
 * @example approxExp(0) // 1
 */
export function approxExp(x: number): number {
  const n = x * LOG2_E + TO_EXPONENT;
  const k = n - TO_EXPONENT;
  let r = (1 + approxExpRest(x - k * LN2_HI - k * LN2_LO)) * fromWords(lowWord(n) << 20, 0);
  if (!(Math.abs(x) < 708)) r = expEdge(x, 0);
  return r;
}

/**
 * exp(x) - 1, accurate also for small x, for every float64, with the special values of expm1.
 *
 * Error below 4 ulp.
 *
 * @example approxExpm1(1e-20) // 1e-20
 */
export function approxExpm1(x: number): number {
  const n = x * LOG2_E + TO_EXPONENT;
  const k = n - TO_EXPONENT;
  const e = fromWords(lowWord(n) << 20, 0);
  // In this order a zero keeps its sign: 1 - 1 is 0, and -0 - 0 is -0.
  let r = e * approxExpRest(x - k * LN2_HI - k * LN2_LO) - (1 - e);
  if (!(Math.abs(x) < 708)) r = expEdge(x, 0) - 1;
  return r;
}

/**
 * The hyperbolic tangent, for every float64, with the special values of tanh.
 *
 * Error below 4 ulp.
 *
 * @example approxTanh(-Infinity) // -1
 */
export function approxTanh(x: number): number {
  // e / (e + 2) for e = exp(2 x) - 1
  const v = x + x;
  const n = v * LOG2_E + TO_EXPONENT;
  const k = n - TO_EXPONENT;
  const b = fromWords(lowWord(n) << 20, 0);
  const e = b * approxExpRest(v - k * LN2_HI - k * LN2_LO) - (1 - b);
  let r = e / (e + 2);
  if (!(Math.abs(v) < 708)) r = v > 0 ? 1 : v < 0 ? -1 : x;
  return r;
}

/**
 * The hyperbolic cosine, for every float64, with the special values of cosh.
 *
 * Error below 3 ulp.
 *
 * @example approxCosh(0) // 1
 */
export function approxCosh(x: number): number {
  const n = x * LOG2_E + TO_EXPONENT;
  const k = n - TO_EXPONENT;
  const e = (0.5 + 0.5 * approxExpRest(x - k * LN2_HI - k * LN2_LO)) * fromWords(lowWord(n) << 20, 0);
  let r = e + 0.25 / e;
  if (!(Math.abs(x) < 708)) r = cosh(x);
  return r;
}

/**
 * The hyperbolic sine, for every float64, with the special values of sinh.
 *
 * Error below 3 ulp. With x = k ln 2 + y it is (2^k + 2^-k) / 2 sinh(y) + (2^k - 2^-k) / 2 cosh(y); both series are polynomials
 * in y² through the exact values at Chebyshev's points, relative errors 2^-60 and 2^-56.
 *
 * @example approxSinh(-0) // -0
 */
export function approxSinh(x: number): number {
  const n = x * LOG2_E + TO_EXPONENT;
  const k = n - TO_EXPONENT;
  const y = x - k * LN2_HI - k * LN2_LO;
  const z = y * y;
  const w = z * z;
  const odd =
    0.16666666666666677 +
    z * 0.008333333333321605 +
    w * (0.00019841269886193108 + z * 0.000002755724414310253 + w * 2.5109059705603127e-8);
  const even =
    0.5000000000000013 +
    z * 0.04166666666651415 +
    w * (0.0013888888947303174 + z * 0.00002480148967538337 + w * 2.763136801017201e-7);
  const up = fromWords((lowWord(n) - 1) << 20, 0);
  const down = fromWords((2045 - lowWord(n)) << 20, 0);
  // The exact power last, so that it is rounded once. In this order a zero keeps its sign: for k = 0 the difference of the
  // powers is 0, and -0 - 0 is -0.
  const fall = down - up;
  let r = (up + down) * (y + y * (z * odd)) - fall * (z * even) - fall;
  if (!(Math.abs(x) < 708)) r = sinh(x);
  return r;
}
