// C = αAB + βC with a symmetric A of which only the lower triangle is read.
import { distance, entry, matrix, probe, times } from "./arrays.ts";
import { routine } from "./routine.ts";

function symm(
  m: number,
  n: number,
  alpha: number,
  beta: number,
  c: Float64Array,
  a: Float64Array,
  b: Float64Array,
): void {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let above = 0;
      for (let k = 0; k < i; k++) {
        c[k * n + j] += alpha * b[i * n + j] * a[i * m + k];
        above += b[k * n + j] * a[i * m + k];
      }
      c[i * n + j] = beta * c[i * n + j] + alpha * b[i * n + j] * a[i * m + i] + alpha * above;
    }
  }
}

export default routine({
  name: "symm",
  about: "C = αAB + βC, A symmetric",
  sizes: { full: 240, quick: 16 },
  run: symm,
  input(n: number): Parameters<typeof symm> {
    // What nobody may read is no number.
    const a = matrix(n, n, (i, j) => (j <= i ? entry(i, j, 1) : Number.NaN));
    return [n, n + 1, 1.5, 1.2, matrix(n, n + 1, entry), a, matrix(n, n + 1, (i, j) => entry(i, j, 2))];
  },
  writes: [4],
  c: {
    declaration:
      "void symm(int64_t m, int64_t n, double alpha, double beta, double *C, const double *A, const double *B)",
    args: (...args) => args,
  },
  error([m, n, alpha, beta, before, a, b], [, , , , after]) {
    const x = probe(n);
    const full = matrix(m, m, (i, j) => (j <= i ? a[i * m + j] : a[j * m + i]));
    const [product, old] = [times(full, m, times(b, m, x)), times(before, m, x)];
    return distance(
      times(after, m, x),
      product.map((value, i) => alpha * value + beta * old[i]),
    );
  },
});
