// Deriche's smoothing: along every row from both ends, then along every column.
#include <math.h>
#include <stdint.h>

void deriche(int64_t w, int64_t h, double alpha, const double image[restrict w][h], double out[restrict w][h],
             double forth[restrict w][h], double back[restrict w][h]) {
  const double e = exp(-alpha);
  const double k = ((1 - e) * (1 - e)) / (1 + 2 * alpha * e - e * e);
  const double a1 = k, a2 = k * e * (alpha - 1), a3 = k * e * (alpha + 1), a4 = -k * e * e, b1 = 2 * e, b2 = -e * e;
  for (int64_t i = 0; i < w; i++) {
    double x1 = 0, y1 = 0, y2 = 0;
    for (int64_t j = 0; j < h; j++) {
      forth[i][j] = a1 * image[i][j] + a2 * x1 + b1 * y1 + b2 * y2;
      x1 = image[i][j];
      y2 = y1;
      y1 = forth[i][j];
    }
  }
  for (int64_t i = 0; i < w; i++) {
    double x1 = 0, x2 = 0, y1 = 0, y2 = 0;
    for (int64_t j = h - 1; j >= 0; j--) {
      back[i][j] = a3 * x1 + a4 * x2 + b1 * y1 + b2 * y2;
      x2 = x1;
      x1 = image[i][j];
      y2 = y1;
      y1 = back[i][j];
    }
  }
  for (int64_t i = 0; i < w; i++) {
    for (int64_t j = 0; j < h; j++) out[i][j] = forth[i][j] + back[i][j];
  }
  for (int64_t j = 0; j < h; j++) {
    double x1 = 0, y1 = 0, y2 = 0;
    for (int64_t i = 0; i < w; i++) {
      forth[i][j] = a1 * out[i][j] + a2 * x1 + b1 * y1 + b2 * y2;
      x1 = out[i][j];
      y2 = y1;
      y1 = forth[i][j];
    }
  }
  for (int64_t j = 0; j < h; j++) {
    double x1 = 0, x2 = 0, y1 = 0, y2 = 0;
    for (int64_t i = w - 1; i >= 0; i--) {
      back[i][j] = a3 * x1 + a4 * x2 + b1 * y1 + b2 * y2;
      x2 = x1;
      x1 = out[i][j];
      y2 = y1;
      y1 = back[i][j];
    }
  }
  for (int64_t i = 0; i < w; i++) {
    for (int64_t j = 0; j < h; j++) out[i][j] = forth[i][j] + back[i][j];
  }
}
