// Rank 0 works for a second and a half before it sends rank 1 a number, which that one waits for.
import { MPI } from "../../../src/mpi/index.ts";

const comm = MPI.COMM_WORLD;
const number = new Float64Array(1);
if (comm.rank === 0) {
  for (const end = performance.now() + 1500; performance.now() < end; ) number[0] = Math.sqrt(number[0] + 1);
  comm.Send(number, 1, 3);
} else comm.Recv(number, 0, 3);
