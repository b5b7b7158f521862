// The routines, in the order of their names.
import gemm from "./gemm.ts";
import type { Routine } from "./routine.ts";

export { asKernel, difference, type Routine, TOLERANCE, written } from "./routine.ts";

export const routines: readonly Routine[] = [gemm];
