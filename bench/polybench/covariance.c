// The covariances of all pairs of columns; rows are observations.
#include <stdint.h>

void covariance(int64_t n, int64_t m, double data[restrict n][m], double cov[restrict m][m],
                double mean[restrict m]) {
  for (int64_t j = 0; j < m; j++) mean[j] = 0;
  for (int64_t i = 0; i < n; i++) {
    for (int64_t j = 0; j < m; j++) mean[j] += data[i][j];
  }
  for (int64_t j = 0; j < m; j++) mean[j] /= n;
  for (int64_t i = 0; i < n; i++) {
    for (int64_t j = 0; j < m; j++) data[i][j] -= mean[j];
  }
  for (int64_t i = 0; i < m; i++) {
    for (int64_t j = i; j < m; j++) {
      double sum = 0;
      for (int64_t k = 0; k < n; k++) sum += data[k][i] * data[k][j];
      cov[i][j] = sum / (n - 1);
      cov[j][i] = cov[i][j];
    }
  }
}
