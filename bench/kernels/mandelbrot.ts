// The Mandelbrot set: a function called for each point, a loop that ends early, rows of uneven length.
import { heap, prange } from "amdahl";
import { type Kernel, ladder, type Size } from "../kernel.ts";

type Draw = (image: Uint8Array, width: number, height: number, limit: number) => void;

function escapeTime(x: number, y: number, limit: number): number {
  let a = 0;
  let b = 0;
  for (let n = 0; n < limit; n++) {
    const re = a * a - b * b + x;
    b = 2 * a * b + y;
    a = re;
    if (a * a + b * b >= 4) return n;
  }
  return limit;
}

const draw: Draw = (image, width, height, limit) => {
  for (let row = 0; row < height; row++) {
    const y = -1 + (row * 2) / height;
    for (let column = 0; column < width; column++)
      image[row * width + column] = escapeTime(-2 + (column * 3) / width, y, limit);
  }
};

const parallelDraw: Draw = (image, width, height, limit) => {
  for (const row of prange(height, { schedule: "dynamic" })) {
    const y = -1 + (row * 2) / height;
    for (let column = 0; column < width; column++)
      image[row * width + column] = escapeTime(-2 + (column * 3) / width, y, limit);
  }
};

const sides = { full: [1500, 1000], quick: [150, 100] } as const;

function mandelbrot(limit: number, known: Record<Size, number>): Kernel {
  return {
    name: `mandelbrot-${limit}`,
    about: (size) => `Mandelbrot, ${sides[size].join(" × ")}, ${limit} iterations`,
    variants(size, threads) {
      const [width, height] = sides[size];
      const call = () => {
        const image = heap.array(Uint8Array, width * height);
        return (version: Draw) => {
          version(image, width, height, limit);
          return image;
        };
      };
      return ladder(draw, parallelDraw, call, threads, {
        file: "c/mandelbrot",
        declaration: "void draw(uint8_t *image, int64_t width, int64_t height, int limit)",
      });
    },
    peer: (size) => ({
      module: "mandelbrot",
      input: { width: sides[size][0], height: sides[size][1], limit },
    }),
    // All the steps of the picture, as the same loops count them in another language. On the real axis up to -1.4, a
    // fifth of the row, the smallest error in y makes points leave that should stay for ever; little else hangs on one.
    wrong(result, size, relaxed) {
      const steps = (result as Uint8Array).reduce((sum, n) => sum + n, 0);
      const near = relaxed ? 0.2 * sides[size][0] * limit : 0;
      return Math.abs(steps - known[size]) <= near ? undefined : `${steps} steps, not ${known[size]}`;
    },
  };
}

export const kernels: Kernel[] = [
  mandelbrot(20, { full: 12_586_377, quick: 126_002 }),
  mandelbrot(200, { full: 82_740_285, quick: 828_215 }),
];
