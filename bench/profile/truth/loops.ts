// Loops within a loop, and branches that are taken often and seldom: lines that run differently often. What is done
// within takes much longer than a turn of the loop, which the processor does meanwhile.
//
//     node loops.ts SIZE
const xs = Float64Array.from({ length: 64 }, (_, i) => Math.cos(i));
const ys = new Float64Array(64);
const zs = new Float64Array(64);

function hot(n: number, sums: Float64Array): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < 20; j++) {
      ys[(i + j) & 63] = xs[j] * Math.sin(i + j); // @drop
    }
    for (let j = 1; j < 15; j++) {
      zs[(i + j) & 63] = Math.atan2(i, j); // @drop
    }
    if ((i & 7) === 0) {
      for (let j = 1; j < 50; j++) sums[0] += (i + j) ** 0.3; // @drop
    } else if (i % 3 === 0) {
      for (let j = 0; j < 20; j++) sums[1] += Math.exp(-i / n); // @drop
    } else {
      for (let j = 0; j < 10; j++) sums[2] += (i * j) % 13; // @drop
    }
  }
}

const size = Number(process.argv[2]);
const sums = new Float64Array(3);
const before = process.threadCpuUsage();
for (let turn = 0; turn < 400; turn++) hot(size, sums);
const { user, system } = process.threadCpuUsage(before);
const sum = (array: Float64Array): number => array.reduce((all, value, i) => all + value * i, 0);
console.log(`seconds ${(user + system) / 1e6} parts ${[sum(ys), sum(zs), ...sums].join()}`);
