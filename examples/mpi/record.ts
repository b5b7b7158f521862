// A record as a message, and whose message it was.
//
//     amdahl run -n 4 record.ts
import { MPI } from "amdahl/mpi";

const comm = MPI.COMM_WORLD;
if (comm.rank === 0) {
  comm.send({ a: 7, b: 3.14 }, { dest: 1, tag: 11 });
} else if (comm.rank === 1) {
  const status = new MPI.Status();
  const data = comm.recv<{ a: number; b: number }>({ source: MPI.ANY_SOURCE, tag: MPI.ANY_TAG, status });
  console.log("On process 1, data is", data);
  console.log("it came from rank %d with tag %d, error %d", status.source, status.tag, status.error);
}
