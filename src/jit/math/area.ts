// The inverse hyperbolic functions: each is the logarithm of a sum, whose argument is carried as a number and its tail.
import { highWord } from "./bits.ts";
import { log1pSum, logExponent, logFraction, logSum } from "./log1p.ts";

/**
 * log(2 x) for a normal x > 1/2, also where 2 x would overflow; Infinity and NaN pass through.
 *
 * @example logTwice(1e308) // 709.889355822726
 */
export function logTwice(x: number): number {
  const h = (highWord(x) + 0x00095f62) | 0;
  const y = logSum(logExponent(h) + 1, logFraction(x, h), 0);
  return x < Infinity ? y : x;
}

/**
 * The inverse hyperbolic sine, for every float64.
 *
 * Error below 1.2 ulp. asinh(±0) is ±0, asinh(±Infinity) is ±Infinity.
 *
 * @example asinh(1) // 0.881373587019543
 */
export function asinh(x: number): number {
  const a = Math.abs(x);
  // asinh(a) = log(1 + a + a² / (1 + sqrt(1 + a²))); beyond 2^28 the square may overflow, and 2 a is enough.
  const q = a * a;
  const lo = q / (1 + Math.sqrt(1 + q));
  const hi = a + lo;
  let r = log1pSum(hi, a - hi + lo);
  if (!(a < 268435456)) r = logTwice(a);
  const signed = x < 0 ? -r : r;
  return x === 0 ? x : signed;
}

/**
 * The inverse hyperbolic cosine, for every float64; NaN below 1.
 *
 * Error below 1.2 ulp. acosh(1) is 0, acosh(Infinity) is Infinity.
 *
 * @example acosh(2) // 1.3169578969248168
 */
export function acosh(x: number): number {
  // acosh(1 + t) = log(1 + t + sqrt(2 t + t²)), t exact for x < 2^53; below 1 the root is NaN, beyond 2^28 log(2 x) is enough.
  const t = x - 1;
  const tH = Math.fround(t);
  const p = t * t;
  const pl = tH * tH - p + (t - tH) * (t + tH);
  const w = 2 * t + p;
  const wl = (t < 2 ? 2 * t - w + p : p - w + 2 * t) + pl;
  const s = Math.sqrt(w);
  const sH = Math.fround(s);
  // The root's own rounding error and that of its argument, to first order.
  const left = w - sH * sH - (s - sH) * (s + sH) + wl;
  const sl = t === 0 ? 0 : left / (s + s);
  // s is at least t.
  const hi = s + t;
  let r = log1pSum(hi, s - hi + t + sl);
  if (!(x < 268435456)) r = logTwice(x);
  return x >= 1 ? r : NaN;
}

/**
 * The inverse hyperbolic tangent, for every float64; NaN outside [-1, 1].
 *
 * Error below 1 ulp. atanh(±0) is ±0, atanh(±1) is ±Infinity.
 *
 * @example atanh(0.5) // 0.5493061443340549
 */
export function atanh(x: number): number {
  const a = Math.abs(x);
  // atanh(a) = log(1 + 2 a / (1 - a)) / 2 with the quotient corrected by its exact remainder.
  const v = Math.min(a, 0.9999999999999999);
  const d = 1 - v;
  const dl = 1 - d - v;
  const n = v + v;
  const q = n / d;
  const qH = Math.fround(q);
  const dH = Math.fround(d);
  const ql = (n - qH * dH - (q - qH) * dH - q * (d - dH) - q * dl) / d;
  const near = 0.5 * log1pSum(q, ql);
  const r = a < 1 ? near : a === 1 ? Infinity : NaN;
  const signed = x < 0 ? -r : r;
  return x === 0 ? x : signed;
}
