// The correlations of all pairs of columns; rows are observations, which are made to have mean 0 and variance 1 / n.
import { distance, dot, entry, matrix, vector } from "./arrays.ts";
import { routine } from "./routine.ts";

/** A column that hardly varies is divided by 1. */
const STILL = 0.1;

function deviation(n: number, squares: number): number {
  const found = Math.sqrt(squares / n);
  return found <= STILL ? 1 : found;
}

function correlation(
  n: number,
  m: number,
  data: Float64Array,
  corr: Float64Array,
  mean: Float64Array,
  stddev: Float64Array,
): void {
  for (let j = 0; j < m; j++) {
    mean[j] = 0;
    for (let i = 0; i < n; i++) mean[j] += data[i * m + j];
    mean[j] /= n;
  }
  for (let j = 0; j < m; j++) {
    let squares = 0;
    for (let i = 0; i < n; i++) squares += (data[i * m + j] - mean[j]) ** 2;
    stddev[j] = deviation(n, squares);
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      data[i * m + j] -= mean[j];
      data[i * m + j] /= Math.sqrt(n) * stddev[j];
    }
  }
  for (let i = 0; i < m; i++) {
    corr[i * m + i] = 1;
    for (let j = i + 1; j < m; j++) {
      corr[i * m + j] = 0;
      for (let k = 0; k < n; k++) corr[i * m + j] += data[k * m + i] * data[k * m + j];
      corr[j * m + i] = corr[i * m + j];
    }
  }
}

export default routine({
  name: "correlation",
  about: "correlations of columns",
  sizes: { full: 260, quick: 20 },
  run: correlation,
  input(n: number): Parameters<typeof correlation> {
    // The last column stands still.
    const data = matrix(n + 1, n, (i, j) => (n > 2 && j === n - 1 ? 3 : entry(i, j) + j / 100));
    return [n + 1, n, data, matrix(n, n), vector(n), vector(n)];
  },
  writes: [2, 3, 4, 5],
  c: {
    declaration:
      "void correlation(int64_t n, int64_t m, double *data, double *corr, double *mean, double *stddev)",
    args: (...args) => args,
  },
  error([n, m, data], [, , , corr]) {
    const at = (k: number, j: number) => data[k * m + j];
    const sums = vector(m, (j) => dot(n, (k) => at(k, j)));
    const covariance = (i: number, j: number) =>
      dot(n, (k) => at(k, i) * at(k, j)) / n - (sums[i] * sums[j]) / n ** 2;
    const deviations = vector(m, (j) => {
      const found = Math.sqrt(Math.max(0, covariance(j, j)));
      return found <= STILL ? 1 : found;
    });
    const expected = matrix(m, m, (i, j) =>
      i === j ? 1 : covariance(i, j) / (deviations[i] * deviations[j]),
    );
    return distance(corr, expected);
  },
});
