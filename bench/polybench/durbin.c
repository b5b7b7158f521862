// Levinson and Durbin's recursion: T y = -r with the Toeplitz matrix T of 1, r[0], r[1], ...
#include <stdint.h>

void durbin(int64_t n, const double r[restrict n], double y[restrict n], double z[restrict n]) {
  double alpha = 0;
  double beta = 1;
  for (int64_t k = 0; k < n; k++) {
    beta *= 1 - alpha * alpha;
    double sum = 0;
    for (int64_t i = 0; i < k; i++) sum += r[k - i - 1] * y[i];
    alpha = -(r[k] + sum) / beta;
    for (int64_t i = 0; i < k; i++) z[i] = y[i] + alpha * y[k - i - 1];
    for (int64_t i = 0; i < k; i++) y[i] = z[i];
    y[k] = alpha;
  }
}
