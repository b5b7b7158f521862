// The correlations of all pairs of columns; rows are observations.
#include <math.h>
#include <stdint.h>

static double deviation(int64_t n, double squares) {
  const double found = sqrt(squares / n);
  return found <= 0.1 ? 1 : found;
}

void correlation(int64_t n, int64_t m, double data[restrict n][m], double corr[restrict m][m],
                 double mean[restrict m], double stddev[restrict m]) {
  for (int64_t j = 0; j < m; j++) {
    mean[j] = 0;
    for (int64_t i = 0; i < n; i++) mean[j] += data[i][j];
    mean[j] /= n;
  }
  for (int64_t j = 0; j < m; j++) {
    double squares = 0;
    for (int64_t i = 0; i < n; i++) squares += (data[i][j] - mean[j]) * (data[i][j] - mean[j]);
    stddev[j] = deviation(n, squares);
  }
  for (int64_t i = 0; i < n; i++) {
    for (int64_t j = 0; j < m; j++) {
      data[i][j] -= mean[j];
      data[i][j] /= sqrt(n) * stddev[j];
    }
  }
  for (int64_t i = 0; i < m; i++) {
    corr[i][i] = 1;
    for (int64_t j = i + 1; j < m; j++) {
      corr[i][j] = 0;
      for (int64_t k = 0; k < n; k++) corr[i][j] += data[k][i] * data[k][j];
      corr[j][i] = corr[i][j];
    }
  }
}
