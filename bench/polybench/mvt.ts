// x₁ += Ay₁ and x₂ += Aᵀy₂, the second by columns.
import { distance, entry, type Rows, rows, times, timesTransposed, vector, whole } from "./arrays.ts";
import { routine } from "./routine.ts";

function mvt(a: Rows, x1: Float64Array, x2: Float64Array, y1: Float64Array, y2: Float64Array): void {
  const n = a.length;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) x1[i] += a[i][j] * y1[j];
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) x2[i] += a[j][i] * y2[j];
  }
}

export default routine({
  name: "mvt",
  about: "x₁ += Ay₁, x₂ += Aᵀy₂",
  sizes: { full: 1500, quick: 40 },
  run: mvt,
  input(n: number): Parameters<typeof mvt> {
    const some = (seed: number) => vector(n, (i) => entry(i, seed));
    return [rows(n, n, entry), some(1), some(2), some(3), some(4)];
  },
  writes: [1, 2],
  c: {
    declaration:
      "void mvt(int64_t n, const double *A, double *x1, double *x2, const double *y1, const double *y2)",
    args: (a, ...vectors) => [a.length, whole(a), ...vectors],
  },
  error([a, x1, x2, y1, y2], [, after1, after2]) {
    const [one, two] = [times(whole(a), a.length, y1), timesTransposed(whole(a), a.length, y2)];
    return Math.max(
      distance(
        after1,
        one.map((value, i) => value + x1[i]),
      ),
      distance(
        after2,
        two.map((value, i) => value + x2[i]),
      ),
    );
  },
});
