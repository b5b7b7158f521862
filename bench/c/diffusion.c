// Diffusion on a square by explicit steps.
#include <stdint.h>

static void step(const double *restrict u, double *restrict next, int64_t width, double rate) {
  for (int64_t row = 1; row < width - 1; row++) {
    for (int64_t column = 1; column < width - 1; column++) {
      const int64_t at = row * width + column;
      next[at] = u[at] + rate * (u[at + width] + u[at - width] + u[at + 1] + u[at - 1] - 4 * u[at]);
    }
  }
}

void diffuse(double *u, double *next, int64_t width, double rate, int64_t steps) {
  for (int64_t s = 0; s < steps; s++) {
    step(u, next, width, rate);
    double *swap = u;
    u = next;
    next = swap;
  }
}
