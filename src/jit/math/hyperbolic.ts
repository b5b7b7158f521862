// Hyperbolic sine, cosine and tangent: an odd polynomial near 0, the exponential elsewhere, chosen by a select.
import { lowWord } from "./bits.ts";
import { expLow, expPart, expStep, LOG2_E } from "./exp.ts";
import { pow2, scale2, TO_INTEGER } from "./scale.ts";

/**
 * (exp(x) + sign exp(-x)) / 2 for x >= 0 and a sign of 1 or -1; NaN passes through.
 *
 * @example halfSum(0, 1) // 1
 */
export function halfSum(x: number, sign: number): number {
  // Beyond 712 the answer is Infinity already.
  const v = Math.min(x, 712);
  const n = v * LOG2_E + TO_INTEGER;
  const k = n - TO_INTEGER;
  const y = expStep(v, 0, k);
  const half = pow2(lowWord(n) - 1);
  // exp(x) / 2 = a + b, and the sum with the smaller exponential gives back what it loses.
  const a = half * (1 + y);
  const b = half * expLow(v, 0, k, y);
  const q = (sign * 0.25) / (a + b);
  const s = a + q;
  let r = s + (a - s + q + b);
  if (v > 708) r = scale2(expPart(v, 0, k), lowWord(n) - 1);
  return r;
}

/**
 * The hyperbolic sine, for every float64.
 *
 * Error below 0.9 ulp. sinh(±0) is ±0, sinh(±Infinity) is ±Infinity.
 *
 * @example sinh(1) // 1.1752011936438014
 */
export function sinh(x: number): number {
  const a = Math.abs(x);
  const far = halfSum(a, -1);
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
 * Error below 0.85 ulp. cosh(±0) is 1, cosh(±Infinity) is Infinity.
 *
 * @example cosh(1) // 1.5430806348152437
 */
export function cosh(x: number): number {
  return halfSum(Math.abs(x), 1);
}

/**
 * The hyperbolic tangent, for every float64.
 *
 * Error below 1 ulp. tanh(±0) is ±0, tanh(±Infinity) is ±1.
 *
 * @example tanh(1) // 0.7615941559557649
 */
export function tanh(x: number): number {
  const a = Math.abs(x);
  // Above 20 the answer is 1 in float64.
  const v = Math.min(a + a, 40);
  const n = v * LOG2_E + TO_INTEGER;
  const e = expPart(v, 0, n - TO_INTEGER) * pow2(lowWord(n));
  // 1 - 2 / (e + 1), the quotient corrected by its exact remainder.
  const d = e + 1;
  const q = 2 / d;
  const qH = Math.fround(q);
  const dH = Math.fround(d);
  const left = 2 - qH * dH - (q - qH) * dH - q * (d - dH) - q * (e - d + 1);
  const t = 1 - q;
  const far = t + (1 - t - q - left * (0.5 * q));
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
