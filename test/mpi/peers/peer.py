# One of three programs, in TypeScript, Python and C, that are ranks of one job and exchange the same messages.
import array

from mpi4py import MPI

comm = MPI.COMM_WORLD
rank, size = comm.rank, comm.size

total = array.array("d", [0, 0])
comm.Allreduce(array.array("d", [rank + 1, 0.5]), total)

table = array.array("i", [3, 1, 4, 1, 5] if rank == 1 else [0] * 5)
comm.Bcast(table, root=1)

mine = array.array("d", [rank] * 1000)
other = array.array("d", [0] * 1000)
comm.Sendrecv(mine, (rank + 1) % size, 7, other, MPI.ANY_SOURCE, 7)

everybody = array.array("i", [0] * size)
comm.Gather(array.array("i", [rank * rank]), everybody, root=0)
least = array.array("i", [0, 0])
comm.Allreduce([array.array("i", [-rank, rank]), MPI.TWOINT], [least, MPI.TWOINT], op=MPI.MINLOC)

half = comm.Split(rank % 2, 0)
greatest = array.array("i", [0])
half.Allreduce(array.array("i", [rank]), greatest, op=MPI.MAX)
comm.Barrier()
text = " ".join(map(str, everybody)) if rank == 0 else "-"
print(
    f"{rank} of {size}: {total[0]:g} {total[1]:g} | {' '.join(map(str, table))} | "
    f"{other[0]:g} {other[999]:g} | {text} | {least[0]} {least[1]} | {greatest[0]}",
    flush=True,
)
