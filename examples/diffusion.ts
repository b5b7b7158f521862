// Diffusion on a square plate whose edges are kept at 0: every point moves towards the mean of its four neighbours,
// step after step. The density after 15 units of time is drawn as a heat map.
//
//     node diffusion.ts [rows] [steps]
import { heap, jit, prange, region } from "amdahl";
import { heatMap } from "amdahl/plot";
import { argument, check, compare, studied } from "./support/compare.ts";

/** Advances the square `density` by one time step into `next`; both have `width` points a side, edges included. */
function step(density: Float64Array, next: Float64Array, width: number, rate: number): void {
  for (const row of prange(1, width - 1)) {
    for (let column = 1; column < width - 1; column++) {
      const at = row * width + column;
      const laplacian =
        density[at + width] + density[at - width] + density[at + 1] + density[at - 1] - 4 * density[at];
      next[at] = density[at] + rate * laplacian;
    }
  }
}

function diffuse(
  density: Float64Array,
  next: Float64Array,
  width: number,
  rate: number,
  steps: number,
): void {
  for (let s = 0; s < steps; s++) {
    step(density, next, width, rate);
    [density, next] = [next, density];
  }
}

// The plate reaches from −10 to 10; the time step is the longest that is stable.
const rows = argument(0, 200);
const D = 1;
const dx = 20 / rows;
const dt = (0.25 * dx ** 2) / D;
const rate = (D * dt) / dx ** 2;
const steps = argument(1, Math.round(15 / dt));

// Four peaks, with an edge of zeros all around.
const width = rows + 2;
const start = new Float64Array(width * width);
const hat = (i: number): number => 1 - Math.abs(1 - 4 * Math.abs((i - 1) / rows - 0.5));
for (let i = 1; i <= rows; i++) for (let j = 1; j <= rows; j++) start[i * width + j] = hat(i) * hat(j);

const compiled = jit(diffuse, { parallel: false });
const parallel = jit(diffuse);

function run(kernel: typeof diffuse): () => Float64Array {
  const density = heap.array(Float64Array, width * width);
  const next = heap.array(Float64Array, width * width);
  // A function is compiled at its first call, which is not timed; some steps will do.
  kernel(density, next, width, rate, Math.min(steps, 100));
  return () => {
    density.set(start);
    kernel(density, next, width, rate, steps);
    return steps % 2 === 0 ? density : next;
  };
}
const runParallel = run(parallel);
const results = compare(`diffusion, ${rows} × ${rows} points, ${steps} steps`, {
  plain: run(diffuse),
  compiled: run(compiled),
  parallel: () => region("diffusion", runParallel),
});

const [[, density]] = results;
for (const [name, other] of results)
  check(
    density.every((value, at) => Object.is(value, other[at])),
    `the ${name} density differs from the plain one`,
  );

// The longest wave that the plate holds only shrinks, by the same factor in every step.
const wave = (i: number): number => Math.sin((Math.PI * i) / (rows + 1));
const amplitude = (field: Float64Array): number =>
  field.reduce((sum, value, at) => sum + value * wave(at % width) * wave(Math.floor(at / width)), 0);
const factor = 1 - 8 * rate * Math.sin(Math.PI / (2 * (rows + 1))) ** 2;
const expected = amplitude(start) * factor ** steps;
const found = amplitude(density);
console.log(`  longest wave  ${found.toPrecision(12)}, by theory ${expected.toPrecision(12)}`);
check(Math.abs(found - expected) <= 1e-9 * expected, "the longest wave does not shrink as it must");

if (!studied) {
  const picture = heatMap({
    data: density,
    shape: [width, width],
    title: "Diffusion",
    subtitle: `${rows} × ${rows} points after ${+(steps * dt).toPrecision(6)} units of time`,
    label: "density",
    x: { label: "x", range: [-10, 10] },
    y: { label: "y", range: [-10, 10] },
    origin: "lower",
  });
  if (process.stdout.isTTY) console.log(picture.terminal());
  for (const path of await picture.save("diffusion.svg", "diffusion.png")) console.log(`  wrote ${path}`);
}
