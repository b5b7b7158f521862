// Nussinov's recurrence: how many pairs a strand of RNA can form with itself when no two of them cross.
#include <stdint.h>

static int32_t match(int a, int b) { return a + b == 3 ? 1 : 0; }

static int32_t max(int32_t a, int32_t b) { return a > b ? a : b; }

void nussinov(int64_t n, const uint8_t sequence[restrict n], int32_t table[restrict n][n]) {
  for (int64_t i = n - 1; i >= 0; i--) {
    for (int64_t j = i + 1; j < n; j++) {
      int32_t best = table[i][j];
      best = max(best, max(table[i][j - 1], table[i + 1][j]));
      const int32_t pair = i < j - 1 ? match(sequence[i], sequence[j]) : 0;
      best = max(best, table[i + 1][j - 1] + pair);
      for (int64_t k = i + 1; k < j; k++) best = max(best, table[i][k] + table[k + 1][j]);
      table[i][j] = best;
    }
  }
}
