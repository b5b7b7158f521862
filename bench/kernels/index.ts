// The kernels that are compared, in the order of the tables.
import type { Kernel } from "../kernel.ts";
import { kernel as area } from "./area.ts";
import { kernel as bilateral } from "./bilateral.ts";
import { kernels as diffusion } from "./diffusion.ts";
import { kernels as expression } from "./expression.ts";
import { kernel as logistic } from "./logistic.ts";
import { kernels as mandelbrot } from "./mandelbrot.ts";
import { kernel as matmul } from "./matmul.ts";
import { kernel as movingMean } from "./moving-mean.ts";
import { kernel as pi } from "./pi.ts";
import { kernels as sums } from "./sums.ts";

export const kernels: readonly Kernel[] = [
  pi,
  area,
  ...diffusion,
  ...expression,
  ...mandelbrot,
  ...sums,
  movingMean,
  logistic,
  bilateral,
  matmul,
];
