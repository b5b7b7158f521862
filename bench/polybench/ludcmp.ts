// Ax = b by A = LU, then forwards and backwards; sums are taken in a variable.
import { distance, entry, matrix, times, vector } from "./arrays.ts";
import { routine } from "./routine.ts";

function ludcmp(a: Float64Array, b: Float64Array, x: Float64Array, y: Float64Array): void {
  const n = b.length;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      let w = a[i * n + j];
      for (let k = 0; k < j; k++) w -= a[i * n + k] * a[k * n + j];
      a[i * n + j] = w / a[j * n + j];
    }
    for (let j = i; j < n; j++) {
      let w = a[i * n + j];
      for (let k = 0; k < i; k++) w -= a[i * n + k] * a[k * n + j];
      a[i * n + j] = w;
    }
  }
  for (let i = 0; i < n; i++) {
    let w = b[i];
    for (let j = 0; j < i; j++) w -= a[i * n + j] * y[j];
    y[i] = w;
  }
  for (let i = n - 1; i >= 0; i--) {
    let w = y[i];
    for (let j = i + 1; j < n; j++) w -= a[i * n + j] * x[j];
    x[i] = w / a[i * n + i];
  }
}

export default routine({
  name: "ludcmp",
  about: "Ax = b by A = LU",
  sizes: { full: 280, quick: 24 },
  run: ludcmp,
  input(n: number): Parameters<typeof ludcmp> {
    const a = matrix(n, n, (i, j) => (i === j ? n + 1 : entry(i, j)));
    return [a, vector(n, (i) => n * entry(i, 1)), vector(n), vector(n)];
  },
  writes: [0, 2, 3],
  c: {
    declaration: "void ludcmp(int64_t n, double *A, const double *b, double *x, double *y)",
    args: (a, b, x, y) => [b.length, a, b, x, y],
  },
  error([a, b], [, , x]) {
    return distance(times(a, b.length, x), b);
  },
});
