// A = QR by the modified Gram–Schmidt process, column by column of a matrix that lies row by row.
import { distance, dot, entry, matrix, probe, times, timesTransposed } from "./arrays.ts";
import { routine } from "./routine.ts";

function gramschmidt(m: number, n: number, a: Float64Array, r: Float64Array, q: Float64Array): void {
  for (let k = 0; k < n; k++) {
    let square = 0;
    for (let i = 0; i < m; i++) square += a[i * n + k] * a[i * n + k];
    r[k * n + k] = Math.sqrt(square);
    for (let i = 0; i < m; i++) q[i * n + k] = a[i * n + k] / r[k * n + k];
    for (let j = k + 1; j < n; j++) {
      r[k * n + j] = 0;
      for (let i = 0; i < m; i++) r[k * n + j] += q[i * n + k] * a[i * n + j];
      for (let i = 0; i < m; i++) a[i * n + j] -= q[i * n + k] * r[k * n + j];
    }
  }
}

export default routine({
  name: "gramschmidt",
  about: "A = QR",
  sizes: { full: 200, quick: 16 },
  run: gramschmidt,
  input(n: number): Parameters<typeof gramschmidt> {
    const m = n + 3;
    // Large on the diagonal, so that no column is nearly a sum of others.
    return [m, n, matrix(m, n, (i, j) => entry(i, j) + (i === j ? 4 : 0)), matrix(n, n), matrix(m, n)];
  },
  writes: [2, 3, 4],
  c: {
    declaration: "void gramschmidt(int64_t m, int64_t n, double *A, double *R, double *Q)",
    args: (...args) => args,
  },
  error([m, n, a], [, , , r, q]) {
    const x = probe(n);
    const product = times(q, m, times(r, n, x));
    const below = matrix(n, n, (i, j) => (j < i ? r[i * n + j] : 0));
    return Math.max(
      distance(product, times(a, m, x)),
      distance(timesTransposed(q, n, times(q, m, x)), x),
      distance(below, matrix(n, n)),
      dot(n, (k) => Number(r[k * n + k] <= 0)),
    );
  },
});
