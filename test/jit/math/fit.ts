// Polynomials through a function's exact values at Chebyshev's points: how the short functions' coefficients were made.
// Such a fit errs little more than the best one of its degree (Trefethen, Approximation Theory and Practice, 2013).
import { cos } from "../../../src/jit/math/index.ts";
import { type Big, BigMath, big, toNumber } from "../../oracle/bigmath.ts";

const math = new BigMath(320);

/** Chebyshev's n points in (-1, 1), from our own cosine: the same on every engine. */
const points = (n: number): number[] =>
  Array.from({ length: n }, (_, i) => cos(((2 * i + 1) * Math.PI) / (2 * n)));

/** n points in [a, b], the same weight everywhere. */
export const between = (a: number, b: number, n: number): number[] =>
  points(n).map((x) => (a + b) / 2 + ((b - a) / 2) * x);

/**
 * n points in (0, b] for an error that counts times z, since the value at 0 is known: Chebyshev's n + 1, stretched until
 * the first one is at 0, without that.
 */
export function above(b: number, n: number): number[] {
  const xs = points(n + 1);
  const least = xs[n];
  return xs.slice(0, n).map((x) => (b * (x - least)) / (1 - least));
}

/** The coefficients, lowest first and rounded to float64, of the polynomial through f at the points (Newton's form). */
export function through(f: (x: Big) => Big, xs: readonly number[]): number[] {
  const at = xs.map(big);
  const divided = at.map(f);
  for (let k = 1; k < at.length; k++)
    for (let i = at.length - 1; i >= k; i--)
      divided[i] = math.div(math.sub(divided[i], divided[i - 1]), math.sub(at[i], at[i - k]));
  let p: Big[] = [];
  for (let i = at.length - 1; i >= 0; i--) {
    // p(x) (x - at[i]) + divided[i]
    const shifted = [big(0), ...p];
    p = shifted.map((c, j) => (j < p.length ? math.sub(c, math.mul(at[i], p[j])) : c));
    p[0] = math.add(p[0], divided[i]);
  }
  return p.map(toNumber);
}
