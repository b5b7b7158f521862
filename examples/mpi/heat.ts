// The heat equation on blocks of rows: each rank has some of the plate, and before each step neighbours exchange the rows
// at their common edge. Within a rank the step runs on all of its threads. The field is the same, bit for bit, for every
// number of ranks and threads.
//
//     amdahl run -n 4 heat.ts [points] [steps]
import { createHash } from "node:crypto";
import { heap, jit, prange, region } from "amdahl";
import { MPI } from "amdahl/mpi";
import { heatMap } from "amdahl/plot";

/** One step of the rows 1 to `u.length - 2`; the edges stay as they are. */
const step = jit((u: Float64Array[], next: Float64Array[], rate: number): void => {
  for (const i of prange(1, u.length - 1)) {
    for (let j = 1; j < u[i].length - 1; j++) {
      const around = u[i - 1][j] + u[i + 1][j] + u[i][j - 1] + u[i][j + 1];
      next[i][j] = u[i][j] + rate * (around - 4 * u[i][j]);
    }
  }
});

const points = Number(process.argv[2] ?? 1000);
const steps = Number(process.argv[3] ?? 500);
const rate = 0.2;
const width = points + 2;

// Ranks on a line, without ends meeting: beyond the first and the last there is PROC_NULL, which takes and gives nothing.
const comm = MPI.COMM_WORLD.Create_cart([MPI.COMM_WORLD.size], [false]) as MPI.Cartcomm;
const { rank, size } = comm;
const [above, below] = comm.Shift(0, 1);
const first = (r: number): number => 1 + Math.floor((points * r) / size);
const rows = first(rank + 1) - first(rank);

// This rank's rows, and one more on either side: an edge of the plate, or a neighbour's.
const block = (): Float64Array[] => Array.from({ length: rows + 2 }, () => heap.array(Float64Array, width));
let [u, next] = [block(), block()];
for (const field of [u, next]) {
  for (let i = 0; i < rows + 2; i++) {
    const y = (first(rank) - 1 + i) / (width - 1);
    for (let j = 0; j < width; j++) {
      const x = j / (width - 1);
      field[i][j] = 100 * (1 - x) + 50 * Math.sin(2 * Math.PI * y) * Math.sin(4 * Math.PI * x);
    }
  }
}

function exchange(): void {
  comm.Sendrecv(u[1], u[rows + 1], { dest: above, source: below });
  comm.Sendrecv(u[rows], u[0], { dest: below, source: above });
}

step(u, next, 0); // compiled
comm.Barrier();
const start = MPI.Wtime();
region("heat", () => {
  for (let s = 0; s < steps; s++) {
    exchange();
    step(u, next, rate);
    [u, next] = [next, u];
  }
  comm.Barrier();
});
const seconds = MPI.Wtime() - start;

// Rank 0 puts the plate together: its rows, in order.
const own = new Float64Array(rows * width);
for (let i = 0; i < rows; i++) own.set(u[i + 1], i * width);
const plate = rank === 0 ? new Float64Array(points * width) : null;
const counts = Array.from({ length: size }, (_, r) => (first(r + 1) - first(r)) * width);
comm.Gatherv(own, [plate, counts, MPI.DOUBLE], { root: 0 });

if (plate !== null) {
  const digest = createHash("sha256").update(plate).digest("hex").slice(0, 16);
  console.log(`heat equation, ${points} × ${points} points, ${steps} steps, ${size} ranks`);
  console.log(`  ${(1000 * seconds).toFixed(1)} ms, field ${digest}`);
  if (!process.env.AMDAHL_MEASURE_FILE) {
    const picture = heatMap({
      data: plate,
      shape: [points, width],
      title: "Heat in a plate",
      subtitle: `${points} × ${points} points after ${steps} steps on ${size} ranks`,
      label: "temperature",
      unit: "°C",
      colors: "inferno",
      x: { label: "x", range: [0, 1] },
      y: { label: "y", range: [0, 1] },
      origin: "lower",
    });
    for (const path of await picture.save("heat-ranks.png")) console.log(`  wrote ${path}`);
  }
}
