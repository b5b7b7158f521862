// Four ways to add up the ranks' arrays, written out, against the built-in one: every rank ends with the sum.
//
//     amdahl run -n 4 reductions.ts [numbers] [repeats]
//
// linear    all to rank 0, one by one, and back
// tree      up a binary tree to rank 0, and down it
// doubling  with a partner at distance 1, 2, 4, …: all have the sum after log2(n) steps (ranks a power of two)
// ring      each piece of the array travels around twice: adding up, then complete
import { MPI } from "amdahl/mpi";

const comm = MPI.COMM_WORLD;
const { rank, size } = comm;
const numbers = Number(process.argv[2] ?? 100_000);
const repeats = Number(process.argv[3] ?? 50);

const add = (into: Float64Array, from: Float64Array): void => {
  for (let i = 0; i < into.length; i++) into[i] += from[i];
};

function linear(sum: Float64Array): void {
  if (rank === 0) {
    const other = new Float64Array(sum.length);
    for (let source = 1; source < size; source++) {
      comm.Recv(other, { source });
      add(sum, other);
    }
    for (let dest = 1; dest < size; dest++) comm.Send(sum, { dest });
  } else {
    comm.Send(sum, { dest: 0 });
    comm.Recv(sum, { source: 0 });
  }
}

function tree(sum: Float64Array): void {
  const other = new Float64Array(sum.length);
  let distance = 1;
  for (; distance < size && (rank & distance) === 0; distance *= 2) {
    if (rank + distance >= size) continue;
    comm.Recv(other, { source: rank + distance });
    add(sum, other);
  }
  if (rank > 0) {
    comm.Send(sum, { dest: rank - distance });
    comm.Recv(sum, { source: rank - distance });
  }
  for (distance /= 2; distance >= 1; distance /= 2) {
    if (rank + distance < size) comm.Send(sum, { dest: rank + distance });
  }
}

function doubling(sum: Float64Array): void {
  const other = new Float64Array(sum.length);
  for (let distance = 1; distance < size; distance *= 2) {
    const peer = rank ^ distance;
    comm.Sendrecv(sum, other, { dest: peer, source: peer });
    add(sum, other);
  }
}

function ring(sum: Float64Array): void {
  const at = (piece: number): number => Math.floor((sum.length * piece) / size);
  const piece = (k: number): Float64Array => {
    const p = ((k % size) + size) % size;
    return sum.subarray(at(p), at(p + 1));
  };
  const around = { dest: (rank + 1) % size, source: (rank + size - 1) % size };
  for (let step = 0; step < size - 1; step++) {
    const into = piece(rank - step - 1);
    const other = new Float64Array(into.length);
    comm.Sendrecv(piece(rank - step), other, around);
    add(into, other);
  }
  for (let step = 0; step < size - 1; step++) {
    comm.Sendrecv(piece(rank + 1 - step), piece(rank - step), around);
  }
}

const ways: Record<string, (sum: Float64Array) => void> = {
  linear,
  tree,
  ...((size & (size - 1)) === 0 && { doubling }),
  ring,
  "built in": (sum) => comm.Allreduce(MPI.IN_PLACE, sum, { op: MPI.SUM }),
};

// Whole numbers, so that every order of additions gives the same sum.
const part = Float64Array.from({ length: numbers }, (_, i) => (i + 1) * (rank + 1));
const factor = (size * (size + 1)) / 2;
if (rank === 0) console.log(`the sum of ${numbers} numbers over ${size} ranks, median of ${repeats}`);
for (const [name, way] of Object.entries(ways)) {
  const times: number[] = [];
  const sum = new Float64Array(numbers);
  for (let n = 0; n < repeats; n++) {
    sum.set(part);
    comm.Barrier();
    const start = MPI.Wtime();
    way(sum);
    // The time of a reduction is that of the rank that has it last.
    times.push(comm.allreduce(MPI.Wtime() - start, { op: MPI.MAX }));
  }
  const right = sum.every((x, i) => x === factor * (i + 1));
  if (!comm.allreduce(right, { op: MPI.LAND })) throw new Error(`${name} gives a wrong sum`);
  const median = times.sort((a, b) => a - b)[Math.floor(repeats / 2)];
  if (rank === 0) console.log(`  ${name.padEnd(8)}  ${(1e6 * median).toFixed(1).padStart(9)} µs`);
}
