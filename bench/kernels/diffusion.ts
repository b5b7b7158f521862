// Diffusion on a square by explicit steps, once on a field that outgrows the caches and once on one that fits: the
// first shows memory, the second what a parallel loop costs to begin and end.
import { heap, prange } from "amdahl";
import { type Kernel, ladder, type Size } from "../kernel.ts";

type Diffuse = (u: Float64Array, next: Float64Array, width: number, rate: number, steps: number) => void;

const diffuse: Diffuse = (u, next, width, rate, steps) => {
  for (let s = 0; s < steps; s++) {
    for (let row = 1; row < width - 1; row++) {
      for (let column = 1; column < width - 1; column++) {
        const at = row * width + column;
        next[at] = u[at] + rate * (u[at + width] + u[at - width] + u[at + 1] + u[at - 1] - 4 * u[at]);
      }
    }
    [u, next] = [next, u];
  }
};

const parallelDiffuse: Diffuse = (u, next, width, rate, steps) => {
  for (let s = 0; s < steps; s++) {
    for (const row of prange(1, width - 1)) {
      for (let column = 1; column < width - 1; column++) {
        const at = row * width + column;
        next[at] = u[at] + rate * (u[at + width] + u[at - width] + u[at + 1] + u[at - 1] - 4 * u[at]);
      }
    }
    [u, next] = [next, u];
  }
};

const RATE = 0.25;

function diffusion(name: string, rows: Record<Size, number>, steps: Record<Size, number>): Kernel {
  const wave = (i: number, size: Size): number => Math.sin((Math.PI * i) / (rows[size] + 1));
  return {
    name,
    about: (size) => `diffusion, ${rows[size]}², ${steps[size].toLocaleString("en")} steps`,
    variants(size, threads) {
      const width = rows[size] + 2;
      // The longest wave that the square holds: each step multiplies it by one factor, whatever the point.
      const start = new Float64Array(width ** 2);
      for (let i = 1; i < width - 1; i++)
        for (let j = 1; j < width - 1; j++) start[i * width + j] = wave(i, size) * wave(j, size);
      const call = () => {
        const u = heap.array(Float64Array, start.length);
        const next = heap.array(Float64Array, start.length);
        return (version: Diffuse) => {
          u.set(start);
          version(u, next, width, RATE, steps[size]);
          return steps[size] % 2 === 0 ? u : next;
        };
      };
      return ladder(diffuse, parallelDiffuse, call, threads, {
        file: "c/diffusion",
        declaration: "void diffuse(double *u, double *next, int64_t width, double rate, int64_t steps)",
      });
    },
    peer: (size) => ({ module: "diffusion", input: { rows: rows[size], steps: steps[size], rate: RATE } }),
    wrong(result, size) {
      const width = rows[size] + 2;
      const factor = (1 - 8 * RATE * Math.sin(Math.PI / (2 * (width - 1))) ** 2) ** steps[size];
      for (let i = 1; i < width - 1; i++) {
        const j = Math.ceil(width / 3);
        const found = (result as Float64Array)[i * width + j];
        const expected = factor * wave(i, size) * wave(j, size);
        if (!(Math.abs(found - expected) < 1e-12)) return `u[${i}, ${j}] is ${found}, not ${expected}`;
      }
    },
  };
}

export const kernels: Kernel[] = [
  diffusion("diffusion-1000", { full: 1000, quick: 100 }, { full: 200, quick: 20 }),
  diffusion("diffusion-120", { full: 120, quick: 30 }, { full: 10_000, quick: 101 }),
];
