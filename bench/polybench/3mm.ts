// G = (AB)(CD): three calls of one function.
import { distance, entry, matrix, probe, times } from "./arrays.ts";
import { routine } from "./routine.ts";

function product(
  m: number,
  n: number,
  inner: number,
  a: Float64Array,
  b: Float64Array,
  out: Float64Array,
): void {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < inner; k++) sum += a[i * inner + k] * b[k * n + j];
      out[i * n + j] = sum;
    }
  }
}

function threeProducts(
  [ni, nj, nk, nl, nm]: [number, number, number, number, number],
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
  d: Float64Array,
  e: Float64Array,
  f: Float64Array,
  g: Float64Array,
): void {
  product(ni, nj, nk, a, b, e);
  product(nj, nl, nm, c, d, f);
  product(ni, nl, nj, e, f, g);
}

export default routine({
  name: "3mm",
  about: "G = (AB)(CD)",
  sizes: { full: 200, quick: 16 },
  run: threeProducts,
  input(n: number): Parameters<typeof threeProducts> {
    const [ni, nj, nk, nl, nm] = [n, n + 1, n + 2, n + 3, n + 4];
    const a = matrix(ni, nk, entry);
    const b = matrix(nk, nj, (i, j) => entry(i, j, 1));
    const c = matrix(nj, nm, (i, j) => entry(i, j, 2));
    const d = matrix(nm, nl, (i, j) => entry(i, j, 3));
    return [[ni, nj, nk, nl, nm], a, b, c, d, matrix(ni, nj), matrix(nj, nl), matrix(ni, nl)];
  },
  writes: [5, 6, 7],
  c: {
    declaration:
      "void three_products(int64_t ni, int64_t nj, int64_t nk, int64_t nl, int64_t nm, const double *A, const double *B, const double *C, const double *D, double *E, double *F, double *G)",
    args: (sizes, ...arrays) => [...sizes, ...arrays],
  },
  error([[ni, nj, nk, nl, nm], a, b, c, d], [, , , , , , , g]) {
    const x = probe(nl);
    return distance(times(g, ni, x), times(a, ni, times(b, nk, times(c, nj, times(d, nm, x)))));
  },
});
