// Heat in a square by alternating directions (Peaceman, Rachford, 1955): half a step is implicit along columns, the other
// half along rows, each a tridiagonal system that is solved forwards and backwards. The edge is cold.
import { distance, matrix } from "./arrays.ts";
import { routine } from "./routine.ts";

function adi(n: number, steps: number, rate: number, u: Float64Array, v: Float64Array): void {
  const p = new Float64Array(n);
  const q = new Float64Array(n);
  for (let t = 0; t < steps; t++) {
    for (let i = 1; i < n - 1; i++) {
      p[0] = 0;
      q[0] = 0;
      for (let j = 1; j < n - 1; j++) {
        const pivot = 1 + 2 * rate - rate * p[j - 1];
        const explicit = rate * u[j * n + i - 1] + (1 - 2 * rate) * u[j * n + i] + rate * u[j * n + i + 1];
        p[j] = rate / pivot;
        q[j] = (explicit + rate * q[j - 1]) / pivot;
      }
      for (let j = n - 2; j >= 1; j--) v[j * n + i] = p[j] * v[(j + 1) * n + i] + q[j];
    }
    for (let i = 1; i < n - 1; i++) {
      p[0] = 0;
      q[0] = 0;
      for (let j = 1; j < n - 1; j++) {
        const pivot = 1 + 2 * rate - rate * p[j - 1];
        const explicit =
          rate * v[(i - 1) * n + j] + (1 - 2 * rate) * v[i * n + j] + rate * v[(i + 1) * n + j];
        p[j] = rate / pivot;
        q[j] = (explicit + rate * q[j - 1]) / pivot;
      }
      for (let j = n - 2; j >= 1; j--) u[i * n + j] = p[j] * u[i * n + j + 1] + q[j];
    }
  }
}

const STEPS = 20;
const wave = (k: number, i: number, n: number): number => Math.sin((k * Math.PI * i) / (n - 1));

export default routine({
  name: "adi",
  about: `alternating directions, ${STEPS} steps`,
  sizes: { full: 200, quick: 20 },
  run: adi,
  input(n: number): Parameters<typeof adi> {
    const start = (i: number, j: number) =>
      n < 3 ? 0 : wave(1, i, n) * wave(1, j, n) + wave(2, i, n) * wave(3, j, n);
    return [n, STEPS, 0.7, matrix(n, n, start), matrix(n, n)];
  },
  writes: [3, 4],
  c: {
    declaration:
      "void adi(int64_t n, int64_t steps, double rate, double *u, double *v, double *p, double *q)",
    args: (...args) => [...args, new Float64Array(args[0]), new Float64Array(args[0])],
  },
  // Each wave is multiplied by the explicit factor of one direction over the implicit one of the other, twice a step.
  error([n, steps, rate], [, , , u]) {
    const change = (k: number) => 2 * rate * (1 - Math.cos((k * Math.PI) / (n - 1)));
    const factor = (k: number, l: number) =>
      (((1 - change(k)) * (1 - change(l))) / ((1 + change(k)) * (1 + change(l)))) ** steps;
    const expected = (i: number, j: number) =>
      n < 3 ? 0 : factor(1, 1) * wave(1, i, n) * wave(1, j, n) + factor(2, 3) * wave(2, i, n) * wave(3, j, n);
    return distance(u, matrix(n, n, expected));
  },
});
