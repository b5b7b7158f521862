// A matrix product as three plain loops, in the order in which memory lies.
import { heap, prange } from "amdahl";
import { type Kernel, ladder } from "../kernel.ts";

type Multiply = (a: Float64Array, b: Float64Array, c: Float64Array, n: number) => void;

const multiply: Multiply = (a, b, c, n) => {
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const x = a[i * n + k];
      for (let j = 0; j < n; j++) c[i * n + j] += x * b[k * n + j];
    }
  }
};

const parallelMultiply: Multiply = (a, b, c, n) => {
  for (const i of prange(n)) {
    for (let k = 0; k < n; k++) {
      const x = a[i * n + k];
      for (let j = 0; j < n; j++) c[i * n + j] += x * b[k * n + j];
    }
  }
};

const sizes = { full: 1024, quick: 64 };

export const kernel: Kernel = {
  name: "matmul",
  about: (size) => `matrix product, ${sizes[size]}²`,
  variants(size, threads) {
    const n = sizes[size];
    const [a, b] = [heap.array(Float64Array, n * n), heap.array(Float64Array, n * n)];
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        a[i * n + j] = i + j;
        b[i * n + j] = i - j;
      }
    }
    const call = () => {
      const c = heap.array(Float64Array, n * n);
      return (version: Multiply) => {
        c.fill(0);
        version(a, b, c, n);
        return c;
      };
    };
    return ladder(multiply, parallelMultiply, call, threads);
  },
  // Σ (i + k)(k - j) by the sums of k and of k²: whole numbers below 2^53.
  wrong(result, size) {
    const n = sizes[size];
    const [first, second] = [(n * (n - 1)) / 2, ((n - 1) * n * (2 * n - 1)) / 6];
    const at = (result as Float64Array).findIndex((x, at) => {
      const [i, j] = [Math.floor(at / n), at % n];
      return x !== second + (i - j) * first - i * j * n;
    });
    return at < 0 ? undefined : `element ${at} is ${(result as Float64Array)[at]}`;
  },
};
