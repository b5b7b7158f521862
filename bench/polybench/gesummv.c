// y = alpha A x + beta B x.
#include <stdint.h>

void gesummv(int64_t n, double alpha, double beta, const double A[restrict n][n], const double B[restrict n][n],
             const double x[restrict n], double y[restrict n]) {
  for (int64_t i = 0; i < n; i++) {
    double first = 0;
    double second = 0;
    for (int64_t j = 0; j < n; j++) {
      first += A[i][j] * x[j];
      second += B[i][j] * x[j];
    }
    y[i] = alpha * first + beta * second;
  }
}
