// The product of two matrices by three plain loops, in the order that reads memory in a row: what a person writes who
// has no library.
import { heap, prange } from "amdahl";
import { type Kernel, ladder } from "../kernel.ts";

type Multiply = (a: Float64Array, b: Float64Array, c: Float64Array, n: number) => void;

const multiply: Multiply = (a, b, c, n) => {
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      for (let j = 0; j < n; j++) c[i * n + j] += a[i * n + k] * b[k * n + j];
    }
  }
};

const parallelMultiply: Multiply = (a, b, c, n) => {
  for (const i of prange(n)) {
    for (let k = 0; k < n; k++) {
      for (let j = 0; j < n; j++) c[i * n + j] += a[i * n + k] * b[k * n + j];
    }
  }
};

const sides = { full: 1024, quick: 64 };

export const kernel: Kernel = {
  name: "matmul",
  about: (size) => `product of matrices, ${sides[size]}²`,
  variants(size, threads) {
    const n = sides[size];
    const a = heap.array(Float64Array, n * n);
    const b = heap.array(Float64Array, n * n);
    for (let row = 0; row < n; row++)
      for (let column = 0; column < n; column++) {
        a[row * n + column] = row + column;
        b[row * n + column] = row - column;
      }
    const call = () => {
      const c = heap.array(Float64Array, n * n);
      return (version: Multiply) => {
        c.fill(0);
        version(a, b, c, n);
        return c;
      };
    };
    return ladder(multiply, parallelMultiply, call, threads, {
      file: "c/matmul",
      declaration: "void multiply(const double *a, const double *b, double *c, int64_t n)",
    });
  },
  peer: (size) => ({ module: "matmul", input: { n: sides[size] } }),
  wrong(result, size) {
    const n = sides[size];
    // The sums of k and of k² below n; all are whole numbers below 2⁵³, so every order of adding is exact.
    const linear = (n * (n - 1)) / 2;
    const square = ((n - 1) * n * (2 * n - 1)) / 6;
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        // The sum of (i + k) (k - j) over k.
        const expected = square + (i - j) * linear - n * i * j;
        const found = (result as Float64Array)[i * n + j];
        if (found !== expected) return `c[${i}, ${j}] is ${found}, not ${expected}`;
      }
  },
};
