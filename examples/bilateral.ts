// A bilateral filter, which takes the grain out of a picture and leaves its edges: every pixel becomes a mean of those
// around it, where the near ones count more and those of another brightness hardly at all.
//
//     node bilateral.ts [width] [height]
import { heap, jit, prange, random, region } from "amdahl";
import { heatMap } from "amdahl/plot";
import { argument, check, compare, studied } from "./support/compare.ts";

/**
 * Filters `image` into `result`; both have `width` pixels a row. `spread` is the standard deviation of the weights by
 * distance, in pixels, and `contrast` that of the weights by brightness. Pixels beyond the border count nothing.
 */
function bilateral(
  image: Float64Array,
  result: Float64Array,
  width: number,
  height: number,
  spread: number,
  contrast: number,
): void {
  const reach = Math.ceil(2.5 * spread);
  const near = -1 / (2 * spread * spread);
  const alike = -1 / (2 * contrast * contrast);
  for (const row of prange(height)) {
    const top = Math.max(0, row - reach);
    const bottom = Math.min(height - 1, row + reach);
    for (let column = 0; column < width; column++) {
      const left = Math.max(0, column - reach);
      const right = Math.min(width - 1, column + reach);
      const here = image[row * width + column];
      let sum = 0;
      let weights = 0;
      for (let i = top; i <= bottom; i++) {
        for (let j = left; j <= right; j++) {
          const there = image[i * width + j];
          const distance = (i - row) * (i - row) + (j - column) * (j - column);
          const weight = Math.exp(near * distance + alike * (there - here) * (there - here));
          sum += weight * there;
          weights += weight;
        }
      }
      result[row * width + column] = sum / weights;
    }
  }
}

const SPREAD = 3;
const CONTRAST = 0.1;
const compiled = jit(bilateral, { parallel: false });
const parallel = jit(bilateral);

// A mean of equal numbers is that number; with a power of 2 there is nothing to round.
for (const kernel of [bilateral, compiled, parallel]) {
  const filtered = heap.array(Float64Array, 20 * 10);
  kernel(new Float64Array(20 * 10).fill(0.5), filtered, 20, 10, SPREAD, CONTRAST);
  check(
    filtered.every((value) => value === 0.5),
    "a picture of one brightness does not stay as it is",
  );
}

// A dark half and a light one, a bright disc and a dark square; and grain with a standard deviation of 0.04.
const width = argument(0, 240, 5000);
const height = argument(1, 160, 5000);
const DARK = 0.3;
const LIGHT = 0.7;
const NOISE = 0.04;
const middle = Math.floor(width / 2);
const side = Math.min(width, height);

function scene(row: number, column: number): number {
  if (Math.hypot(row - 0.35 * height, column - 0.25 * width) < 0.15 * side) return 1;
  if (Math.max(Math.abs(row - 0.35 * height), Math.abs(column - 0.75 * width)) < 0.15 * side) return 0;
  return column < middle ? DARK : LIGHT;
}

const noisy = heap.array(Float64Array, width * height);
// Uniform numbers from −½ to ½ have the variance 1/12.
for (let at = 0; at < noisy.length; at++)
  noisy[at] = scene(Math.floor(at / width), at % width) + NOISE * Math.sqrt(12) * (random(1, at) - 0.5);

function run(kernel: typeof bilateral): () => Float64Array {
  const result = heap.array(Float64Array, width * height);
  // A function is compiled at its first call, which is not timed.
  kernel(noisy, result, width, height, SPREAD, CONTRAST);
  return () => {
    kernel(noisy, result, width, height, SPREAD, CONTRAST);
    return result;
  };
}

const runParallel = run(parallel);
const results = compare(`bilateral filter, ${width} × ${height} pixels`, {
  plain: run(bilateral),
  compiled: run(compiled),
  parallel: () => region("bilateral", runParallel),
});

const [[, filtered]] = results;
for (const [name, other] of results)
  check(
    // The exponential function of amdahl and that of the engine may differ in their last digit.
    filtered.every((value, at) => Math.abs(value - other[at]) < 1e-13),
    `the ${name} picture is not the plain one`,
  );

/** Mean and variance in the lower third, where the halves are flat, from column `from` up to but without `to`. */
function statistics(image: Float64Array, from: number, to: number): { mean: number; variance: number } {
  const values: number[] = [];
  for (let row = Math.ceil(0.67 * height); row < height; row++)
    values.push(...image.subarray(row * width + from, row * width + to));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    mean,
    variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1),
  };
}

// A few pixels say nothing about a variance.
if (width >= 30 && height >= 20) {
  // A blur by distance alone would divide the variance by 4π · SPREAD², which is 113. Grain is a difference of
  // brightness too, though a small one, and so some of it stays.
  const fall = statistics(noisy, 0, middle).variance / statistics(filtered, 0, middle).variance;
  console.log(`  the variance of the grain falls to 1/${fall.toFixed(0)}`);
  check(fall > 20, `the variance of the grain falls to 1/${fall} only`);

  // That blur would leave 13 % of the jump from the last dark column to the first light one.
  const jump = statistics(filtered, middle, middle + 1).mean - statistics(filtered, middle - 1, middle).mean;
  const left = jump / (LIGHT - DARK);
  console.log(`  ${(100 * left).toFixed(1)} % of the edge between the halves is left`);
  check(Math.abs(left - 1) < 0.1, `${100 * left} % of the edge between the halves is left`);
}

if (!studied) {
  const gap = 4;
  const picture = heatMap({
    data: Float64Array.from({ length: height * (2 * width + gap) }, (_, at) => {
      const column = at % (2 * width + gap);
      const start = Math.floor(at / (2 * width + gap)) * width;
      if (column < width) return noisy[start + column];
      return column < width + gap ? Number.NaN : filtered[start + column - width - gap];
    }),
    shape: [height, 2 * width + gap],
    title: "A bilateral filter",
    subtitle: "before and after",
    label: "brightness",
    colors: "gray",
    range: [-0.1, 1.1],
    x: { label: "pixels" },
    y: { label: "pixels" },
  });
  if (process.stdout.isTTY) console.log(picture.terminal());
  for (const path of await picture.save("bilateral.svg", "bilateral.png")) console.log(`  wrote ${path}`);
}
