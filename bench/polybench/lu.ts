// A = LU without pivots: both take the place of the matrix, L without its diagonal of ones.
import { distance, entry, matrix, probe, type Rows, rows, times, whole } from "./arrays.ts";
import { routine } from "./routine.ts";

function lu(a: Rows): void {
  const n = a.length;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      for (let k = 0; k < j; k++) a[i][j] -= a[i][k] * a[k][j];
      a[i][j] /= a[j][j];
    }
    for (let j = i; j < n; j++) {
      for (let k = 0; k < i; k++) a[i][j] -= a[i][k] * a[k][j];
    }
  }
}

export default routine({
  name: "lu",
  about: "A = LU",
  sizes: { full: 280, quick: 24 },
  run: lu,
  input: (n: number): Parameters<typeof lu> => [rows(n, n, (i, j) => (i === j ? n + 1 : entry(i, j)))],
  writes: [0],
  c: { declaration: "void lu(int64_t n, double *A)", args: (a) => [a.length, whole(a)] },
  error([before], [after]) {
    const n = before.length;
    const x = probe(n);
    const lower = matrix(n, n, (i, j) => (j < i ? after[i][j] : Number(i === j)));
    const upper = matrix(n, n, (i, j) => (j >= i ? after[i][j] : 0));
    return distance(times(lower, n, times(upper, n, x)), times(whole(before), n, x));
  },
});
