// The lengths of the shortest paths between all pairs of places.
#include <stdint.h>

void shortest_paths(int64_t n, int32_t paths[restrict n][n]) {
  for (int64_t k = 0; k < n; k++) {
    for (int64_t i = 0; i < n; i++) {
      for (int64_t j = 0; j < n; j++) {
        const int32_t around = paths[i][k] + paths[k][j];
        paths[i][j] = paths[i][j] < around ? paths[i][j] : around;
      }
    }
  }
}
