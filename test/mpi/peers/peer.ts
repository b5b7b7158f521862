// One of three programs, in TypeScript, Python and C, that are ranks of one job and exchange the same messages.
import { MPI } from "../../../src/mpi/index.ts";

const comm = MPI.COMM_WORLD;
const { rank, size } = comm;

const sum = new Float64Array(2);
comm.Allreduce(Float64Array.of(rank + 1, 0.5), sum);

const table = rank === 1 ? Int32Array.of(3, 1, 4, 1, 5) : new Int32Array(5);
comm.Bcast(table, { root: 1 });

const from = new Float64Array(1000);
const next = (rank + 1) % size;
comm.Sendrecv([new Float64Array(1000).fill(rank), MPI.DOUBLE], from, { dest: next, sendtag: 7, recvtag: 7 });

const all = new Int32Array(size);
comm.Gather(Int32Array.of(rank * rank), all, { root: 0 });
const least = new Int32Array(2);
comm.Allreduce([Int32Array.of(-rank, rank), MPI.TWOINT], [least, MPI.TWOINT], MPI.MINLOC);

const half = comm.Split(rank % 2, 0) as MPI.Comm;
const inHalf = new Int32Array(1);
half.Allreduce(Int32Array.of(rank), inHalf, MPI.MAX);
comm.Barrier();
const got = rank === 0 ? [...all].join(" ") : "-";
console.log(
  `${rank} of ${size}: ${sum.join(" ")} | ${table.join(" ")} | ${from[0]} ${from[999]} | ${got} | ${least.join(" ")} | ${inHalf[0]}`,
);
