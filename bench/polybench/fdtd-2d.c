// Yee's scheme for an electromagnetic wave in the plane, driven along one side.
#include <stdint.h>

void fdtd_2d(int64_t nx, int64_t ny, int64_t steps, double ex[restrict nx][ny], double ey[restrict nx][ny],
             double hz[restrict nx][ny], const double drive[restrict steps]) {
  for (int64_t t = 0; t < steps; t++) {
    for (int64_t j = 0; j < ny; j++) ey[0][j] = drive[t];
    for (int64_t i = 1; i < nx; i++) {
      for (int64_t j = 0; j < ny; j++) ey[i][j] -= 0.5 * (hz[i][j] - hz[i - 1][j]);
    }
    for (int64_t i = 0; i < nx; i++) {
      for (int64_t j = 1; j < ny; j++) ex[i][j] -= 0.5 * (hz[i][j] - hz[i][j - 1]);
    }
    for (int64_t i = 0; i < nx - 1; i++) {
      for (int64_t j = 0; j < ny - 1; j++) {
        hz[i][j] -= 0.7 * (ex[i][j + 1] - ex[i][j] + ey[i + 1][j] - ey[i][j]);
      }
    }
  }
}
