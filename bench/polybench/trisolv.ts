// Lx = b with a lower triangular L, row by row.
import { distance, dot, entry, type Rows, rows, vector, whole } from "./arrays.ts";
import { routine } from "./routine.ts";

function trisolv(l: Rows, x: Float64Array, b: Float64Array): void {
  for (let i = 0; i < l.length; i++) {
    const row = l[i];
    x[i] = b[i];
    for (let j = 0; j < i; j++) x[i] -= row[j] * x[j];
    x[i] /= row[i];
  }
}

export default routine({
  name: "trisolv",
  about: "Lx = b",
  sizes: { full: 3000, quick: 40 },
  run: trisolv,
  input(n: number): Parameters<typeof trisolv> {
    const value = (i: number, j: number) => (i === j ? n + 1 : entry(i, j));
    return [
      rows(n, n, (i, j) => (j <= i ? value(i, j) : Number.NaN)),
      vector(n),
      vector(n, (i) => n * entry(i, 1)),
    ];
  },
  writes: [1],
  c: {
    declaration: "void trisolv(int64_t n, const double *L, double *x, const double *b)",
    args: (l, x, b) => [l.length, whole(l), x, b],
  },
  error([l, , b], [, x]) {
    return distance(
      vector(b.length, (i) => dot(i + 1, (j) => l[i][j] * x[j])),
      b,
    );
  },
});
