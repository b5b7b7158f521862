// Rank 0 greets all of the others at once.
//
//     amdahl run -n 4 broadcast.ts
import { MPI } from "amdahl/mpi";

const comm = MPI.COMM_WORLD;
if (comm.rank === 0) {
  comm.bcast("Hello from Rank 0", { root: 0 });
} else {
  const message = comm.bcast(undefined, { root: 0 });
  console.log("Rank %d received: %s", comm.rank, message);
}
