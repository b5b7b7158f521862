// B = αAᵀB with a lower triangular A whose diagonal is ones, in place.
import { distance, entry, matrix, probe, times } from "./arrays.ts";
import { routine } from "./routine.ts";

function trmm(m: number, n: number, alpha: number, a: Float64Array, b: Float64Array): void {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      for (let k = i + 1; k < m; k++) b[i * n + j] += a[k * m + i] * b[k * n + j];
      b[i * n + j] *= alpha;
    }
  }
}

export default routine({
  name: "trmm",
  about: "B = αAᵀB, A triangular",
  sizes: { full: 240, quick: 16 },
  run: trmm,
  input(n: number): Parameters<typeof trmm> {
    const a = matrix(n, n, (i, j) => (j < i ? entry(i, j) : Number.NaN));
    return [n, n + 1, 1.5, a, matrix(n, n + 1, (i, j) => entry(i, j, 1))];
  },
  writes: [4],
  c: {
    declaration: "void trmm(int64_t m, int64_t n, double alpha, const double *A, double *B)",
    args: (...args) => args,
  },
  error([m, n, alpha, a, before], [, , , , after]) {
    const x = probe(n);
    const upper = matrix(m, m, (i, j) => (j > i ? a[j * m + i] : Number(i === j)));
    return distance(
      times(after, m, x),
      times(upper, m, times(before, m, x)).map((value) => alpha * value),
    );
  },
});
