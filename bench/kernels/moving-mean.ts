// The mean of the last few numbers at each place of each row, by a sum that slides: every step waits for the one
// before, so only the rows are independent.
import { heap, prange } from "amdahl";
import { type Kernel, ladder } from "../kernel.ts";

type MovingMean = (a: Float64Array, out: Float64Array, rows: number, length: number, window: number) => void;

const movingMean: MovingMean = (a, out, rows, length, window) => {
  for (let row = 0; row < rows; row++) {
    const start = row * length;
    let sum = 0;
    for (let i = 0; i < window; i++) {
      sum += a[start + i];
      out[start + i] = sum / (i + 1);
    }
    for (let i = window; i < length; i++) {
      sum += a[start + i] - a[start + i - window];
      out[start + i] = sum / window;
    }
  }
};

const parallelMovingMean: MovingMean = (a, out, rows, length, window) => {
  for (const row of prange(rows)) {
    const start = row * length;
    let sum = 0;
    for (let i = 0; i < window; i++) {
      sum += a[start + i];
      out[start + i] = sum / (i + 1);
    }
    for (let i = window; i < length; i++) {
      sum += a[start + i] - a[start + i - window];
      out[start + i] = sum / window;
    }
  }
};

const shapes = { full: [2000, 1000], quick: [20, 100] } as const;
const WINDOW = 3;

export const kernel: Kernel = {
  name: "moving-mean",
  about: (size) => `moving mean, ${shapes[size].join(" × ")}`,
  variants(size, threads) {
    const [rows, length] = shapes[size];
    const a = heap.array(Float64Array, rows * length);
    for (let row = 0; row < rows; row++) for (let i = 0; i < length; i++) a[row * length + i] = row + i * i;
    const call = () => {
      const out = heap.array(Float64Array, a.length);
      return (version: MovingMean) => {
        version(a, out, rows, length, WINDOW);
        return out;
      };
    };
    return ladder(movingMean, parallelMovingMean, call, threads, {
      file: "c/moving_mean",
      declaration:
        "void moving_mean(const double *a, double *out, int64_t rows, int64_t length, int64_t window)",
    });
  },
  peer(size) {
    const [rows, length] = shapes[size];
    return { module: "moving_mean", input: { rows, length, window: WINDOW } };
  },
  wrong(result, size) {
    const [rows, length] = shapes[size];
    for (let row = 0; row < rows; row++)
      for (let i = 0; i < length; i++) {
        // The mean of row + (i - j)² over j below n, by the formulas for 0 + 1 + … and 0 + 1 + 4 + …
        const n = Math.min(i + 1, WINDOW);
        const expected = row + i * i - i * (n - 1) + ((n - 1) * (2 * n - 1)) / 6;
        const found = (result as Float64Array)[row * length + i];
        if (!(Math.abs(found - expected) <= 1e-14 * expected))
          return `out[${row}, ${i}] is ${found}, not ${expected}`;
      }
  },
};
