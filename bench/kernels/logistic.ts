// The logistic map: a long chain of steps that wait for each other, for many numbers that do not. Whoever steps
// several of them at once wins by as much.
import { heap, prange } from "amdahl";
import { type Kernel, ladder, type Size } from "../kernel.ts";

type Iterate = (r: Float64Array, out: Float64Array, iterations: number) => void;

const iterate: Iterate = (r, out, iterations) => {
  for (let i = 0; i < r.length; i++) {
    let x = 0.5;
    for (let n = 0; n < iterations; n++) x = r[i] * x * (1 - x);
    out[i] = x;
  }
};

const parallelIterate: Iterate = (r, out, iterations) => {
  for (const i of prange(r.length)) {
    let x = 0.5;
    for (let n = 0; n < iterations; n++) x = r[i] * x * (1 - x);
    out[i] = x;
  }
};

const counts = { full: 10_000, quick: 100 };
const iterations = { full: 2000, quick: 50 };

// From a fixed point through cycles into chaos.
const rate = (i: number, size: Size): number => 2.5 + (1.5 * i) / counts[size];

// math.fsum of what NumPy 1.24 makes of x = r * x * (1 - x), operation by operation. Where the map is chaotic, one bit
// more or less in one step is another sum.
const sums = { full: 5603.55061512054, quick: 55.48653754442112 };

export const kernel: Kernel = {
  name: "logistic",
  about: (size) =>
    `logistic map, ${counts[size].toLocaleString("en")} × ${iterations[size].toLocaleString("en")}`,
  variants(size, threads) {
    const r = heap.array(Float64Array, counts[size]);
    for (let i = 0; i < r.length; i++) r[i] = rate(i, size);
    const call = () => {
      const out = heap.array(Float64Array, r.length);
      return (version: Iterate) => {
        version(r, out, iterations[size]);
        return out;
      };
    };
    return ladder(iterate, parallelIterate, call, threads, {
      file: "c/logistic",
      declaration: "void iterate(const double *r, double *out, int64_t count, int64_t iterations)",
      adapt: (call) => (r, out, iterations) => void call(r, out, r.length, iterations),
    });
  },
  peer: (size) => ({
    module: "logistic",
    input: { count: counts[size], iterations: iterations[size] },
  }),
  wrong(result, size, relaxed) {
    const found = result as Float64Array;
    for (let i = 0; i < counts[size]; i++) {
      const x = found[i];
      if (!(x > 0 && x < 1)) return `out[${i}] is ${x}, not between 0 and 1`;
      // Up to r = 2.8 each step leaves at most 0.8 of the distance to the fixed point.
      const r = rate(i, size);
      const fixed = 1 - 1 / r;
      if (r <= 2.8 && !(Math.abs(x - fixed) <= 0.8 ** iterations[size] + 1e-14))
        return `out[${i}] is ${x}, not ${fixed}`;
    }
    if (relaxed) return undefined;
    const sum = found.reduce((total, x) => total + x, 0);
    return Math.abs(sum - sums[size]) < 1e-9 ? undefined : `the sum is ${sum}, not ${sums[size]}`;
  },
};
