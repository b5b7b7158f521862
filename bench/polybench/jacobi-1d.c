// Each point becomes the mean of itself and its neighbours, again and again.
#include <stdint.h>

void jacobi_1d(int64_t n, int64_t steps, double A[restrict n], double B[restrict n]) {
  for (int64_t t = 0; t < steps; t++) {
    for (int64_t i = 1; i < n - 1; i++) B[i] = (A[i - 1] + A[i] + A[i + 1]) / 3;
    for (int64_t i = 1; i < n - 1; i++) A[i] = (B[i - 1] + B[i] + B[i + 1]) / 3;
  }
}
