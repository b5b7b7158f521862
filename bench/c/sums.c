// Sums of an array: one, and several at once into the elements of another array.
#include <stdint.h>

double sum(const double *numbers, int64_t count) {
  double total = 0;
  for (int64_t i = 0; i < count; i++) total += numbers[i];
  return total;
}

void several_sums(const double *restrict numbers, int64_t count, double *restrict sums, int64_t several) {
  for (int64_t i = 0; i < count; i++) {
    for (int64_t k = 0; k < several; k++) sums[k] += (k + 1) * numbers[i];
  }
}
