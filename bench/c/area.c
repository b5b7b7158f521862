// The area under a cubic.
#include <stdint.h>

double area(int64_t points) {
  const double dx = 3.0 / points;
  double sum = 0;
  for (int64_t i = 0; i < points; i++) {
    const double x = i * dx;
    sum += 0.7 * x * x * x - 2 * x * x + 4;
  }
  return sum * dx;
}
