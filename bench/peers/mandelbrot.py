"""bench/kernels/mandelbrot.ts in Python."""
import numpy as np
from ladder import with_numba, with_numpy
from numba import prange


def draw(image, limit):
    height, width = image.shape
    for row in prange(height):
        y = -1 + (row * 2) / height
        for column in range(width):
            x = -2 + (column * 3) / width
            a = 0.0
            b = 0.0
            steps = limit
            for n in range(limit):
                re = a * a - b * b + x
                b = 2 * a * b + y
                a = re
                if a * a + b * b >= 4:
                    steps = n
                    break
            image[row, column] = steps


def numpy_draw(image, limit):
    height, width = image.shape
    y, x = np.ogrid[0:height, 0:width]
    c = (-2 + x * 3 / width) + 1j * (-1 + y * 2 / height)
    z = np.zeros_like(c)
    inside = np.ones(c.shape, bool)
    image[:] = 0
    for _ in range(limit):
        z[inside] = z[inside] ** 2 + c[inside]
        inside &= z.real**2 + z.imag**2 < 4
        image += inside


def variants(width, height, limit, threads):
    image = np.empty((height, width), np.uint8)

    def call(f):
        f(image, limit)
        return image

    # NumPy walks the picture once a step: with many steps nobody would use it so.
    return [
        *with_numba(draw, call, threads),
        *(with_numpy(lambda: call(numpy_draw)) if limit <= 20 else []),
    ]
