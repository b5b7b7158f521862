// C = alpha A B + beta C with a symmetric A of which only the lower triangle is read.
#include <stdint.h>

void symm(int64_t m, int64_t n, double alpha, double beta, double C[restrict m][n], const double A[restrict m][m],
          const double B[restrict m][n]) {
  for (int64_t i = 0; i < m; i++) {
    for (int64_t j = 0; j < n; j++) {
      double above = 0;
      for (int64_t k = 0; k < i; k++) {
        C[k][j] += alpha * B[i][j] * A[i][k];
        above += B[k][j] * A[i][k];
      }
      C[i][j] = beta * C[i][j] + alpha * B[i][j] * A[i][i] + alpha * above;
    }
  }
}
