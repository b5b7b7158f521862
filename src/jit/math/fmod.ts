// The remainder of a division that truncates, JavaScript's %: always exact.
import { highWord } from "./bits.ts";
import { DOWN_600, SPLIT, UP_600 } from "./hypot.ts";

/** 2^50. */
export const UP_50 = 1125899906842624;

/**
 * The remainder of a / b for a >= 0, b > 0, a / b < 2^52, both of them in [2^-960, 2^960] (or a = 0).
 *
 * The quotient, rounded down, is right or one too large; its product with b is subtracted exactly, in two parts
 * (Dekker 1971), and the second case shows in the sign.
 *
 * @example remainderStep(10, 3) // 1
 */
export function remainderStep(a: number, b: number): number {
  const q = Math.floor(a / b);
  const p = q * b;
  const qc = SPLIT * q;
  const qh = qc - (qc - q);
  const ql = q - qh;
  const bc = SPLIT * b;
  const bh = bc - (bc - b);
  const bl = b - bh;
  const lost = qh * bh - p + qh * bl + ql * bh + ql * bl;
  const r = a - p - lost;
  return r < 0 ? r + b : r;
}

/**
 * The remainder for any finite a >= 0 and b > 0: 50 bits of the quotient at a time.
 *
 * @example remainderLong(1e300, 7) // 1
 */
export function remainderLong(a: number, b: number): number {
  let t = b;
  while (t * UP_50 <= a) t *= UP_50;
  let r = a;
  while (t >= b) {
    // Scaling by a power of two is exact here: down only where both are large, up only where both are small.
    const c = t > UP_600 ? DOWN_600 : t < DOWN_600 ? UP_600 : 1;
    r = remainderStep(r * c, t * c) * (1 / c);
    t *= 1 / UP_50;
  }
  return r;
}

/**
 * x % y exactly as JavaScript has it: the sign of x, NaN for y = 0 or an infinite x.
 *
 * @example fmod(-7, 3) // -1
 */
export function fmod(x: number, y: number): number {
  const a = Math.abs(x);
  const b = Math.abs(y);
  let r = remainderStep(a, b);
  if (!(b > DOWN_600 && b < UP_600 && a < b * UP_50)) r = fmodEdge(a, b);
  return highWord(x) < 0 ? -r : r;
}

/**
 * The remainder for any a >= 0 and b >= 0, Infinity and NaN among them.
 *
 * @example fmodEdge(1, Infinity) // 1
 */
export function fmodEdge(a: number, b: number): number {
  let r = a < b ? a : NaN;
  if (b > 0 && a >= b && a < Infinity) r = remainderLong(a, b);
  return r;
}
