// A[r][q][p] = the sum of A[r][q][s] C[s][p] over s.
#include <stdint.h>

void doitgen(int64_t nr, int64_t nq, int64_t np, double A[restrict nr][nq][np], const double C[restrict np][np],
             double sum[restrict np]) {
  for (int64_t r = 0; r < nr; r++) {
    for (int64_t q = 0; q < nq; q++) {
      for (int64_t p = 0; p < np; p++) {
        sum[p] = 0;
        for (int64_t s = 0; s < np; s++) sum[p] += A[r][q][s] * C[s][p];
      }
      for (int64_t p = 0; p < np; p++) A[r][q][p] = sum[p];
    }
  }
}
