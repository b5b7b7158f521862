"""The sum of bench/kernels/sums.ts in Python."""
import numpy as np
from ladder import with_numba, with_numpy
from numba import prange


def add(numbers):
    total = 0.0
    for i in prange(numbers.size):
        total += numbers[i]
    return total


def variants(count, threads):
    numbers = (np.arange(count) % 7).astype(float)
    return [*with_numba(add, lambda f: f(numbers), threads), *with_numpy(lambda: numbers.sum())]
