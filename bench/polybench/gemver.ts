// Â = A + u₁v₁ᵀ + u₂v₂ᵀ, x += βÂᵀy + z, w += αÂx: vectors and a matrix that is written once and read twice.
import { distance, entry, matrix, times, timesTransposed, vector } from "./arrays.ts";
import { routine } from "./routine.ts";

function gemver(
  alpha: number,
  beta: number,
  a: Float64Array,
  u1: Float64Array,
  v1: Float64Array,
  u2: Float64Array,
  v2: Float64Array,
  w: Float64Array,
  x: Float64Array,
  y: Float64Array,
  z: Float64Array,
): void {
  const n = x.length;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) a[i * n + j] += u1[i] * v1[j] + u2[i] * v2[j];
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) x[i] += beta * a[j * n + i] * y[j];
  }
  for (let i = 0; i < n; i++) x[i] += z[i];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) w[i] += alpha * a[i * n + j] * x[j];
  }
}

export default routine({
  name: "gemver",
  about: "two updates, two products",
  sizes: { full: 1200, quick: 40 },
  run: gemver,
  input(n: number): Parameters<typeof gemver> {
    const some = (seed: number) => vector(n, (i) => entry(i, seed));
    const [u1, v1, u2, v2, w, x, y, z] = [1, 2, 3, 4, 5, 6, 7, 8].map(some);
    return [1.5, 1.2, matrix(n, n, entry), u1, v1, u2, v2, w, x, y, z];
  },
  writes: [2, 7, 8],
  c: {
    declaration:
      "void gemver(int64_t n, double alpha, double beta, double *A, const double *u1, const double *v1, const double *u2, const double *v2, double *w, double *x, const double *y, const double *z)",
    args: (alpha, beta, ...arrays) => [arrays[1].length, alpha, beta, ...arrays],
  },
  error([alpha, beta, a, u1, v1, u2, v2, w, x, y, z], [, , aAfter, , , , , wAfter, xAfter]) {
    const n = x.length;
    const updated = a.map((value, at) => {
      const [i, j] = [Math.floor(at / n), at % n];
      return value + u1[i] * v1[j] + u2[i] * v2[j];
    });
    const product = timesTransposed(updated, n, y);
    const xNew = x.map((value, i) => value + beta * product[i] + z[i]);
    const wNew = times(updated, n, xNew).map((value, i) => w[i] + alpha * value);
    return Math.max(distance(aAfter, updated), distance(xAfter, xNew), distance(wAfter, wNew));
  },
});
