// The routines: products of matrices and vectors, then solvers, statistics, dynamic programming, stencils.
import twoProducts from "./2mm.ts";
import threeProducts from "./3mm.ts";
import atax from "./atax.ts";
import bicg from "./bicg.ts";
import doitgen from "./doitgen.ts";
import gemm from "./gemm.ts";
import gemver from "./gemver.ts";
import gesummv from "./gesummv.ts";
import mvt from "./mvt.ts";
import type { Routine } from "./routine.ts";
import symm from "./symm.ts";
import syr2k from "./syr2k.ts";
import syrk from "./syrk.ts";
import trmm from "./trmm.ts";

export { asKernel, difference, type Routine, TOLERANCE, written } from "./routine.ts";

export const routines: readonly Routine[] = [
  gemm,
  gemver,
  gesummv,
  symm,
  syr2k,
  syrk,
  trmm,
  twoProducts,
  threeProducts,
  atax,
  bicg,
  doitgen,
  mvt,
];
