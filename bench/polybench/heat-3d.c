// Heat in a cube by explicit steps.
#include <stdint.h>

static void step(int64_t n, const double A[restrict n][n][n], double B[restrict n][n][n]) {
  for (int64_t i = 1; i < n - 1; i++) {
    for (int64_t j = 1; j < n - 1; j++) {
      for (int64_t k = 1; k < n - 1; k++) {
        B[i][j][k] = 0.125 * (A[i + 1][j][k] - 2 * A[i][j][k] + A[i - 1][j][k]) +
                     0.125 * (A[i][j + 1][k] - 2 * A[i][j][k] + A[i][j - 1][k]) +
                     0.125 * (A[i][j][k + 1] - 2 * A[i][j][k] + A[i][j][k - 1]) + A[i][j][k];
      }
    }
  }
}

void heat_3d(int64_t n, int64_t steps, double A[n][n][n], double B[n][n][n]) {
  for (int64_t t = 0; t < steps; t++) {
    step(n, A, B);
    step(n, B, A);
  }
}
