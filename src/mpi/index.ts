// The face of message passing: `import { MPI } from "amdahl/mpi"`.
// Importing it opens nothing.
import "../node-version.ts";

export { underLauncher } from "./engine/index.ts";
export * as MPI from "./mpi.ts";
