// Each point becomes a mean of itself and its four neighbours; two fields take turns.
#include <stdint.h>

static void step(int64_t m, int64_t n, const double A[restrict m][n], double B[restrict m][n]) {
  for (int64_t i = 1; i < m - 1; i++) {
    for (int64_t j = 1; j < n - 1; j++) {
      B[i][j] = 0.2 * (A[i][j] + A[i][j - 1] + A[i][j + 1] + A[i + 1][j] + A[i - 1][j]);
    }
  }
}

void jacobi_2d(int64_t m, int64_t n, int64_t steps, double A[m][n], double B[m][n]) {
  for (int64_t t = 0; t < steps; t++) {
    if (t % 2 == 0)
      step(m, n, A, B);
    else
      step(m, n, B, A);
  }
}
