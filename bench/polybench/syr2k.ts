// C = αABᵀ + αBAᵀ + βC, the lower triangle, on rows.
import { distance, entry, matrix, probe, type Rows, rows, times, timesTransposed, whole } from "./arrays.ts";
import { routine } from "./routine.ts";

function syr2k(m: number, alpha: number, beta: number, c: Rows, a: Rows, b: Rows): void {
  for (let i = 0; i < c.length; i++) {
    for (let j = 0; j <= i; j++) c[i][j] *= beta;
    for (let k = 0; k < m; k++) {
      for (let j = 0; j <= i; j++) c[i][j] += a[j][k] * alpha * b[i][k] + b[j][k] * alpha * a[i][k];
    }
  }
}

export default routine({
  name: "syr2k",
  about: "C = αABᵀ + αBAᵀ + βC",
  sizes: { full: 220, quick: 16 },
  run: syr2k,
  input(n: number): Parameters<typeof syr2k> {
    const c = rows(n, n, (i, j) => entry(i, j) + entry(j, i));
    return [
      n + 1,
      1.5,
      1.2,
      c,
      rows(n, n + 1, (i, j) => entry(i, j, 1)),
      rows(n, n + 1, (i, j) => entry(i, j, 2)),
    ];
  },
  writes: [3],
  c: {
    declaration:
      "void syr2k(int64_t n, int64_t m, double alpha, double beta, double *C, const double *A, const double *B)",
    args: (m, alpha, beta, c, a, b) => [c.length, m, alpha, beta, ...[c, a, b].map(whole)],
  },
  error([m, alpha, beta, before, a, b], [, , , after]) {
    const n = before.length;
    const x = probe(n);
    const full = matrix(n, n, (i, j) => after[Math.max(i, j)][Math.min(i, j)]);
    const first = times(whole(a), n, timesTransposed(whole(b), m, x));
    const second = times(whole(b), n, timesTransposed(whole(a), m, x));
    const old = times(whole(before), n, x);
    const expected = first.map((value, i) => alpha * (value + second[i]) + beta * old[i]);
    return distance(times(full, n, x), expected);
  },
});
