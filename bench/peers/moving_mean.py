"""bench/kernels/moving-mean.ts in Python."""
import numpy as np
from ladder import with_numba
from numba import prange


def moving_mean(a, out, window):
    rows, length = a.shape
    for row in prange(rows):
        total = 0.0
        for i in range(window):
            total += a[row, i]
            out[row, i] = total / (i + 1)
        for i in range(window, length):
            total += a[row, i] - a[row, i - window]
            out[row, i] = total / window


def variants(rows, length, window, threads):
    a = np.arange(rows)[:, None] + np.arange(length, dtype=float) ** 2
    out = np.empty_like(a)

    def call(f):
        f(a, out, window)
        return out

    return with_numba(moving_mean, call, threads)
