// The bifurcation map of x ← r x (1 − x), its columns dealt out to the ranks in turn: on the left x settles soon, on the
// right it never does, so neighbours' columns cost the same and blocks of them would not.
//
//     amdahl run -n 4 bifurcation.ts [width] [height] [steps]
import { heap, jit, prange } from "amdahl";
import { MPI } from "amdahl/mpi";
import { heatMap } from "amdahl/plot";

const FROM = 2.5;
const TO = 4;
/** Steps that are not counted, in which x comes close to where it stays. */
const TRANSIENT = 2000;

/** Counts in each of this rank's columns how often x visits which cell of `height`. */
const bifurcate = jit((visits: Uint32Array[], rates: Float64Array, height: number, steps: number): void => {
  for (const column of prange(visits.length)) {
    const r = rates[column];
    let x = 0.5;
    for (let n = 0; n < TRANSIENT; n++) x = r * x * (1 - x);
    for (let n = 0; n < steps; n++) {
      x = r * x * (1 - x);
      visits[column][Math.floor(x * height)]++;
    }
  }
});

const comm = MPI.COMM_WORLD;
const { rank, size } = comm;
const width = Number(process.argv[2] ?? 1000);
const height = Number(process.argv[3] ?? 600);
const steps = Number(process.argv[4] ?? 10_000);

const columns = Array.from({ length: width }, (_, i) => i).filter((i) => i % size === rank);
const rates = heap.array(Float64Array, columns.length);
columns.forEach((column, i) => {
  // The r of a column is that of its middle, so that r < 4 and x < 1.
  rates[i] = FROM + ((column + 0.5) * (TO - FROM)) / width;
});
const visits = columns.map(() => heap.array(Uint32Array, height));
bifurcate(visits, rates, height, steps);

const own = new Uint32Array(columns.length * height);
visits.forEach((column, i) => {
  own.set(column, i * height);
});
const all = comm.gather({ columns, visits: own }, { root: 0 });
if (all !== undefined) {
  const picture = new Float64Array(width * height);
  for (const { columns, visits } of all) {
    columns.forEach((column, i) => {
      for (let y = 0; y < height; y++) picture[y * width + column] = Math.log1p(visits[i * height + y]);
    });
  }
  const total = all.reduce((sum, { visits }) => sum + visits.reduce((a, b) => a + b, 0), 0);
  console.log(`bifurcation map, ${width} × ${height}, on ${size} ranks: ${total} visits`);
  const map = heatMap({
    data: picture,
    shape: [height, width],
    title: "Where x ← r x (1 − x) goes",
    subtitle: `${steps} steps on ${size} ranks`,
    label: "log of visits",
    x: { label: "r", range: [FROM, TO] },
    y: { label: "x", range: [0, 1] },
    origin: "lower",
  });
  for (const path of await map.save("bifurcation.png")) console.log(`  wrote ${path}`);
}
