// A sum over the ranks, in one call.
//
//     amdahl run -n 4 sum-by-reduce.ts
import { MPI } from "amdahl/mpi";

const comm = MPI.COMM_WORLD;
const value = (comm.rank + 1) * 10;
console.log("Rank %d has value %d", comm.rank, value);
const sum = comm.reduce(value, { op: MPI.SUM, root: 0 });
if (comm.rank === 0) console.log("Rank 0 worked out the total %d", sum);
