// Heat in a square plate between a hot edge and a cold one, with warm and cool spots in between that fade. From this
// start the explicit scheme can be solved with a pen, so the temperature of every point is known.
//
//     node heat.ts [points] [steps]
import { heap, jit, prange, region } from "amdahl";
import { heatMap } from "amdahl/plot";
import { argument, check, compare, studied } from "./support/compare.ts";

/** Advances the plate `u`, a row each, by one step into `next`; the edges stay as they are. */
function step(u: Float64Array[], next: Float64Array[], rate: number): void {
  for (const i of prange(1, u.length - 1)) {
    for (let j = 1; j < u[i].length - 1; j++) {
      const around = u[i - 1][j] + u[i + 1][j] + u[i][j - 1] + u[i][j + 1];
      next[i][j] = u[i][j] + rate * (around - 4 * u[i][j]);
    }
  }
}

function heat(u: Float64Array[], next: Float64Array[], rate: number, steps: number): void {
  for (let s = 0; s < steps; s++) {
    step(u, next, rate);
    [u, next] = [next, u];
  }
}

// The side of the plate is 1; a step in time is 0.2 dx² / D, and 0.25 would be the longest that is stable.
const points = argument(0, 300, 4000);
const rate = 0.2;
const steps = argument(1, 1000);
const width = points + 2;

// From 100° at the left edge to 0° at the right there is a steady slope, on which a wave stands. The scheme leaves a
// slope alone and multiplies a wave by one factor in each step.
const slope = (j: number): number => 100 * (1 - j / (width - 1));
const [DOWN, ACROSS] = [2, 4];
const sine = (halfWaves: number, at: number): number => Math.sin((halfWaves * Math.PI * at) / (width - 1));
const wave = (i: number, j: number): number => 50 * sine(DOWN, i) * sine(ACROSS, j);
const factor = 1 - 4 * rate * (sine(DOWN, 0.5) ** 2 + sine(ACROSS, 0.5) ** 2);

function plate(): Float64Array[] {
  return Array.from({ length: width }, () => heap.array(Float64Array, width));
}

const start = plate();
for (let i = 0; i < width; i++) for (let j = 0; j < width; j++) start[i][j] = slope(j) + wave(i, j);

function run(kernel: typeof heat): () => Float64Array[] {
  const u = plate();
  const next = plate();
  // A function is compiled at its first call, which is not timed; some steps will do.
  kernel(u, next, rate, Math.min(steps, 100));
  return () => {
    for (const field of [u, next]) for (let i = 0; i < width; i++) field[i].set(start[i]);
    kernel(u, next, rate, steps);
    return steps % 2 === 0 ? u : next;
  };
}

const runParallel = run(jit(heat));
const results = compare(`heat equation, ${points} × ${points} points, ${steps} steps`, {
  plain: run(heat),
  compiled: run(jit(heat, { parallel: false })),
  parallel: () => region("heat", runParallel),
});

const [[, u]] = results;
for (const [name, other] of results)
  check(
    u.every((row, i) => row.every((value, j) => Object.is(value, other[i][j]))),
    `the ${name} field differs from the plain one`,
  );

const left = factor ** steps;
// A step rounds a temperature below 256 a few times, by 2^-45 at the most, and no step enlarges what is off.
const tolerance = 4 * (steps + 1) * 2 ** -45;
let off = 0;
u.forEach((row, i) => {
  row.forEach((value, j) => {
    off = Math.max(off, Math.abs(value - slope(j) - left * wave(i, j)));
  });
});
console.log(
  `  ${(100 * left).toFixed(4)} % of the wave is left; no point is off by more than ${off.toExponential(1)}°`,
);
check(off <= tolerance, `a temperature is off by ${off}°`);

if (!studied) {
  const picture = heatMap({
    data: Float64Array.from({ length: width * width }, (_, at) => u[Math.floor(at / width)][at % width]),
    shape: [width, width],
    title: "Heat in a plate",
    subtitle: `${points} × ${points} points after ${steps} steps`,
    label: "temperature",
    unit: "°C",
    colors: "inferno",
    x: { label: "x", range: [0, 1] },
    y: { label: "y", range: [0, 1] },
    origin: "lower",
  });
  if (process.stdout.isTTY) console.log(picture.terminal());
  for (const path of await picture.save("heat.svg", "heat.png")) console.log(`  wrote ${path}`);
}
