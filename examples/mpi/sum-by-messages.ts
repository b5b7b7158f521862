// A sum over the ranks, by messages to rank 0. sum-by-reduce.ts does it in one call.
//
//     amdahl run -n 4 sum-by-messages.ts
import { MPI } from "amdahl/mpi";

const comm = MPI.COMM_WORLD;
const value = (comm.rank + 1) * 10;
console.log("Rank %d has value %d", comm.rank, value);
if (comm.rank === 0) {
  let sum = value;
  for (let i = 1; i < comm.size; i++) sum += comm.recv<number>({ source: i });
  console.log("Rank 0 worked out the total %d", sum);
} else {
  comm.send(value, { dest: 0 });
}
