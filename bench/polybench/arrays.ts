// Matrices and vectors for the routines: on the heap, either flat or as rows, of numbers that anybody can make again;
// and what their checks are made of.
import { heap } from "amdahl";

/** A matrix as an array of its rows. */
export type Rows = Float64Array[];

/** An unremarkable number between -1/2 and 1/2 for each place; `seed` tells matrices from each other. */
export const entry = (i: number, j: number, seed = 0): number =>
  ((7 * i + 3 * j + i * j + 5 * seed) % 13) / 13 - 6 / 13;

/** A vector of `n` numbers. */
export function vector(n: number, value: (i: number) => number = () => 0): Float64Array {
  const made = heap.array(Float64Array, n);
  for (let i = 0; i < n; i++) made[i] = value(i);
  return made;
}

/** An m × n matrix, flat, row by row. */
export const matrix = (
  m: number,
  n: number,
  value: (i: number, j: number) => number = () => 0,
): Float64Array => vector(m * n, (at) => value(Math.floor(at / n), at % n));

/** An m × n matrix as rows, which lie one behind the other, so that C finds an array of two dimensions. */
export function rows(m: number, n: number, value: (i: number, j: number) => number = () => 0): Rows {
  const flat = matrix(m, n, value);
  return Array.from({ length: m }, (_, i) => flat.subarray(i * n, (i + 1) * n));
}

/** The numbers of a matrix from {@link rows}, flat, as they lie. */
export function whole(matrix: Rows): Float64Array {
  if (matrix.length === 0) return new Float64Array(0);
  const [first] = matrix;
  return new Float64Array(first.buffer, first.byteOffset, matrix.length * first.length);
}

/** An unremarkable vector: two matrices that do the same to it are the same, but for one chance in very many. */
export const probe = (n: number): Float64Array => Float64Array.from({ length: n }, (_, i) => Math.sin(i + 1));

/** A flat matrix of rows of `x.length` times `x`. */
export function times(a: Float64Array, m: number, x: Float64Array): Float64Array {
  const n = x.length;
  return Float64Array.from({ length: m }, (_, i) => dot(n, (j) => a[i * n + j] * x[j]));
}

/** `x` times a flat matrix of `x.length` rows of `n`. */
export function timesTransposed(a: Float64Array, n: number, x: Float64Array): Float64Array {
  return Float64Array.from({ length: n }, (_, j) => dot(x.length, (i) => a[i * n + j] * x[i]));
}

/** A sum of `n` terms. */
export function dot(n: number, term: (i: number) => number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += term(i);
  return sum;
}

/** The largest difference, relative to the largest number expected, or to 1 where all are smaller. */
export function distance(found: Float64Array, expected: ArrayLike<number>): number {
  if (found.length !== expected.length) return Number.POSITIVE_INFINITY;
  let [most, scale] = [0, 1];
  for (let i = 0; i < found.length; i++) {
    // Written so that NaN is never near.
    const apart = Math.abs(found[i] - expected[i]);
    if (!(apart <= most)) most = apart;
    scale = Math.max(scale, Math.abs(expected[i]));
  }
  return most / scale;
}
