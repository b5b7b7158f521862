// C = αAB + βC, in the order that reads memory in a row.
import { distance, entry, matrix, probe, times } from "./arrays.ts";
import { routine } from "./routine.ts";

function gemm(
  ni: number,
  nj: number,
  nk: number,
  alpha: number,
  beta: number,
  c: Float64Array,
  a: Float64Array,
  b: Float64Array,
): void {
  for (let i = 0; i < ni; i++) {
    for (let j = 0; j < nj; j++) c[i * nj + j] *= beta;
    for (let k = 0; k < nk; k++) {
      for (let j = 0; j < nj; j++) c[i * nj + j] += alpha * a[i * nk + k] * b[k * nj + j];
    }
  }
}

export default routine({
  name: "gemm",
  about: "C = αAB + βC",
  sizes: { full: 300, quick: 20 },
  run: gemm,
  input(n: number): Parameters<typeof gemm> {
    const [ni, nj, nk] = [n, n + 1, n + 2];
    return [
      ni,
      nj,
      nk,
      1.5,
      1.2,
      matrix(ni, nj, entry),
      matrix(ni, nk, (i, k) => entry(i, k, 1)),
      matrix(nk, nj, (k, j) => entry(k, j, 2)),
    ];
  },
  writes: [5],
  c: {
    declaration:
      "void gemm(int64_t ni, int64_t nj, int64_t nk, double alpha, double beta, double *C, const double *A, const double *B)",
    args: (...args) => args,
  },
  error([ni, nj, nk, alpha, beta, before, a, b], [, , , , , after]) {
    const x = probe(nj);
    const [product, old] = [times(a, ni, times(b, nk, x)), times(before, ni, x)];
    return distance(
      times(after, ni, x),
      product.map((value, i) => alpha * value + beta * old[i]),
    );
  },
});
