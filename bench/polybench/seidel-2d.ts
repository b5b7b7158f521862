// Gauss and Seidel: each point becomes the mean of the nine around it, in place, so that four of them are new.
import { distance, entry, type Rows, rows, whole } from "./arrays.ts";
import { routine } from "./routine.ts";

function seidel2d(steps: number, a: Rows): void {
  for (let t = 0; t < steps; t++) {
    for (let i = 1; i < a.length - 1; i++) {
      const [above, row, below] = [a[i - 1], a[i], a[i + 1]];
      for (let j = 1; j < row.length - 1; j++) {
        row[j] =
          (above[j - 1] +
            above[j] +
            above[j + 1] +
            row[j - 1] +
            row[j] +
            row[j + 1] +
            below[j - 1] +
            below[j] +
            below[j + 1]) /
          9;
      }
    }
  }
}

export default routine({
  name: "seidel-2d",
  about: "means of nine in place",
  sizes: { full: 250, quick: 24 },
  run: seidel2d,
  input: (n: number): Parameters<typeof seidel2d> => [
    20,
    rows(n, n + 1, (i, j) => entry(i, j) + (i + j) / (n + 1)),
  ],
  writes: [1],
  c: {
    declaration: "void seidel_2d(int64_t m, int64_t n, int64_t steps, double *A)",
    args: (steps, a) => [a.length, a[0].length, steps, whole(a)],
  },
  // The same in another order that its rule allows: a point waits for the one to its left and for the three above it.
  error([steps, before], [, after]) {
    const [m, n] = [before.length, before.length + 1];
    const a = whole(before).slice();
    for (let t = 0; t < steps; t++)
      for (let front = 3; front <= 2 * m + n; front++)
        for (let i = 1; i < m - 1; i++) {
          const j = front - 2 * i;
          if (j < 1 || j >= n - 1) continue;
          let sum = 0;
          for (let di = -1; di <= 1; di++) for (let dj = -1; dj <= 1; dj++) sum += a[(i + di) * n + j + dj];
          a[i * n + j] = sum / 9;
        }
    return distance(whole(after), a);
  },
});
