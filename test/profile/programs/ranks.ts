// Ranks that do different things: a call of `work` for the rank itself, and one for each that comes before it.
import { MPI } from "../../../src/mpi/index.ts";

function work(): number {
  let x = 0;
  for (let i = 0; i < 1e6; i++) x = Math.sin(x + i);
  return x;
}

const comm = MPI.COMM_WORLD;
for (let i = 0; i <= comm.rank; i++) work();
comm.Barrier();
if (process.argv[2] === "fail") {
  if (comm.rank === 1) throw new Error("on purpose");
  comm.recv({ source: 1 });
}
