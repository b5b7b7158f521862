// Reduction of an angle by multiples of pi/2 for the trigonometric functions: x = k pi/2 + (rest + tail).
// Cody and Waite's three-part subtraction for |x| < 2^20, Payne and Hanek's multiplication by 2/pi for the others.
import { fromWords, highWord } from "./bits.ts";

/** 2/pi, rounded. */
export const TWO_OVER_PI = 0.6366197723675814;
/** The first 33 bits of pi/2: its product with a 20-bit integer is exact. */
export const HALF_PI_1 = 1.5707963267341256;
/** The next 33 bits of pi/2. */
export const HALF_PI_2 = 6.077100506303966e-11;
/** pi/2 - HALF_PI_1 - HALF_PI_2, rounded. */
export const HALF_PI_3 = 2.0222662487959506e-21;
/** 2^-24, the weight of a digit. */
export const DOWN_24 = 1 / 0x1000000;
/** 2^-48. */
export const DOWN_48 = DOWN_24 * DOWN_24;
/** pi/2, rounded. */
export const HALF_PI = 1.5707963267948966;
/** pi/2 - HALF_PI, rounded. */
export const HALF_PI_TAIL = 6.123233995736766e-17;

/**
 * x - k pi/2, rounded, for an integer |k| <= 2^20 nearest to x / (pi/2).
 *
 * @example quarterRest(2, 1) // 0.4292036732051034
 */
export function quarterRest(x: number, k: number): number {
  const a = x - k * HALF_PI_1;
  const b = k * HALF_PI_2;
  const r = a - b;
  return r + (a - r - b - k * HALF_PI_3);
}

/**
 * What quarterRest(x, k) = rest rounded away, so that rest + tail is good to about 2^-98.
 *
 * @example quarterTail(2, 1, quarterRest(2, 1)) // below 2^-54
 */
export function quarterTail(x: number, k: number, rest: number): number {
  // k * HALF_PI_1 and the difference are exact, so is k * HALF_PI_2. Where k is not 0 every bit of a weighs at
  // least an ulp of b, hence (a - r) - b is exactly what r = a - b lost (Fast2Sum).
  const a = x - k * HALF_PI_1;
  const b = k * HALF_PI_2;
  const r = a - b;
  return r - rest + (a - r - b - k * HALF_PI_3);
}

/**
 * Whether quarterRest and quarterTail are not good enough: |x| of 2^20 or more, NaN, or cancellation below 2^-30.
 *
 * @example quarterHard(Math.PI, 2, 1.2246467991473532e-16) // true
 */
export function quarterHard(x: number, k: number, rest: number): boolean {
  return !(Math.abs(x) < 1048576 && (Math.abs(rest) > DOWN_24 * 0.015625 || k === 0));
}

/**
 * 2/pi in base 2^24, most significant digit first, after four zeros (so that no index is negative); 64 entries, so
 * that an index masked with 63 is in range.
 */
// biome-ignore format: a table
export const TWO_OVER_PI_DIGITS = new Float64Array([
  0, 0, 0, 0,
  0xa2f983, 0x6e4e44, 0x1529fc, 0x2757d1, 0xf534dd, 0xc0db62, 0x95993c, 0x439041,
  0xfe5163, 0xabdebb, 0xc561b7, 0x246e3a, 0x424dd2, 0xe00649, 0x2eea09, 0xd1921c,
  0xfe1deb, 0x1cb129, 0xa73ee8, 0x8235f5, 0x2ebb44, 0x84e99c, 0x7026b4, 0x5f7e41,
  0x3991d6, 0x398353, 0x39f49c, 0x845f8b, 0xbdf928, 0x3b1ff8, 0x97ffde, 0x05980f,
  0xef2f11, 0x8b5a0a, 0x6d1f6d, 0x367ecf, 0x27cb09, 0xb74f46, 0x3f669e, 0x5fea2d,
  0x7527ba, 0xc7ebe5, 0xf17b3d, 0x0739f7, 0x8a5292, 0xea6bfb, 0x5fb11f, 0x8d5d08,
  0x560330, 0x46fc7b, 0x6babf0, 0xcfbc20, 0x9af436, 0x1da9e3, 0x91615e, 0xe61b08,
  0x659985, 0x5f14a0, 0x68408d, 0xffd880,
]);

