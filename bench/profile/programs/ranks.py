# ranks.ts in Python: each rank has a piece of a rod that cools, and exchanges its ends with its neighbours.
# Functions with @profile are those that kernprof and memory_profiler look at; without them the mark does nothing.
import builtins
import sys
import time

import numpy
from mpi4py import MPI

profile = getattr(builtins, "profile", lambda function: function)
steps = int(sys.argv[1])
comm = MPI.COMM_WORLD
rank, size = comm.rank, comm.size
POINTS = 20_000
left = rank - 1 if rank > 0 else MPI.PROC_NULL
right = rank + 1 if rank < size - 1 else MPI.PROC_NULL
outgoing, incoming = numpy.empty(1), numpy.zeros(1)


@profile
def relax(u, following):
    for i in range(1, POINTS + 1):
        bend = u[i - 1] - 2 * u[i] + u[i + 1]
        following[i] = u[i] + 0.25 * bend


def shifted(value, dest, source, kept):
    if dest == MPI.PROC_NULL and source == MPI.PROC_NULL:
        return kept
    outgoing[0], incoming[0] = value, kept
    comm.Sendrecv(outgoing, dest, 0, incoming, source, 0)
    return float(incoming[0])


def exchange(u):
    u[POINTS + 1] = shifted(u[1], left, right, u[POINTS + 1])
    u[0] = shifted(u[POINTS], right, left, u[0])


def all_of(u):
    return comm.allreduce(sum(u[1 : POINTS + 1]), op=MPI.SUM)


def work():
    u = [0.0] * (POINTS + 2)
    for i in range(1, POINTS + 1):
        u[i] = float((rank * POINTS + i) % 100)
    following = u[:]
    total = 0.0
    for step in range(steps):
        exchange(u)
        relax(u, following)
        u, following = following, u
        if step % 100 == 0:
            total += all_of(u)
    return total


comm.Barrier()
began, before = time.perf_counter(), time.process_time()
total = work()
seconds, cpu = time.perf_counter() - began, time.process_time() - before
if rank == 0:
    # In one piece, and not behind what the other rank's profiler is just saying.
    print(f"\nseconds {seconds} cpu {cpu} checksum {total}\n", end="", flush=True)
