// The face of message passing: `import { MPI } from "amdahl/mpi"`.
// Importing it opens nothing.
import "../node-version.ts";

export * as MPI from "./mpi.ts";
