// Hyperbolic sine, cosine and tangent: an odd polynomial near 0, the exponential elsewhere, chosen by a select.
import { lowWord } from "./bits.ts";
import { exp, expPart, LOG2_E } from "./exp.ts";
import { pow2, scale2, TO_INTEGER } from "./scale.ts";

/**
 * exp(x) / 2 for x >= 0 (NaN passes through), also where exp(x) itself would overflow.
 *
 * @example halfExp(710) // 1.1169973830808555e308
 */
export function halfExp(x: number): number {
  const v = Math.min(x, 712);
  const n = v * LOG2_E + TO_INTEGER;
  const k = lowWord(n);
  const e = expPart(v, 0, n - TO_INTEGER);
  let r = e * pow2(k - 1);
  if (v > 708) r = scale2(e, k - 1);
  return r;
}

/**
 * The hyperbolic sine, for every float64.
 *
 * Error below 1.3 ulp. sinh(±0) is ±0, sinh(±Infinity) is ±Infinity.
 *
 * @example sinh(1) // 1.1752011936438014
 */
export function sinh(x: number): number {
  const a = Math.abs(x);
  const h = halfExp(a);
  const far = h - 0.25 / h;
  // Minimax (Remez exchange) of (sinh(x) - x) / x³ in x² on [0, 1], relative error 2^-62.
  const z = x * x;
  const w = z * z;
  const p =
    0.16666666666666669 +
    z * 0.008333333333332912 +
    w * (0.0001984126984159348 + z * 2.7557319106702466e-6) +
    w * w * (2.5052131013194156e-8 + z * 1.6056657555202758e-10 + w * 7.776664178660566e-13);
  const near = x + x * (z * p);
  const signed = x < 0 ? -far : far;
  return a < 1 ? near : signed;
}

/**
 * The hyperbolic cosine, for every float64.
 *
 * Error below 1.2 ulp. cosh(±0) is 1, cosh(±Infinity) is Infinity.
 *
 * @example cosh(1) // 1.5430806348152437
 */
export function cosh(x: number): number {
  const h = halfExp(Math.abs(x));
  return h + 0.25 / h;
}

/**
 * The hyperbolic tangent, for every float64.
 *
 * Error below 1.5 ulp. tanh(±0) is ±0, tanh(±Infinity) is ±1.
 *
 * @example tanh(1) // 0.7615941559557649
 */
export function tanh(x: number): number {
  const a = Math.abs(x);
  // Above 20 the answer is 1 in float64.
  const far = 1 - 2 / (exp(Math.min(a + a, 40)) + 1);
  // Minimax (Remez exchange) of (tanh(x) - x) / x³ in x² on [0, 0.55], relative error 2^-60.
  const z = x * x;
  const w = z * z;
  const p0 =
    -0.333333333333333 + z * 0.13333333333326577 + w * (-0.053968253963735724 + z * 0.021869488385157718);
  const p1 =
    -0.008863232590184962 +
    z * 0.003592091917934598 +
    w * (-0.0014555421256165631 + z * 0.0005884415297945629);
  const p2 = -0.00023337403762353531 + z * 8.330562628960773e-5 + w * -1.9487976007589915e-5;
  const near = x + x * (z * (p0 + w * w * (p1 + w * w * p2)));
  const signed = x < 0 ? -far : far;
  const r = a < 0.55 ? near : signed;
  return x === 0 ? x : r;
}
