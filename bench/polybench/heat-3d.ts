// Heat in a cube by explicit steps, in a flat array.
import { distance, vector } from "./arrays.ts";
import { routine } from "./routine.ts";

function step(n: number, a: Float64Array, b: Float64Array): void {
  for (let i = 1; i < n - 1; i++) {
    for (let j = 1; j < n - 1; j++) {
      for (let k = 1; k < n - 1; k++) {
        const at = (i * n + j) * n + k;
        b[at] =
          0.125 * (a[at + n * n] - 2 * a[at] + a[at - n * n]) +
          0.125 * (a[at + n] - 2 * a[at] + a[at - n]) +
          0.125 * (a[at + 1] - 2 * a[at] + a[at - 1]) +
          a[at];
      }
    }
  }
}

function heat3d(n: number, steps: number, a: Float64Array, b: Float64Array): void {
  for (let t = 0; t < steps; t++) {
    step(n, a, b);
    step(n, b, a);
  }
}

const STEPS = 20;
const wave = (k: number, i: number, n: number): number => Math.sin((k * Math.PI * i) / (n - 1));

export default routine({
  name: "heat-3d",
  about: `heat in a cube, ${2 * STEPS} steps`,
  sizes: { full: 60, quick: 12 },
  run: heat3d,
  input(n: number): Parameters<typeof heat3d> {
    const start = (at: number) => field(at, n, 1, 1);
    return [n, STEPS, vector(n ** 3, start), vector(n ** 3, start)];
  },
  writes: [2, 3],
  c: {
    declaration: "void heat_3d(int64_t n, int64_t steps, double *A, double *B)",
    args: (...args) => args,
  },
  error([n, steps], [, , a]) {
    const factor = (...ks: number[]) =>
      ks.reduce((sum, k) => sum + 0.25 * (Math.cos((k * Math.PI) / (n - 1)) - 1), 1) ** (2 * steps);
    return distance(
      a,
      vector(n ** 3, (at) => field(at, n, factor(1, 1, 1), factor(1, 2, 3))),
    );
  },
});

/** A sum of two standing waves that vanish on the faces. */
function field(at: number, n: number, first: number, second: number): number {
  if (n < 3) return 0;
  const [i, j, k] = [Math.floor(at / n / n), Math.floor(at / n) % n, at % n];
  const one = wave(1, i, n) * wave(1, j, n) * wave(1, k, n);
  return first * one + second * wave(1, i, n) * wave(2, j, n) * wave(3, k, n);
}
