"""bench/kernels/area.ts in Python."""
import numpy as np
from ladder import with_numba, with_numexpr, with_numpy
from numba import prange


def area(points):
    dx = 3 / points
    total = 0.0
    for i in prange(points):
        x = i * dx
        total += 0.7 * x * x * x - 2 * x * x + 4
    return total * dx


def numpy_area(points):
    dx = 3 / points
    x = np.arange(points) * dx
    return (0.7 * x * x * x - 2 * x * x + 4).sum() * dx


def numexpr_area(points, numexpr):
    dx = 3 / points
    i = np.arange(points)
    return numexpr.evaluate("sum(0.7 * (i * dx)**3 - 2 * (i * dx)**2 + 4)") * dx


def variants(points, threads):
    return [
        *with_numba(area, lambda f: f(points), threads),
        *with_numpy(lambda: numpy_area(points)),
        *with_numexpr(lambda numexpr: numexpr_area(points, numexpr), threads),
    ]
