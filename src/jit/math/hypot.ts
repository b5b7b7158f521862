// Lengths: the root of a sum of squares without overflow or underflow, corrected by the exact remainder.
// The correction is Borges's (ACM TOMS 47, 2020), with Veltkamp's splitting in place of a fused multiply-add.

/** 2^27 + 1, Veltkamp's constant: splits a float64 into two halves of 26 bits. */
export const SPLIT = 134217729;
/** 2^600. */
export const UP_600 = 4.149515568880993e180;
/** 2^-600. */
export const DOWN_600 = 2.409919865102884e-181;

/**
 * What a * a rounded to p loses, for |a| in [2^-480, 2^500].
 *
 * @example squareLost(1 + 2 ** -30, (1 + 2 ** -30) ** 2) // 2 ** -60
 */
export function squareLost(a: number, p: number): number {
  const c = SPLIT * a;
  const h = c - (c - a);
  const l = a - h;
  return h * h - p + 2 * h * l + l * l;
}

/**
 * sqrt(s + more) for a more of at most a few ulps of s, 0 when s is 0.
 *
 * @example rootOf(2, 0) // Math.SQRT2
 */
export function rootOf(s: number, more: number): number {
  const h = Math.sqrt(s);
  const p = h * h;
  const r = h + (s - p - squareLost(h, p) + more) / (h + h);
  return s > 0 ? r : s;
}

/**
 * The factor that brings a length into the range where its square is harmless.
 *
 * @example lengthScale(1) // 1
 */
export function lengthScale(a: number): number {
  const up = a < 3.4395525670743494e-136 ? UP_600 : 1;
  return a > 3.2733906078961419e150 ? DOWN_600 : up;
}

/**
 * sqrt(x² + y²), for every pair of float64.
 *
 * Error below 0.51 ulp (below 1 where the result is subnormal). Infinity wins over NaN, as ECMAScript says.
 *
 * @example hypot2(3, 4) // 5
 */
export function hypot2(x: number, y: number): number {
  const ax = Math.abs(x);
  const ay = Math.abs(y);
  const big = Math.max(ax, ay);
  const c = lengthScale(big);
  const a = big * c;
  const b = Math.min(ax, ay) * c;
  const p = a * a;
  const q = b * b;
  const s = p + q;
  const r = rootOf(s, p - s + q + (squareLost(a, p) + squareLost(b, q))) * (1 / c);
  return ax === Infinity || ay === Infinity ? Infinity : r;
}

/**
 * sqrt(x² + y² + z²), for all float64.
 *
 * Error below 0.51 ulp (below 1 where the result is subnormal). Infinity wins over NaN, as ECMAScript says.
 *
 * @example hypot3(2, 3, 6) // 7
 */
export function hypot3(x: number, y: number, z: number): number {
  const ax = Math.abs(x);
  const ay = Math.abs(y);
  const az = Math.abs(z);
  // The largest first: then each sum gives back what it loses.
  const big = Math.max(ax, Math.max(ay, az));
  const c = lengthScale(big);
  const a = big * c;
  const u = (ax === big ? ay : ax) * c;
  const v = (ax === big || ay === big ? az : ay) * c;
  const p = a * a;
  const q = u * u;
  const w = v * v;
  const s1 = p + q;
  const s = s1 + w;
  const lost = p - s1 + q + (s1 - s + w);
  const r = rootOf(s, lost + (squareLost(a, p) + (squareLost(u, q) + squareLost(v, w)))) * (1 / c);
  return ax === Infinity || ay === Infinity || az === Infinity ? Infinity : r;
}
