// Every rank says who it is.
//
//     amdahl run -n 4 hello.ts
import { MPI } from "amdahl/mpi";

const comm = MPI.COMM_WORLD;
console.log("hello world from process %d/%d", comm.Get_rank(), comm.Get_size());
