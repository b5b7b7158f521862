"""bench/kernels/expression.ts in Python."""
import numpy as np
from ladder import with_numba, with_numexpr, with_numpy
from numba import prange


def square(a, b, out):
    for i in prange(out.size):
        out[i] = a[i] * a[i] + b[i] * b[i] + 2 * a[i] * b[i]


def variants(count, threads):
    a = (np.arange(count) % 1000).astype(float)
    b = (np.arange(count) % 7).astype(float)
    out = np.empty(count)

    def call(f):
        f(a, b, out)
        return out

    return [
        *with_numba(square, call, threads),
        *with_numpy(lambda: a**2 + b**2 + 2 * a * b),
        *with_numexpr(
            lambda numexpr: numexpr.evaluate("a**2 + b**2 + 2*a*b", {"a": a, "b": b}, out=out), threads
        ),
    ]
