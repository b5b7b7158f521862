// Gauss and Seidel: each point becomes the mean of the nine around it, in place.
#include <stdint.h>

void seidel_2d(int64_t m, int64_t n, int64_t steps, double A[restrict m][n]) {
  for (int64_t t = 0; t < steps; t++) {
    for (int64_t i = 1; i < m - 1; i++) {
      for (int64_t j = 1; j < n - 1; j++) {
        A[i][j] = (A[i - 1][j - 1] + A[i - 1][j] + A[i - 1][j + 1] + A[i][j - 1] + A[i][j] + A[i][j + 1] +
                   A[i + 1][j - 1] + A[i + 1][j] + A[i + 1][j + 1]) /
                  9;
      }
    }
  }
}
