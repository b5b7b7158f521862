// Heat in a square by alternating directions: tridiagonal systems along columns, then along rows.
#include <stdint.h>

void adi(int64_t n, int64_t steps, double rate, double u[restrict n][n], double v[restrict n][n],
         double p[restrict n], double q[restrict n]) {
  for (int64_t t = 0; t < steps; t++) {
    for (int64_t i = 1; i < n - 1; i++) {
      p[0] = 0;
      q[0] = 0;
      for (int64_t j = 1; j < n - 1; j++) {
        const double pivot = 1 + 2 * rate - rate * p[j - 1];
        const double explicit = rate * u[j][i - 1] + (1 - 2 * rate) * u[j][i] + rate * u[j][i + 1];
        p[j] = rate / pivot;
        q[j] = (explicit + rate * q[j - 1]) / pivot;
      }
      for (int64_t j = n - 2; j >= 1; j--) v[j][i] = p[j] * v[j + 1][i] + q[j];
    }
    for (int64_t i = 1; i < n - 1; i++) {
      p[0] = 0;
      q[0] = 0;
      for (int64_t j = 1; j < n - 1; j++) {
        const double pivot = 1 + 2 * rate - rate * p[j - 1];
        const double explicit = rate * v[i - 1][j] + (1 - 2 * rate) * v[i][j] + rate * v[i + 1][j];
        p[j] = rate / pivot;
        q[j] = (explicit + rate * q[j - 1]) / pivot;
      }
      for (int64_t j = n - 2; j >= 1; j--) u[i][j] = p[j] * u[i][j + 1] + q[j];
    }
  }
}
