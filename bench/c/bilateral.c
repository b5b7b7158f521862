// A bilateral filter, pixel by pixel.
#include <math.h>
#include <stdint.h>

void filter(const double *restrict image, double *restrict out, int64_t side, int64_t window, double space,
            double range) {
  const int64_t reach = window / 2;
  for (int64_t y = 0; y < side; y++) {
    for (int64_t x = 0; x < side; x++) {
      const double centre = image[y * side + x];
      double sum = 0;
      double weights = 0;
      for (int64_t dy = -reach; dy <= reach; dy++) {
        for (int64_t dx = -reach; dx <= reach; dx++) {
          const int64_t row = y + dy;
          const int64_t column = x + dx;
          if (row < 0 || row >= side || column < 0 || column >= side) continue;
          const double value = image[row * side + column];
          const double difference = value - centre;
          const double weight = exp(-(dx * dx + dy * dy) / (2 * space * space) -
                                    (difference * difference) / (2 * range * range));
          sum += weight * value;
          weights += weight;
        }
      }
      out[y * side + x] = sum / weights;
    }
  }
}
