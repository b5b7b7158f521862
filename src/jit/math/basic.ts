// The functions of Math that are one instruction, or two: they are here so that every name of Math is found in one place.

/** |x|. @example abs(-1) // 1 */
export function abs(x: number): number {
  return Math.abs(x);
}

/** The smallest integer not below x. @example ceil(0.5) // 1 */
export function ceil(x: number): number {
  return Math.ceil(x);
}

/** The leading zero bits of x as an unsigned 32-bit integer. @example clz32(1) // 31 */
export function clz32(x: number): number {
  return Math.clz32(x);
}

/** The largest integer not above x. @example floor(-0.5) // -1 */
export function floor(x: number): number {
  return Math.floor(x);
}

/** x rounded to float32. @example fround(0.1) // 0.10000000149011612 */
export function fround(x: number): number {
  return Math.fround(x);
}

/** The low 32 bits of the product of two integers, signed. @example imul(65536, 65536) // 0 */
export function imul(x: number, y: number): number {
  return Math.imul(x, y);
}

/** The larger one; NaN if one is NaN; 0 above -0. @example max(-0, 0) // 0 */
export function max(x: number, y: number): number {
  return Math.max(x, y);
}

/** The smaller one; NaN if one is NaN; -0 below 0. @example min(-0, 0) // -0 */
export function min(x: number, y: number): number {
  return Math.min(x, y);
}

/**
 * The nearest integer, halves towards +Infinity; keeps -0, and gives -0 in [-0.5, -0).
 *
 * @example round(-2.5) // -2
 */
export function round(x: number): number {
  // The difference is exact or rounds to the right side of 1/2; an integer x takes the second way, so that ceil is x + 1 floor.
  return x - Math.floor(x) >= 0.5 ? Math.ceil(x) : Math.floor(x);
}

/** 1, -1, or x itself where it is ±0 or NaN. @example sign(-3) // -1 */
export function sign(x: number): number {
  return x > 0 ? 1 : x < 0 ? -1 : x;
}

/** The square root, correctly rounded. @example sqrt(9) // 3 */
export function sqrt(x: number): number {
  return Math.sqrt(x);
}

/** x without its fraction. @example trunc(-0.5) // -0 */
export function trunc(x: number): number {
  return Math.trunc(x);
}
