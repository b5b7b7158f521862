// s = Aᵀr and q = Ap, the two products of a step of biconjugate gradients, in one pass over the matrix.
import { distance, entry, matrix, times, timesTransposed, vector } from "./arrays.ts";
import { routine } from "./routine.ts";

function bicg(
  m: number,
  n: number,
  a: Float64Array,
  r: Float64Array,
  p: Float64Array,
  s: Float64Array,
  q: Float64Array,
): void {
  for (let j = 0; j < n; j++) s[j] = 0;
  for (let i = 0; i < m; i++) {
    q[i] = 0;
    for (let j = 0; j < n; j++) {
      s[j] += r[i] * a[i * n + j];
      q[i] += a[i * n + j] * p[j];
    }
  }
}

export default routine({
  name: "bicg",
  about: "s = Aᵀr, q = Ap",
  sizes: { full: 2000, quick: 40 },
  run: bicg,
  input(n: number): Parameters<typeof bicg> {
    const [r, p] = [vector(n, (i) => entry(i, 1)), vector(n + 1, (j) => entry(j, 2))];
    return [n, n + 1, matrix(n, n + 1, entry), r, p, vector(n + 1), vector(n)];
  },
  writes: [5, 6],
  c: {
    declaration:
      "void bicg(int64_t m, int64_t n, const double *A, const double *r, const double *p, double *s, double *q)",
    args: (...args) => args,
  },
  error([m, n, a, r, p], [, , , , , s, q]) {
    return Math.max(distance(s, timesTransposed(a, n, r)), distance(q, times(a, m, p)));
  },
});
