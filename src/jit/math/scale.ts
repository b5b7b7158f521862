// Multiplying by powers of two, which every function that splits off an exponent ends with.
// Two steps are needed where the power itself, or the product, leaves the normal range.
import { fromWords } from "./bits.ts";

/**
 * 3 2^51: added to a number below 2^31 in size it leaves the nearest integer in the low word of the sum, and taken off
 * again the integer as a float64. Neither floor nor a conversion to an integer is needed.
 */
export const TO_INTEGER = 6755399441055744;

/**
 * 2^k for an integer k in [-1022, 1023].
 *
 * @example pow2(-2) // 0.25
 */
export function pow2(k: number): number {
  return fromWords((k + 1023) << 20, 0);
}

/**
 * v · 2^k for an integer k in [-2044, 2046], rounded at most once when 1/2 <= |v| <= 2.
 *
 * @example scale2(1.5, -1074) // 1e-323 (two of the smallest subnormals: the tie goes to even)
 */
export function scale2(v: number, k: number): number {
  // |k| / 2 keeps the first product normal, hence exact: only the second one can round.
  const half = k >> 1;
  return v * pow2(half) * pow2(k - half);
}
