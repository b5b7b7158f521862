// An expression over two arrays.
#include <stdint.h>

void square(const double *restrict a, const double *restrict b, double *restrict out, int64_t count) {
  for (int64_t i = 0; i < count; i++) out[i] = a[i] * a[i] + b[i] * b[i] + 2 * a[i] * b[i];
}