/**
 * x 2/pi for x >= 1 by Payne and Hanek's method (SIGNUM Newsletter 18, 1983): part 0 is the nearest integer modulo 4
 * (or 4), parts 1 and 2 the rest in radians as a rounded number and its tail.
 *
 * The closest float64 to a multiple of pi/2 is 2^-61 away, the fraction here is good to 2^-140.
 * NaN and Infinity give NaN in parts 1 and 2.
 *
 * @example quarterHuge(1e22, 1) // 0.5806... with quarterHuge(1e22, 0) === 3
 */
export function quarterHuge(x: number, part: number): number {
  // x = (t0 + t1 2^-24 + t2 2^-48 + t3 2^-72) 2^(24 e), each t a 24-bit integer (the last one keeps what remains).
  const e = Math.floor(((highWord(x) >> 20) - 1023) / 24);
  const z0 = x * fromWords((1023 - 24 * e) << 20, 0);
  const t0 = Math.floor(z0);
  const z1 = (z0 - t0) * 16777216;
  const t1 = Math.floor(z1);
  const z2 = (z1 - t1) * 16777216;
  const t2 = Math.floor(z2);
  const t3 = (z2 - t2) * 16777216;
  // The digits of the product from 2^-168 up to the units; everything above is a multiple of 4. Exact: sums < 2^51.
  const v7 = quarterDigit(t0, t1, t2, t3, e + 10);
  const v6 = quarterDigit(t0, t1, t2, t3, e + 9) + Math.floor(v7 * DOWN_24);
  const c6 = Math.floor(v6 * DOWN_24);
  const v5 = quarterDigit(t0, t1, t2, t3, e + 8) + c6;
  const c5 = Math.floor(v5 * DOWN_24);
  const v4 = quarterDigit(t0, t1, t2, t3, e + 7) + c5;
  const c4 = Math.floor(v4 * DOWN_24);
  const v3 = quarterDigit(t0, t1, t2, t3, e + 6) + c4;
  const c3 = Math.floor(v3 * DOWN_24);
  const v2 = quarterDigit(t0, t1, t2, t3, e + 5) + c3;
  const c2 = Math.floor(v2 * DOWN_24);
  const v1 = quarterDigit(t0, t1, t2, t3, e + 4) + c2;
  const c1 = Math.floor(v1 * DOWN_24);
  const v0 = quarterDigit(t0, t1, t2, t3, e + 3) + c1;
  // Three integers of 48 bits make up the fraction; the first one becomes signed by rounding to the nearest unit.
  const d1 = (v1 - c1 * 16777216) * 16777216 + (v2 - c2 * 16777216);
  const d2 = (v3 - c3 * 16777216) * 16777216 + (v4 - c4 * 16777216);
  const d3 = (v5 - c5 * 16777216) * 16777216 + (v6 - c6 * 16777216);
  const up = d1 >= 140737488355328;
  const a = (up ? d1 - 281474976710656 : d1) * DOWN_48;
  const b = d2 * (DOWN_48 * DOWN_48);
  const h = a + b;
  const l = a - h + b + d3 * (DOWN_48 * DOWN_48 * DOWN_48);
  const f = h + l;
  const fl = h - f + l;
  // Times pi/2, both in two parts.
  const fH = Math.fround(f);
  const fM = f - fH;
  const piH = Math.fround(HALF_PI);
  const piM = HALF_PI - piH;
  const p = f * HALF_PI;
  const low = fH * piH - p + fH * piM + fM * piH + fM * piM + (f * HALF_PI_TAIL + fl * HALF_PI);
  const rest = p + low;
  const quarters = v0 - Math.floor(v0 * 0.25) * 4 + (up ? 1 : 0);
  return part === 0 ? quarters : part === 1 ? rest : p - rest + low;
}

/**
 * One digit, not yet carried, of the product in quarterHuge: the sum of t_j with the table's digit number i - j.
 *
 * @example quarterDigit(1, 0, 0, 0, 4) // 0xa2f983
 */
export function quarterDigit(t0: number, t1: number, t2: number, t3: number, i: number): number {
  return (
    t0 * TWO_OVER_PI_DIGITS[i & 63] +
    t1 * TWO_OVER_PI_DIGITS[(i - 1) & 63] +
    t2 * TWO_OVER_PI_DIGITS[(i - 2) & 63] +
    t3 * TWO_OVER_PI_DIGITS[(i - 3) & 63]
  );
}
