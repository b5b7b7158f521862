// Each point becomes the mean of itself and its neighbours, again and again; the ends are fixed.
import { distance, vector } from "./arrays.ts";
import { routine } from "./routine.ts";

function jacobi1d(steps: number, a: Float64Array, b: Float64Array): void {
  const n = a.length;
  for (let t = 0; t < steps; t++) {
    for (let i = 1; i < n - 1; i++) b[i] = (a[i - 1] + a[i] + a[i + 1]) / 3;
    for (let i = 1; i < n - 1; i++) a[i] = (b[i - 1] + b[i] + b[i + 1]) / 3;
  }
}

const STEPS = 500;
/** Two waves that vanish at the ends, each of which only gets flatter. */
const wave = (k: number, i: number, n: number): number => Math.sin((k * Math.PI * i) / (n - 1));

export default routine({
  name: "jacobi-1d",
  about: `means of three, ${2 * STEPS} steps`,
  sizes: { full: 8000, quick: 60 },
  run: jacobi1d,
  input(n: number): Parameters<typeof jacobi1d> {
    const start = (i: number) => (n < 2 ? 0 : wave(1, i, n) + wave(4, i, n));
    return [STEPS, vector(n, start), vector(n, start)];
  },
  writes: [1, 2],
  c: {
    declaration: "void jacobi_1d(int64_t n, int64_t steps, double *A, double *B)",
    args: (steps, a, b) => [a.length, steps, a, b],
  },
  error([steps], [, a]) {
    const n = a.length;
    const factor = (k: number) => ((1 + 2 * Math.cos((k * Math.PI) / (n - 1))) / 3) ** (2 * steps);
    const expected = (i: number) => (n < 3 ? 0 : factor(1) * wave(1, i, n) + factor(4) * wave(4, i, n));
    return distance(a, vector(n, expected));
  },
});
