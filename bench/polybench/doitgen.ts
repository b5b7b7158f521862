// A[r][q][p] = Σₛ A[r][q][s] C[s][p]: many small products with one matrix, each through a buffer.
import { distance, entry, matrix, probe, times, vector } from "./arrays.ts";
import { routine } from "./routine.ts";

function doitgen(nr: number, nq: number, a: Float64Array, c: Float64Array, sum: Float64Array): void {
  const np = sum.length;
  for (let r = 0; r < nr; r++) {
    for (let q = 0; q < nq; q++) {
      const line = a.subarray((r * nq + q) * np, (r * nq + q + 1) * np);
      for (let p = 0; p < np; p++) {
        sum[p] = 0;
        for (let s = 0; s < np; s++) sum[p] += line[s] * c[s * np + p];
      }
      line.set(sum);
    }
  }
}

export default routine({
  name: "doitgen",
  about: "every A[r][q] times C",
  sizes: { full: 60, quick: 10 },
  run: doitgen,
  input(n: number): Parameters<typeof doitgen> {
    const [nr, nq, np] = [n, n + 1, n + 2];
    return [nr, nq, matrix(nr * nq, np, entry), matrix(np, np, (i, j) => entry(i, j, 1)), vector(np)];
  },
  writes: [2, 4],
  c: {
    declaration: "void doitgen(int64_t nr, int64_t nq, int64_t np, double *A, const double *C, double *sum)",
    args: (nr, nq, a, c, sum) => [nr, nq, sum.length, a, c, sum],
  },
  error([nr, nq, before, c], [, , after, , sum]) {
    const x = probe(sum.length);
    return distance(times(after, nr * nq, x), times(before, nr * nq, times(c, sum.length, x)));
  },
});
