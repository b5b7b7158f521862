// The mean of the last few numbers at each place of each row.
#include <stdint.h>

void moving_mean(const double *restrict a, double *restrict out, int64_t rows, int64_t length,
                 int64_t window) {
  for (int64_t row = 0; row < rows; row++) {
    const double *in = a + row * length;
    double *means = out + row * length;
    double sum = 0;
    for (int64_t i = 0; i < window; i++) {
      sum += in[i];
      means[i] = sum / (i + 1);
    }
    for (int64_t i = window; i < length; i++) {
      sum += in[i] - in[i - window];
      means[i] = sum / window;
    }
  }
}
