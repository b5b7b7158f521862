// Rank 0 hands out one number to each, all multiply theirs by ten, and rank 0 collects them.
//
//     amdahl run -n 4 scatter-gather.ts
import { MPI } from "amdahl/mpi";

const comm = MPI.COMM_WORLD;
const list = comm.rank === 0 ? Array.from({ length: comm.size }, (_, i) => i) : null;
const x = comm.scatter(list, { root: 0 }) as number;
console.log("Rank %d received a scattered int %d", comm.rank, x);
const all = comm.gather(x * 10, { root: 0 });
if (comm.rank === 0) console.log("Rank 0 collected a list [%s]", all?.join(", "));
