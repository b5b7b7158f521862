// How many numbers there will be, and then the numbers: a buffer's receiver must have room for it.
//
//     amdahl run -n 4 length-then-array.ts
import { MPI } from "amdahl/mpi";

const comm = MPI.COMM_WORLD;
if (comm.rank === 0) {
  const count = 10;
  comm.send(count, { dest: 1 });
  const data = Float64Array.from({ length: count }, (_, i) => (3.14 * i) / (count - 1));
  comm.Send(data, { dest: 1 });
} else if (comm.rank === 1) {
  const count = comm.recv<number>({ source: 0 });
  console.log("Number of data to receive:", count);
  const data = new Float64Array(count);
  comm.Recv(data, { source: 0 });
  console.log("data received:", [...data].map((x) => x.toFixed(8)).join(" "));
}
