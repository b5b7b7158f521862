# stencil.ts in Python: diffusion on a plate, with a helper for every index and one for the Laplacian.
# Functions with @profile are those that kernprof and memory_profiler look at; without them the mark does nothing.
import builtins
import sys
import time

profile = getattr(builtins, "profile", lambda function: function)
steps = int(sys.argv[1])
n = 200


def at(i, j):
    return i * n + j


def laplacian(u, i, j):
    return u[at(i - 1, j)] + u[at(i + 1, j)] + u[at(i, j - 1)] + u[at(i, j + 1)] - 4 * u[at(i, j)]


@profile
def step(u, following, rate):
    for i in range(1, n - 1):
        for j in range(1, n - 1):
            following[at(i, j)] = u[at(i, j)] + rate * laplacian(u, i, j)


def work():
    u = [0.0] * (n * n)
    for i in range(n):
        for j in range(n):
            u[at(i, j)] = float((i * j) % 100)
    following = u[:]
    for _ in range(steps):
        step(u, following, 0.2)
        u, following = following, u
    return sum(u)


began, before = time.perf_counter(), time.process_time()
total = work()
seconds, cpu = time.perf_counter() - began, time.process_time() - before
print("seconds", seconds, "cpu", cpu, "checksum", total)
