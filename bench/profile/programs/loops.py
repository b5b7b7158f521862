# loops.ts in Python: pi by the midpoint rule, and the area under a curve.
# Functions with @profile are those that kernprof and memory_profiler look at; without them the mark does nothing.
import builtins
import sys
import time

profile = getattr(builtins, "profile", lambda function: function)
strips = int(sys.argv[1])


@profile
def pi(n):
    width = 1 / n
    total = 0.0
    for i in range(n):
        x = (i + 0.5) * width
        total += 4 / (1 + x * x)
    return total * width


def area(n, low, high):
    width = (high - low) / n
    total = 0.0
    x = low
    for _ in range(n):
        y = x * x * (3 - x)
        if y > 0:
            total += y * width
        else:
            total -= y * width
        x += width
    return total


def work():
    return pi(strips) + area(strips, -1, 4)


began, before = time.perf_counter(), time.process_time()
total = work()
seconds, cpu = time.perf_counter() - began, time.process_time() - before
print("seconds", seconds, "cpu", cpu, "checksum", total)
