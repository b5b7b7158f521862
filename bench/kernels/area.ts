// The area under a cubic: three dependent multiplications a point, so little work that the addition may set the pace.
import { prange } from "amdahl";
import { type Kernel, ladder } from "../kernel.ts";

function area(points: number): number {
  const dx = 3 / points;
  let sum = 0;
  for (let i = 0; i < points; i++) {
    const x = i * dx;
    sum += 0.7 * x * x * x - 2 * x * x + 4;
  }
  return sum * dx;
}

function parallelArea(points: number): number {
  const dx = 3 / points;
  let sum = 0;
  for (const i of prange(points)) {
    const x = i * dx;
    sum += 0.7 * x * x * x - 2 * x * x + 4;
  }
  return sum * dx;
}

const points = { full: 3e7, quick: 1e5 };

export const kernel: Kernel = {
  name: "area",
  about: (size) => `area under a cubic, ${points[size].toLocaleString("en")} points`,
  variants: (size, threads) =>
    ladder(area, parallelArea, () => (version) => version(points[size]), threads, {
      file: "c/area",
      declaration: "double area(int64_t points)",
    }),
  peer: (size) => ({ module: "area", input: { points: points[size] } }),
  wrong(result, size) {
    // The sum over left ends, by the Euler–Maclaurin formula, which ends after two terms for a cubic.
    const dx = 3 / points[size];
    const exact = 8.175 - 0.45 * dx + 0.575 * dx ** 2;
    return Math.abs((result as number) - exact) < 1e-10 ? undefined : `the area is ${result}, not ${exact}`;
  },
};
