// G = (AB)(CD): three calls of one function.
#include <stdint.h>

static void product(int64_t m, int64_t n, int64_t inner, const double A[restrict m][inner],
                    const double B[restrict inner][n], double out[restrict m][n]) {
  for (int64_t i = 0; i < m; i++) {
    for (int64_t j = 0; j < n; j++) {
      double sum = 0;
      for (int64_t k = 0; k < inner; k++) sum += A[i][k] * B[k][j];
      out[i][j] = sum;
    }
  }
}

void three_products(int64_t ni, int64_t nj, int64_t nk, int64_t nl, int64_t nm, const double A[restrict ni][nk],
                    const double B[restrict nk][nj], const double C[restrict nj][nm], const double D[restrict nm][nl],
                    double E[restrict ni][nj], double F[restrict nj][nl], double G[restrict ni][nl]) {
  product(ni, nj, nk, A, B, E);
  product(nj, nl, nm, C, D, F);
  product(ni, nl, nj, E, F, G);
}
