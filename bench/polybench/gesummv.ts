// y = αAx + βBx, with the entries of each row that belong together.
import { distance, entry, type Rows, rows, times, vector, whole } from "./arrays.ts";
import { routine } from "./routine.ts";

function gesummv(alpha: number, beta: number, a: Rows, b: Rows, x: Float64Array, y: Float64Array): void {
  y.forEach((_, i) => {
    let [first, second] = [0, 0];
    for (let j = 0; j < x.length; j++) {
      first += a[i][j] * x[j];
      second += b[i][j] * x[j];
    }
    y[i] = alpha * first + beta * second;
  });
}

export default routine({
  name: "gesummv",
  about: "y = αAx + βBx",
  sizes: { full: 2000, quick: 40 },
  run: gesummv,
  input(n: number): Parameters<typeof gesummv> {
    const b = rows(n, n, (i, j) => entry(i, j, 1));
    return [1.5, 1.2, rows(n, n, entry), b, vector(n, (j) => entry(j, 2)), vector(n)];
  },
  writes: [5],
  c: {
    declaration:
      "void gesummv(int64_t n, double alpha, double beta, const double *A, const double *B, const double *x, double *y)",
    args: (alpha, beta, a, b, x, y) => [a.length, alpha, beta, whole(a), whole(b), x, y],
  },
  error([alpha, beta, a, b, x], [, , , , , y]) {
    const [first, second] = [a, b].map((m) => times(whole(m), m.length, x));
    return distance(
      y,
      first.map((value, i) => alpha * value + beta * second[i]),
    );
  },
});
