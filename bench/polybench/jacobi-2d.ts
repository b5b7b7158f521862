// Each point becomes a mean of itself and its four neighbours; two fields of rows take turns.
import { distance, matrix, type Rows, rows, whole } from "./arrays.ts";
import { routine } from "./routine.ts";

function jacobi2d(steps: number, a: Rows, b: Rows): void {
  for (let t = 0; t < steps; t++) {
    for (let i = 1; i < a.length - 1; i++) {
      for (let j = 1; j < a[i].length - 1; j++) {
        b[i][j] = 0.2 * (a[i][j] + a[i][j - 1] + a[i][j + 1] + a[i + 1][j] + a[i - 1][j]);
      }
    }
    [a, b] = [b, a];
  }
}

const STEPS = 100;
const wave = (k: number, i: number, n: number): number => Math.sin((k * Math.PI * i) / (n - 1));

export default routine({
  name: "jacobi-2d",
  about: `means of five, ${STEPS} steps`,
  sizes: { full: 250, quick: 24 },
  run: jacobi2d,
  input(n: number): Parameters<typeof jacobi2d> {
    const start = (i: number, j: number) =>
      n < 2 ? 0 : wave(1, i, n) * wave(1, j, n + 1) + wave(2, i, n) * wave(3, j, n + 1);
    return [STEPS, rows(n, n + 1, start), rows(n, n + 1, start)];
  },
  writes: [1, 2],
  c: {
    declaration: "void jacobi_2d(int64_t m, int64_t n, int64_t steps, double *A, double *B)",
    args: (steps, a, b) => [a.length, a[0].length, steps, whole(a), whole(b)],
  },
  error([steps], [, a]) {
    const n = a.length;
    const cosine = (k: number, among: number) => Math.cos((k * Math.PI) / (among - 1));
    const factor = (k: number, l: number) => ((1 + 2 * cosine(k, n) + 2 * cosine(l, n + 1)) / 5) ** steps;
    const expected = (i: number, j: number) =>
      n < 3
        ? 0
        : factor(1, 1) * wave(1, i, n) * wave(1, j, n + 1) + factor(2, 3) * wave(2, i, n) * wave(3, j, n + 1);
    return distance(whole(a), matrix(n, n + 1, expected));
  },
});
