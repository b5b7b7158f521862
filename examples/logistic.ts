// The bifurcation map of x ← r x (1 − x): for every r, where x goes in the long run. It settles on one value, then
// alternates between two, four, …, and then goes everywhere; the first two are known in closed form.
//
//     node logistic.ts [width] [height] [steps]
import { heap, jit, prange, region } from "amdahl";
import { heatMap } from "amdahl/plot";
import { argument, check, compare, studied } from "./support/compare.ts";

const FROM = 2.5;
const TO = 4;
/** Steps that are not counted, in which x comes close to where it stays. */
const TRANSIENT = 2000;

/** The r of a column is that of its middle, so that r < 4 and x < 1. */
function rate(column: number, width: number): number {
  return FROM + ((column + 0.5) * (TO - FROM)) / width;
}

/** Counts in each column of the picture how often x visits which cell of `height`, and keeps its last value. */
function bifurcate(visits: Uint32Array[], last: Float64Array, height: number, steps: number): void {
  for (const column of prange(visits.length)) {
    const r = rate(column, visits.length);
    let x = 0.5;
    for (let n = 0; n < TRANSIENT; n++) x = r * x * (1 - x);
    for (let n = 0; n < steps; n++) {
      x = r * x * (1 - x);
      visits[column][Math.floor(x * height)]++;
    }
    last[column] = x;
  }
}

const width = argument(0, 1000, 10_000);
const height = argument(1, 600, 10_000);
const steps = argument(2, 10_000);

const compiled = jit(bifurcate, { parallel: false });
const parallel = jit(bifurcate);

interface Bifurcation {
  visits: Uint32Array[];
  last: Float64Array;
}

function draw(kernel: typeof bifurcate): () => Bifurcation {
  const visits = Array.from({ length: width }, () => heap.array(Uint32Array, height));
  const last = heap.array(Float64Array, width);
  // A function is compiled at its first call, which is not timed.
  kernel(visits, last, height, steps);
  return () => {
    for (const column of visits) column.fill(0);
    kernel(visits, last, height, steps);
    return { visits, last };
  };
}

const drawParallel = draw(parallel);
const results = compare(`logistic map, ${width} × ${height}, ${steps} steps`, {
  plain: draw(bifurcate),
  compiled: draw(compiled),
  parallel: () => region("logistic", drawParallel),
});

const [[, map]] = results;
for (const [name, other] of results)
  check(
    map.visits.every((cells, column) => cells.every((count, cell) => count === other.visits[column][cell])) &&
      map.last.every((x, column) => x === other.last[column]),
    `the ${name} map is not the plain one`,
  );
let visited = 0;
for (const [column, cells] of map.visits.entries()) {
  const counted = cells.reduce((sum, count) => sum + count, 0);
  check(counted === steps, `column ${column} of the map has ${counted} visits, not ${steps}`);
  visited += cells.reduce((sum, count) => sum + Math.sign(count), 0);
}
console.log(`  ${visited.toLocaleString("en")} cells are visited in every version`);

/** How far x is from where it must end for this r; undefined where that is not known or not reached yet. */
function distance(r: number, x: number): number | undefined {
  const n = TRANSIENT + steps;
  // Up to r = 3 a fixed point, which draws x closer by |2 − r| in each step.
  if (r < 3) return Math.abs(2 - r) ** n < 1e-13 ? Math.abs(x - (1 - 1 / r)) : undefined;
  // Up to r = 1 + √6 two values in turn, which draw it closer by |4 + 2r − r²| in two steps.
  if (r >= 1 + Math.sqrt(6) || Math.abs(4 + 2 * r - r * r) ** (n / 2) >= 1e-13) return undefined;
  const half = Math.sqrt((r - 3) * (r + 1));
  return Math.min(Math.abs(x - (r + 1 + half) / (2 * r)), Math.abs(x - (r + 1 - half) / (2 * r)));
}

let judged = 0;
for (let column = 0; column < width; column++) {
  const r = rate(column, width);
  const off = distance(r, map.last[column]);
  if (off === undefined) continue;
  judged++;
  check(off < 1e-12, `for r = ${r} x ends at ${map.last[column]}, which is off by ${off}`);
}
console.log(
  `  ${judged} of ${width} values of r have a fixed point or two values in turn, and all are right`,
);

if (!studied) {
  const picture = heatMap({
    // Some cells are visited by every step and most by few.
    data: Float64Array.from({ length: width * height }, (_, at) =>
      Math.log10(1 + map.visits[at % width][Math.floor(at / width)]),
    ),
    shape: [height, width],
    title: "The logistic map",
    subtitle: `${steps.toLocaleString("en")} steps of x ← r x (1 − x) for every r`,
    label: "log₁₀ (1 + visits)",
    colors: "inferno",
    x: { label: "r", range: [FROM, TO] },
    y: { label: "x", range: [0, 1] },
    origin: "lower",
  });
  if (process.stdout.isTTY) console.log(picture.terminal());
  for (const path of await picture.save("logistic.svg", "logistic.png")) console.log(`  wrote ${path}`);
}
