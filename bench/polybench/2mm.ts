// D = αABC + βD by two products, on rows.
import { distance, entry, probe, type Rows, rows, times, whole } from "./arrays.ts";
import { routine } from "./routine.ts";

function twoProducts(alpha: number, beta: number, a: Rows, b: Rows, c: Rows, d: Rows, tmp: Rows): void {
  for (let i = 0; i < tmp.length; i++) {
    for (let j = 0; j < tmp[i].length; j++) {
      tmp[i][j] = 0;
      for (let k = 0; k < b.length; k++) tmp[i][j] += alpha * a[i][k] * b[k][j];
    }
  }
  for (let i = 0; i < d.length; i++) {
    for (let j = 0; j < d[i].length; j++) {
      d[i][j] *= beta;
      for (let k = 0; k < c.length; k++) d[i][j] += tmp[i][k] * c[k][j];
    }
  }
}

export default routine({
  name: "2mm",
  about: "D = αABC + βD",
  sizes: { full: 200, quick: 16 },
  run: twoProducts,
  input(n: number): Parameters<typeof twoProducts> {
    const [ni, nj, nk, nl] = [n, n + 2, n + 1, n + 3];
    const a = rows(ni, nk, entry);
    const b = rows(nk, nj, (i, j) => entry(i, j, 1));
    const c = rows(nj, nl, (i, j) => entry(i, j, 2));
    const d = rows(ni, nl, (i, j) => entry(i, j, 3));
    return [1.5, 1.2, a, b, c, d, rows(ni, nj)];
  },
  writes: [5, 6],
  c: {
    declaration:
      "void two_products(int64_t ni, int64_t nj, int64_t nk, int64_t nl, double alpha, double beta, const double *A, const double *B, const double *C, double *D, double *tmp)",
    args: (alpha, beta, a, b, c, d, tmp) => [
      a.length,
      c.length,
      b.length,
      c[0].length,
      alpha,
      beta,
      ...[a, b, c, d, tmp].map(whole),
    ],
  },
  error([alpha, beta, a, b, c, before], [, , , , , after]) {
    const x = probe(c[0].length);
    const product = times(whole(a), a.length, times(whole(b), b.length, times(whole(c), c.length, x)));
    const old = times(whole(before), before.length, x);
    return distance(
      times(whole(after), after.length, x),
      product.map((value, i) => alpha * value + beta * old[i]),
    );
  },
});
