# tasks.ts in Python: workers that take jobs from a queue, an async generator, and functions that only await another.
# Functions with @profile are those that kernprof and memory_profiler look at; without them the mark does nothing.
import asyncio
import builtins
import sys
import time

profile = getattr(builtins, "profile", lambda function: function)
jobs = int(sys.argv[1])


async def parsed(job):
    await asyncio.sleep(0)
    return job % 1000


async def stored(value, table):
    before = table[value]
    await asyncio.sleep(0)
    table[value] = before + 1
    return value


async def handle(job, table):
    value = await parsed(job)
    again = await stored(value, table)
    return again + 1


@profile
async def worker(queue, table):
    total = 0
    while queue:
        job = queue.pop()
        total += await handle(job, table)
    return total


async def ticks(n):
    for i in range(n):
        yield i


async def work():
    queue = list(range(jobs))
    table = [0] * 1000
    totals = await asyncio.gather(*(worker(queue, table) for _ in range(8)))
    total = sum(totals)
    async for tick in ticks(jobs // 4):
        total += tick % 3
    return total


began, before = time.perf_counter(), time.process_time()
total = asyncio.run(work())
seconds, cpu = time.perf_counter() - began, time.process_time() - before
print("seconds", seconds, "cpu", cpu, "checksum", total)
