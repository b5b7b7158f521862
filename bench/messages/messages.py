# The exchanges of bench/messages.ts with mpi4py: times in microseconds, a line for each shape and size.
import numpy as np
from mpi4py import MPI

comm = MPI.COMM_WORLD
rank, size = comm.rank, comm.size
BATCHES, WARM = 9, 20


def timed(name, exchange, n, times, share):
    every = []
    for batch in range(-WARM, BATCHES):
        comm.Barrier()
        start = MPI.Wtime()
        for _ in range(times):
            exchange()
        most = comm.allreduce((MPI.Wtime() - start) / times / share * 1e6, MPI.MAX)
        if batch >= 0:
            every.append(most)
    if rank == 0:
        print(name, n, "%.4f" % sorted(every)[BATCHES // 2], flush=True)


def pingpong(buffer):
    def first():
        comm.Send(buffer, 1, 1)
        comm.Recv(buffer, 1, 1)

    def second():
        comm.Recv(buffer, 0, 1)
        comm.Send(buffer, 0, 1)

    return first if rank == 0 else second


def values(value):
    def first():
        comm.send(value, 1, 1)
        comm.recv(None, 1, 1)

    def second():
        comm.recv(None, 0, 1)
        comm.send(value, 0, 1)

    return first if rank == 0 else second


def tree(depth):
    if depth == 0:
        return {"leaf": True, "value": 1}
    return {"left": tree(depth - 1), "right": tree(depth - 1), "value": depth}


sizes = [8, 64, 1024, 8192, 65536, 1 << 20, 1 << 24]
times = [10000, 10000, 10000, 5000, 2000, 200, 8]
slower = 10 if size > 2 else 1
if size == 2:
    for n, t in zip(sizes, times):
        timed("pingpong", pingpong(np.zeros(n, "u1")), n, t, 2)
for n, t in list(zip(sizes, times))[:6]:
    part, total = np.zeros(n // 8), np.zeros(n // 8)
    timed("allreduce", lambda: comm.Allreduce(part, total, MPI.SUM), n, t // slower, 1)
timed("barrier", comm.Barrier, 0, 10000 // slower, 1)
if size == 2:
    timed("record", values({"a": 7, "b": 3.14}), 0, 5000, 2)
    timed("array", values(np.zeros(10**6)), 8 * 10**6, 10, 2)
    timed("tree", values(tree(16)), 0, 1, 2)
