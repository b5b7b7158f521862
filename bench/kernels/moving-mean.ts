// Means of a window that slides along each row: every sum follows from the one before, so that only rows are independent.
import { heap, prange } from "amdahl";
import { type Kernel, ladder } from "../kernel.ts";

type Means = (a: Float64Array, out: Float64Array, rows: number, columns: number, window: number) => void;

const means: Means = (a, out, rows, columns, window) => {
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    let sum = 0;
    for (let j = 0; j < window; j++) {
      sum += a[start + j];
      out[start + j] = sum / (j + 1);
    }
    for (let j = window; j < columns; j++) {
      sum += a[start + j] - a[start + j - window];
      out[start + j] = sum / window;
    }
  }
};

const parallelMeans: Means = (a, out, rows, columns, window) => {
  for (const row of prange(rows)) {
    const start = row * columns;
    let sum = 0;
    for (let j = 0; j < window; j++) {
      sum += a[start + j];
      out[start + j] = sum / (j + 1);
    }
    for (let j = window; j < columns; j++) {
      sum += a[start + j] - a[start + j - window];
      out[start + j] = sum / window;
    }
  }
};

const sizes = { full: [2000, 1000], quick: [20, 100] } as const;
const WINDOW = 8;

export const kernel: Kernel = {
  name: "moving-mean",
  about: (size) => `moving mean of ${sizes[size].join(" × ")}, window ${WINDOW}`,
  variants(size, threads) {
    const [rows, columns] = sizes[size];
    const a = heap.array(Float64Array, rows * columns);
    for (let i = 0; i < a.length; i++) a[i] = i % columns;
    const call = () => {
      const out = heap.array(Float64Array, rows * columns);
      return (version: Means) => {
        version(a, out, rows, columns, WINDOW);
        return out;
      };
    };
    return ladder(means, parallelMeans, call, threads);
  },
  // Of 0, 1, 2, … the mean of a window lies half a window behind its end, exactly.
  wrong(result, size) {
    const columns = sizes[size][1];
    const at = (result as Float64Array).findIndex((x, i) => {
      const j = i % columns;
      return x !== (j < WINDOW ? j / 2 : j - (WINDOW - 1) / 2);
    });
    return at < 0 ? undefined : `element ${at} is ${(result as Float64Array)[at]}`;
  },
};
