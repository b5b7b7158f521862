// y = Aᵀ(Ax).
#include <stdint.h>

void atax(int64_t m, int64_t n, const double A[restrict m][n], const double x[restrict n], double y[restrict n]) {
  for (int64_t j = 0; j < n; j++) y[j] = 0;
  for (int64_t i = 0; i < m; i++) {
    double product = 0;
    for (int64_t j = 0; j < n; j++) product += A[i][j] * x[j];
    for (int64_t j = 0; j < n; j++) y[j] += A[i][j] * product;
  }
}
