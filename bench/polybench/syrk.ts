// C = αAAᵀ + βC, the lower triangle.
import { distance, entry, matrix, probe, times, timesTransposed } from "./arrays.ts";
import { routine } from "./routine.ts";

function syrk(n: number, m: number, alpha: number, beta: number, c: Float64Array, a: Float64Array): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) c[i * n + j] *= beta;
    for (let k = 0; k < m; k++) {
      for (let j = 0; j <= i; j++) c[i * n + j] += alpha * a[i * m + k] * a[j * m + k];
    }
  }
}

export default routine({
  name: "syrk",
  about: "C = αAAᵀ + βC",
  sizes: { full: 260, quick: 16 },
  run: syrk,
  input(n: number): Parameters<typeof syrk> {
    // Symmetric, so that what the routine makes of its lower half says what it is.
    return [
      n,
      n + 1,
      1.5,
      1.2,
      matrix(n, n, (i, j) => entry(i, j) + entry(j, i)),
      matrix(n, n + 1, (i, j) => entry(i, j, 1)),
    ];
  },
  writes: [4],
  c: {
    declaration: "void syrk(int64_t n, int64_t m, double alpha, double beta, double *C, const double *A)",
    args: (...args) => args,
  },
  error([n, m, alpha, beta, before, a], [, , , , after]) {
    const x = probe(n);
    const full = matrix(n, n, (i, j) => after[Math.max(i, j) * n + Math.min(i, j)]);
    const above = matrix(n, n, (i, j) => (j > i ? after[i * n + j] - before[i * n + j] : 0));
    const [product, old] = [times(a, n, timesTransposed(a, m, x)), times(before, n, x)];
    const expected = product.map((value, i) => alpha * value + beta * old[i]);
    return Math.max(distance(times(full, n, x), expected), distance(above, matrix(n, n)));
  },
});
