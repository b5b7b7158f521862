// Each rank has a piece of 1, 2, 3, …, and rank 0 puts them together; then each has ten times its own number.
//
//     amdahl run -n 4 gather-pieces.ts
import { MPI } from "amdahl/mpi";

const comm = MPI.COMM_WORLD;
const each = 10;

function gathered(piece: Float64Array): void {
  console.log("Rank: %d, sendbuf: %s", comm.rank, piece.join(" "));
  const all = comm.rank === 0 ? new Float64Array(each * comm.size) : null;
  comm.Gather(piece, all, { root: 0 });
  if (all !== null) console.log("Rank: 0, recvbuf received: %s", all.join(" "));
}

gathered(Float64Array.from({ length: each }, (_, i) => comm.rank * each + 1 + i));
gathered(new Float64Array(each).fill(1).map((one) => one * comm.rank));
