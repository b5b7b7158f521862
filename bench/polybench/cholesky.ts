// A = LLᵀ of a symmetric positive definite matrix: L takes the place of its lower triangle.
import { distance, entry, matrix, probe, type Rows, rows, times, timesTransposed, whole } from "./arrays.ts";
import { routine } from "./routine.ts";

function cholesky(a: Rows): void {
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < i; j++) {
      for (let k = 0; k < j; k++) a[i][j] -= a[i][k] * a[j][k];
      a[i][j] /= a[j][j];
    }
    for (let k = 0; k < i; k++) a[i][i] -= a[i][k] * a[i][k];
    a[i][i] = Math.sqrt(a[i][i]);
  }
}

export default routine({
  name: "cholesky",
  about: "A = LLᵀ",
  sizes: { full: 400, quick: 24 },
  run: cholesky,
  // Symmetric, with a diagonal that outweighs the rest of its row.
  input: (n: number): Parameters<typeof cholesky> => [
    rows(n, n, (i, j) => (i === j ? n + 1 : entry(i, j) + entry(j, i))),
  ],
  writes: [0],
  c: { declaration: "void cholesky(int64_t n, double *A)", args: (a) => [a.length, whole(a)] },
  error([before], [after]) {
    const n = before.length;
    const x = probe(n);
    const lower = matrix(n, n, (i, j) => (j <= i ? after[i][j] : 0));
    return distance(times(lower, n, timesTransposed(lower, n, x)), times(whole(before), n, x));
  },
});
