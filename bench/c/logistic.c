// The logistic map, number by number.
#include <stdint.h>

void iterate(const double *restrict r, double *restrict out, int64_t count, int64_t iterations) {
  for (int64_t i = 0; i < count; i++) {
    double x = 0.5;
    for (int64_t n = 0; n < iterations; n++) x = r[i] * x * (1 - x);
    out[i] = x;
  }
}
