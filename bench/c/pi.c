// Pi by the midpoint rule.
#include <stdint.h>

double pi(int64_t steps) {
  const double width = 1.0 / steps;
  double sum = 0;
  for (int64_t i = 0; i < steps; i++) {
    const double x = (i + 0.5) * width;
    sum += 4 / (1 + x * x);
  }
  return sum * width;
}
