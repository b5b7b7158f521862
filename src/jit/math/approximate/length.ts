// Short versions of cbrt and hypot: rounding errors stay where they are, and only lengths whose square is ordinary are
// taken here.
import { fromWords, highWord } from "../bits.ts";
import { cbrt } from "../cbrt.ts";
import { hypot2, hypot3 } from "../hypot.ts";
import { SMALLEST_NORMAL } from "../log.ts";

/**
 * The cube root, for every float64, with the special values of cbrt.
 *
 * Error below 3 ulp. The guess g of |x|^(-1/3) is that of cbrt, which needs no exponent split off: a third of the high word
 * has a third of the exponent in it. A quartic in r = |x| g³, through the exact values of r^(-1/3) at Chebyshev's points, makes
 * it u, good to 23 bits; with e = 1 - |x| u³ the root is x u² (1 - e)^(-2/3), to second order.
 *
 * @example approxCbrt(-0) // -0
 */
export function approxCbrt(x: number): number {
  const a = Math.abs(x);
  const g = fromWords(1430197664 - ((highWord(a) * 0.3333333333333333) | 0), 0);
  const r = a * g * g * g;
  const r2 = r * r;
  const u =
    g *
    (1.8630133392137702 +
      r * -1.8333730057421374 +
      r2 * (1.5443406462403486 + r * -0.7072853732002695 + r2 * 0.1333043121144442));
  const v = x * u * u;
  const e = 1 - Math.abs(v) * u;
  let y = v + v * e * (0.6666666666666666 + e * 0.5555555555555556);
  if (!(a >= SMALLEST_NORMAL && a < Infinity)) {
    y = x;
    if (a > 0 && a < Infinity) y = cbrt(x);
  }
  return y;
}

/**
 * sqrt(x² + y²), for every pair of float64, with the special values of hypot2.
 *
 * Error below 2 ulp.
 *
 * @example approxHypot2(3, 4) // 5
 */
export function approxHypot2(x: number, y: number): number {
  const s = x * x + y * y;
  let r = Math.sqrt(s);
  if (!(s >= 1e-280 && s < Infinity)) {
    // Where there is nothing at all, as in the flat parts of a picture, the root is right already.
    if (x !== 0 || y !== 0) r = hypot2(x, y);
  }
  return r;
}

/**
 * sqrt(x² + y² + z²), for all float64, with the special values of hypot3.
 *
 * Error below 2 ulp.
 *
 * @example approxHypot3(2, 3, 6) // 7
 */
export function approxHypot3(x: number, y: number, z: number): number {
  const s = x * x + y * y + z * z;
  let r = Math.sqrt(s);
  if (!(s >= 1e-280 && s < Infinity)) {
    if (x !== 0 || y !== 0 || z !== 0) r = hypot3(x, y, z);
  }
  return r;
}
