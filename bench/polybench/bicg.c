// s = Aᵀr and q = Ap in one pass over the matrix.
#include <stdint.h>

void bicg(int64_t m, int64_t n, const double A[restrict m][n], const double r[restrict m], const double p[restrict n],
          double s[restrict n], double q[restrict m]) {
  for (int64_t j = 0; j < n; j++) s[j] = 0;
  for (int64_t i = 0; i < m; i++) {
    q[i] = 0;
    for (int64_t j = 0; j < n; j++) {
      s[j] += r[i] * A[i][j];
      q[i] += A[i][j] * p[j];
    }
  }
}
