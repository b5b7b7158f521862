"""bench/kernels/bilateral.ts in Python."""
from math import exp

import numpy as np
from ladder import with_numba, with_numpy
from numba import prange


def bilateral(image, out, window, space, brightness):
    side = image.shape[0]
    reach = window // 2
    for y in prange(side):
        for x in range(side):
            centre = image[y, x]
            total = 0.0
            weights = 0.0
            for dy in range(-reach, reach + 1):
                for dx in range(-reach, reach + 1):
                    row = y + dy
                    column = x + dx
                    if row < 0 or row >= side or column < 0 or column >= side:
                        continue
                    value = image[row, column]
                    difference = value - centre
                    weight = exp(
                        -(dx * dx + dy * dy) / (2 * space * space)
                        - (difference * difference) / (2 * brightness * brightness)
                    )
                    total += weight * value
                    weights += weight
            out[y, x] = total / weights


def numpy_bilateral(image, out, window, space, brightness):
    side = image.shape[0]
    reach = window // 2
    total = np.zeros_like(image)
    weights = np.zeros_like(image)
    for dy in range(-reach, reach + 1):
        for dx in range(-reach, reach + 1):
            here = np.s_[max(0, -dy) : side - max(0, dy), max(0, -dx) : side - max(0, dx)]
            there = np.s_[max(0, dy) : side - max(0, -dy), max(0, dx) : side - max(0, -dx)]
            value = image[there]
            weight = np.exp(
                -(dx * dx + dy * dy) / (2 * space * space) - (value - image[here]) ** 2 / (2 * brightness**2)
            )
            total[here] += weight * value
            weights[here] += weight
    out[:] = total / weights


def variants(side, window, space, brightness, threads):
    y, x = np.mgrid[0:side, 0:side]
    image = ((x * x + 3 * y * y) % 256) / 255
    out = np.empty_like(image)

    def call(f):
        f(image, out, window, space, brightness)
        return out

    return [*with_numba(bilateral, call, threads), *with_numpy(lambda: call(numpy_bilateral))]
