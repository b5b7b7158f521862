// A recursive walk that works at each place it comes to. The lines that call again hold the time of all below them, so
// that the others are judged among themselves.
//
//     node recursion.ts SIZE
const table = Float64Array.from({ length: 256 }, (_, i) => Math.sin(i));
const visits = new Uint32Array(64);

function hot(place: number, depth: number, sums: Float64Array): void {
  for (let i = 0; i < 20; i++) sums[0] += Math.sin(place + i); // @drop
  for (let i = 0; i < 50; i++) sums[1] += (place + i) % 7; // @drop
  for (let i = 0; i < 50; i++) sums[2] += table[(place + i) & 255] / (depth + 1); // @drop
  for (let i = 0; i < 10; i++) sums[3] += Math.log(place + i) * Math.exp(-depth); // @drop
  for (let i = 0; i < 50; i++) visits[(place + i) & 63] += depth; // @drop
  if (depth === 0) return;
  hot(2 * place, depth - 1, sums);
  hot(2 * place + 1, depth - 1, sums);
}

const size = Number(process.argv[2]);
const sums = new Float64Array(4);
const before = process.threadCpuUsage();
for (let turn = 0; turn < size; turn++) hot(1, 12, sums);
const { user, system } = process.threadCpuUsage(before);
console.log(`seconds ${(user + system) / 1e6} parts ${[...sums, visits.reduce((a, b) => a + b, 0)].join()}`);
