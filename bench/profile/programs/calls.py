# calls.ts in Python: two recursions, and a loop over small functions.
# Functions with @profile are those that kernprof and memory_profiler look at; without them the mark does nothing.
import builtins
import sys
import time

sys.setrecursionlimit(10_000)
profile = getattr(builtins, "profile", lambda function: function)
size = int(sys.argv[1])


@profile
def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)


def ackermann(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))


def is_odd(n):
    return n % 2 == 1


def half(n):
    return (n - (n % 2)) // 2


def step(n):
    if is_odd(n):
        return 3 * n + 1
    return half(n)


def collatz(n):
    steps = 0
    while n != 1:
        n = step(n)
        steps += 1
    return steps


def work():
    total = 0
    for _ in range(size):
        total += fib(22) + ackermann(2, 60)
        for n in range(1, 401):
            total += collatz(n)
    return total


began, before = time.perf_counter(), time.process_time()
total = work()
seconds, cpu = time.perf_counter() - began, time.process_time() - before
print("seconds", seconds, "cpu", cpu, "checksum", total)
