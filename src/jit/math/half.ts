// float16: rounding a number to it, and its 16 bits.
import { fromWords, highWord } from "./bits.ts";

/**
 * x rounded to float16 (to nearest, ties to even), as a number; beyond 65520 Infinity.
 *
 * @example f16round(1.337) // 1.3369140625
 */
export function f16round(x: number): number {
  const a = Math.abs(x);
  // Adding 2^(e + 42) makes the last bit kept the last bit there is: 2^(e - 10), and 2^-24 for subnormals (e = -14).
  const e = Math.min(Math.max((highWord(a) >> 20) - 1023, -14), 16);
  const shift = fromWords((e + 1065) << 20, 0);
  const r = a + shift - shift;
  const v = a < 65520 ? r : a * Infinity;
  return highWord(x) < 0 ? -v : v;
}

/**
 * The 16 bits of x rounded to float16, in [0, 65535]; NaN is 0x7e00.
 *
 * @example numberToF16(1) // 0x3c00
 */
export function numberToF16(x: number): number {
  const r = Math.abs(f16round(x));
  const signBit = (highWord(x) >> 31) & 0x8000;
  // Normal: rebias the exponent, keep 10 bits. Subnormal: a multiple of 2^-24.
  const normal = (highWord(r) - 0x3f000000) >> 10;
  const finite = r < 0.00006103515625 ? r * 16777216 : normal;
  return r <= Infinity ? signBit | (r === Infinity ? 0x7c00 : finite) : 0x7e00;
}

/**
 * The number whose float16 has the given 16 bits.
 *
 * @example f16ToNumber(0x3555) // 0.333251953125
 */
export function f16ToNumber(bits: number): number {
  const fraction = bits & 0x3ff;
  const e = (bits >> 10) & 0x1f;
  const normal = (1024 + fraction) * fromWords((e + 998) << 20, 0);
  const special = fraction === 0 ? Infinity : NaN;
  const v = e === 0 ? fraction * 5.9604644775390625e-8 : e === 31 ? special : normal;
  return (bits & 0x8000) === 0 ? v : -v;
}
