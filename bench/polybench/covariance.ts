// The covariances of all pairs of columns; rows are observations.
import { distance, dot, entry, type Rows, rows, vector, whole } from "./arrays.ts";
import { routine } from "./routine.ts";

function covariance(data: Rows, cov: Rows, mean: Float64Array): void {
  const n = data.length;
  mean.fill(0);
  for (const row of data) {
    for (let j = 0; j < mean.length; j++) mean[j] += row[j];
  }
  mean.forEach((sum, j) => {
    mean[j] = sum / n;
  });
  for (const row of data) {
    for (let j = 0; j < mean.length; j++) row[j] -= mean[j];
  }
  for (let i = 0; i < cov.length; i++) {
    for (let j = i; j < cov.length; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += data[k][i] * data[k][j];
      cov[i][j] = sum / (n - 1);
      cov[j][i] = cov[i][j];
    }
  }
}

export default routine({
  name: "covariance",
  about: "covariances of columns",
  sizes: { full: 280, quick: 20 },
  run: covariance,
  // Two rows at least: one has no variance.
  input(n: number): Parameters<typeof covariance> {
    return [rows(n + 2, n, (i, j) => entry(i, j) + j / 100), rows(n, n), vector(n)];
  },
  writes: [0, 1, 2],
  c: {
    declaration: "void covariance(int64_t n, int64_t m, double *data, double *cov, double *mean)",
    args: (data, cov, mean) => [data.length, mean.length, whole(data), whole(cov), mean],
  },
  // E(xy) − E(x)E(y), without taking the means away first.
  error([data], [, cov]) {
    const [n, m] = [data.length, cov.length];
    const sums = vector(m, (j) => dot(n, (k) => data[k][j]));
    const expected = rows(
      m,
      m,
      (i, j) => (dot(n, (k) => data[k][i] * data[k][j]) - (sums[i] * sums[j]) / n) / (n - 1),
    );
    return distance(whole(cov), whole(expected));
  },
});
