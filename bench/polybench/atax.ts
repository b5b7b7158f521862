// y = Aᵀ(Ax), row by row: each is read for both products while it is in the cache.
import { distance, entry, type Rows, rows, times, timesTransposed, vector, whole } from "./arrays.ts";
import { routine } from "./routine.ts";

function atax(a: Rows, x: Float64Array, y: Float64Array): void {
  y.fill(0);
  for (const row of a) {
    let product = 0;
    for (let j = 0; j < x.length; j++) product += row[j] * x[j];
    for (let j = 0; j < y.length; j++) y[j] += row[j] * product;
  }
}

export default routine({
  name: "atax",
  about: "y = Aᵀ(Ax)",
  sizes: { full: 2000, quick: 40 },
  run: atax,
  input(n: number): Parameters<typeof atax> {
    return [rows(n, n + 1, entry), vector(n + 1, (j) => entry(j, 1)), vector(n + 1)];
  },
  writes: [2],
  c: {
    declaration: "void atax(int64_t m, int64_t n, const double *A, const double *x, double *y)",
    args: (a, x, y) => [a.length, x.length, whole(a), x, y],
  },
  error([a, x], [, , y]) {
    return distance(y, timesTransposed(whole(a), x.length, times(whole(a), a.length, x)));
  },
});
