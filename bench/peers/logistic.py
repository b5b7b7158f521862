"""bench/kernels/logistic.ts in Python."""
import numpy as np
from ladder import with_numba, with_numpy
from numba import prange


def iterate(r, out, iterations):
    for i in prange(r.size):
        x = 0.5
        for _ in range(iterations):
            x = r[i] * x * (1 - x)
        out[i] = x


def numpy_iterate(r, out, iterations):
    x = np.full(r.size, 0.5)
    for _ in range(iterations):
        x = r * x * (1 - x)
    out[:] = x


def variants(count, iterations, threads):
    r = 2.5 + 1.5 * np.arange(count) / count
    out = np.empty(count)

    def call(f):
        f(r, out, iterations)
        return out

    return [*with_numba(iterate, call, threads), *with_numpy(lambda: call(numpy_iterate))]
