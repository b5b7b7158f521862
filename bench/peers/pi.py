"""bench/kernels/pi.ts in Python."""
import numpy as np
from ladder import with_numba, with_numpy
from numba import prange


def pi(steps):
    width = 1 / steps
    total = 0.0
    for i in prange(steps):
        x = (i + 0.5) * width
        total += 4 / (1 + x * x)
    return total * width


def numpy_pi(steps):
    x = (np.arange(steps) + 0.5) * (1 / steps)
    return (4 / (1 + x * x)).sum() / steps


def variants(steps, threads):
    return [*with_numba(pi, lambda f: f(steps), threads), *with_numpy(lambda: numpy_pi(steps))]
