// The routines: products of matrices and vectors, then solvers, statistics, dynamic programming, stencils.
import twoProducts from "./2mm.ts";
import threeProducts from "./3mm.ts";
import adi from "./adi.ts";
import atax from "./atax.ts";
import bicg from "./bicg.ts";
import cholesky from "./cholesky.ts";
import correlation from "./correlation.ts";
import covariance from "./covariance.ts";
import deriche from "./deriche.ts";
import doitgen from "./doitgen.ts";
import durbin from "./durbin.ts";
import fdtd2d from "./fdtd-2d.ts";
import floydWarshall from "./floyd-warshall.ts";
import gemm from "./gemm.ts";
import gemver from "./gemver.ts";
import gesummv from "./gesummv.ts";
import gramschmidt from "./gramschmidt.ts";
import heat3d from "./heat-3d.ts";
import jacobi1d from "./jacobi-1d.ts";
import jacobi2d from "./jacobi-2d.ts";
import lu from "./lu.ts";
import ludcmp from "./ludcmp.ts";
import mvt from "./mvt.ts";
import nussinov from "./nussinov.ts";
import type { Routine } from "./routine.ts";
import seidel2d from "./seidel-2d.ts";
import symm from "./symm.ts";
import syr2k from "./syr2k.ts";
import syrk from "./syrk.ts";
import trisolv from "./trisolv.ts";
import trmm from "./trmm.ts";

export { asKernel, difference, type Routine, TOLERANCE, written } from "./routine.ts";

export const routines: readonly Routine[] = [
  ...[gemm, gemver, gesummv, symm, syr2k, syrk, trmm, twoProducts, threeProducts, atax, bicg, doitgen, mvt],
  ...[cholesky, durbin, gramschmidt, lu, ludcmp, trisolv],
  ...[correlation, covariance],
  ...[deriche, floydWarshall, nussinov],
  ...[adi, fdtd2d, heat3d, jacobi1d, jacobi2d, seidel2d],
];
