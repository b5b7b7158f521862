"""bench/kernels/diffusion.ts in Python."""
import numpy as np
from ladder import with_numba, with_numpy
from numba import prange


def diffuse(u, after, rate, steps):
    width = u.shape[0]
    for _ in range(steps):
        for row in prange(1, width - 1):
            for column in range(1, width - 1):
                after[row, column] = u[row, column] + rate * (
                    u[row + 1, column]
                    + u[row - 1, column]
                    + u[row, column + 1]
                    + u[row, column - 1]
                    - 4 * u[row, column]
                )
        u, after = after, u


def numpy_diffuse(u, after, rate, steps):
    for _ in range(steps):
        middle = u[1:-1, 1:-1]
        after[1:-1, 1:-1] = middle + rate * (
            u[2:, 1:-1] + u[:-2, 1:-1] + u[1:-1, 2:] + u[1:-1, :-2] - 4 * middle
        )
        u, after = after, u


def variants(rows, steps, rate, threads):
    wave = np.sin(np.pi * np.arange(rows + 2) / (rows + 1))
    wave[0] = wave[-1] = 0
    start = np.outer(wave, wave)
    u, after = np.zeros_like(start), np.zeros_like(start)

    def call(f):
        u[:] = start
        f(u, after, rate, steps)
        return u if steps % 2 == 0 else after

    return [*with_numba(diffuse, call, threads), *with_numpy(lambda: call(numpy_diffuse))]
