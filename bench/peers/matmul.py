"""bench/kernels/matmul.ts in Python; NumPy multiplies by its BLAS, which knows about caches and threads."""
import numpy as np
from ladder import with_numba, with_numpy
from numba import prange


def multiply(a, b, c):
    n = a.shape[0]
    for i in prange(n):
        for k in range(n):
            for j in range(n):
                c[i, j] += a[i, k] * b[k, j]


def variants(n, threads):
    row, column = np.mgrid[0:n, 0:n].astype(float)
    a = row + column
    b = row - column
    c = np.empty((n, n))

    def call(f):
        c[:] = 0
        f(a, b, c)
        return c

    return [*with_numba(multiply, call, threads), *with_numpy(lambda: a @ b, max(threads))]
