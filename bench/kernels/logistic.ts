// The logistic map for many values of its parameter: each waits for its own last value all the time, and none for another.
import { heap, prange } from "amdahl";
import { type Kernel, ladder } from "../kernel.ts";

type Iterate = (rates: Float64Array, out: Float64Array, steps: number) => void;

const iterate: Iterate = (rates, out, steps) => {
  for (let i = 0; i < rates.length; i++) {
    const r = rates[i];
    let x = 0.5;
    for (let t = 0; t < steps; t++) x = r * x * (1 - x);
    out[i] = x;
  }
};

const parallelIterate: Iterate = (rates, out, steps) => {
  for (const i of prange(rates.length)) {
    const r = rates[i];
    let x = 0.5;
    for (let t = 0; t < steps; t++) x = r * x * (1 - x);
    out[i] = x;
  }
};

const counts = { full: 10_000, quick: 100 };
const STEPS = 2000;

export const kernel: Kernel = {
  name: "logistic",
  about: (size) => `logistic map, ${counts[size].toLocaleString("en")} × ${STEPS.toLocaleString("en")} steps`,
  variants(size, threads) {
    const rates = heap.array(Float64Array, counts[size]);
    for (let i = 0; i < rates.length; i++) rates[i] = 1 + (3 * i) / rates.length;
    const call = () => {
      const out = heap.array(Float64Array, rates.length);
      return (version: Iterate) => {
        version(rates, out, STEPS);
        return out;
      };
    };
    return ladder(iterate, parallelIterate, call, threads);
  },
  // Up to r = 3 the map has one attracting fixed point, 1 - 1/r; the approach is slow near both ends.
  wrong(result, size) {
    const out = result as Float64Array;
    for (let i = 0; i < out.length; i++) {
      const r = 1 + (3 * i) / counts[size];
      if (r < 1.1 || r > 2.9) continue;
      if (Math.abs(out[i] - (1 - 1 / r)) > 1e-12) return `for r = ${r} it ends at ${out[i]}`;
    }
    return undefined;
  },
};
