// The face of message passing: `import { MPI } from "amdahl/mpi"`.
// Importing it opens nothing.
export * as MPI from "./mpi.ts";
