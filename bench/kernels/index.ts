// The kernels that are compared, in the order of the tables.
import type { Kernel } from "../kernel.ts";
import { kernel as area } from "./area.ts";
import { kernels as diffusion } from "./diffusion.ts";
import { kernels as mandelbrot } from "./mandelbrot.ts";
import { kernel as pi } from "./pi.ts";
import { kernels as sums } from "./sums.ts";

export const kernels: readonly Kernel[] = [pi, area, ...diffusion, ...mandelbrot, ...sums];
