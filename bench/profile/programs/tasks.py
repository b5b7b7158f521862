# tasks.ts in Python: workers that take jobs from a queue, an async generator, and functions that only await another.
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


began = time.perf_counter()
total = asyncio.run(work())
print("seconds", time.perf_counter() - began, "checksum", total)
