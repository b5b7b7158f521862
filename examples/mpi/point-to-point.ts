// Rank 0 greets each of the others, by a message of its own.
//
//     amdahl run -n 4 point-to-point.ts
import { MPI } from "amdahl/mpi";

const comm = MPI.COMM_WORLD;
if (comm.rank === 0) {
  for (let i = 1; i < comm.size; i++) comm.send(`Hello, Rank ${i}`, { dest: i });
} else {
  console.log(comm.recv({ source: 0 }));
}
