// A recursive walk that works at each place it comes to. The lines that call again hold the time of all below them, so
// that the others are judged among themselves.
//
//     node recursion.ts SIZE
const table = Float64Array.from({ length: 256 }, (_, i) => Math.sin(i));
const visits = new Uint32Array(64);

function hot(place: number, depth: number, sums: Float64Array): void {
  sums[0] += Math.sin(place); // @drop
  sums[1] += place % 7; // @drop
  sums[2] += table[place & 255] / (depth + 1); // @drop
  sums[3] += Math.log(place + 1) * Math.exp(-depth); // @drop
  visits[place & 63] += depth; // @drop
  if (depth === 0) return;
  hot(2 * place, depth - 1, sums);
  hot(2 * place + 1, depth - 1, sums);
}

const size = Number(process.argv[2]);
const sums = new Float64Array(4);
const began = performance.now();
for (let turn = 0; turn < size; turn++) hot(1, 12, sums);
const seconds = (performance.now() - began) / 1000;
console.log(`seconds ${seconds} parts ${[...sums, visits.reduce((a, b) => a + b, 0)].join()}`);
