// π as the area under 4 / (1 + x²), the strips divided among the ranks, each of which adds up its own on all of its threads.
//
//     amdahl run -n 4 pi.ts [strips] [messages]
//
// With "messages" the ranks' sums go to rank 0 one by one; otherwise by one reduction.
import { jit, prange, region } from "amdahl";
import { MPI } from "amdahl/mpi";

const part = jit((strips: number, begin: number, end: number): number => {
  const width = 1 / strips;
  let sum = 0;
  for (const i of prange(begin, end)) {
    const x = (i + 0.5) * width;
    sum += 4 / (1 + x * x);
  }
  return sum;
});

const comm = MPI.COMM_WORLD;
const { rank, size } = comm;
const strips = Number(process.argv[2] ?? 1e8);
const byMessages = process.argv[3] === "messages";

function collected(sum: number): number | undefined {
  if (!byMessages) return comm.reduce(sum, { op: MPI.SUM, root: 0 });
  if (rank > 0) {
    comm.send(sum, { dest: 0 });
    return undefined;
  }
  let total = sum;
  for (let source = 1; source < size; source++) total += comm.recv<number>({ source });
  return total;
}

// Ranks are given whole strips, the first of them one more where they do not come out even.
const first = (r: number): number => Math.floor((strips * r) / size);
part(strips, first(rank), Math.min(first(rank) + 1, first(rank + 1))); // compiled
comm.Barrier();
const start = MPI.Wtime();
const total = region("pi", () => collected(part(strips, first(rank), first(rank + 1))));
const seconds = MPI.Wtime() - start;
if (total !== undefined) {
  console.log("Pi with %d steps is %s in %s secs", strips, (total / strips).toFixed(15), seconds.toFixed(6));
}
