// The Mandelbrot set, point by point.
#include <stdint.h>

static int escape_time(double x, double y, int limit) {
  double a = 0;
  double b = 0;
  for (int n = 0; n < limit; n++) {
    const double re = a * a - b * b + x;
    b = 2 * a * b + y;
    a = re;
    if (a * a + b * b >= 4) return n;
  }
  return limit;
}

void draw(uint8_t *restrict image, int64_t width, int64_t height, int limit) {
  for (int64_t row = 0; row < height; row++) {
    const double y = -1 + (row * 2.0) / height;
    for (int64_t column = 0; column < width; column++)
      image[row * width + column] = escape_time(-2 + (column * 3.0) / width, y, limit);
  }
}
