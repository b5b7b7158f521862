// amdahl/runtime: what a module that `amdahl build` wrote asks for where the package is installed. Nobody else needs it.
import "../node-version.ts";

/** Which runtime this is, as the functions of a built module show it. */
export const name = "amdahl";

export { CONTRACT as contract, openBuilt as open } from "../jit/index.ts";
