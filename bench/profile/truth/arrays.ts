// Reads and writes of ordinary arrays: in order, in no order, and of arrays of arrays.
//
//     node arrays.ts SIZE
const LENGTH = 1 << 14;
const values = Array.from({ length: LENGTH + 1 }, (_, i) => i * 0.5);
const order = Array.from({ length: LENGTH }, (_, i) => (i * 40503) % LENGTH);
const counts: number[] = new Array(LENGTH).fill(0);
const copy: number[] = new Array(LENGTH).fill(0.5);
const rows = Array.from({ length: 64 }, (_, r) => Array.from({ length: 64 }, (_, i) => r + i / 2));

function hot(turns: number, sums: Float64Array): void {
  for (let turn = 0; turn < turns; turn++) {
    for (let k = 0; k < LENGTH; k += 128) {
      for (let i = k; i < k + 128; i++) sums[0] += values[order[i]] / 3; // @drop
      for (let i = k; i < k + 128; i++) sums[1] += values[i] * values[i + 1]; // @drop
      for (let i = k; i < k + 128; i++) counts[order[(i * 7) % LENGTH]] += 1; // @drop
      for (let i = k; i < k + 128; i++) copy[i] = values[i] * 3 - turn; // @drop
      for (let i = k; i < k + 128; i++) sums[2] += rows[i & 63][(i >> 6) & 63]; // @drop
    }
  }
}

const size = Number(process.argv[2]);
const sums = new Float64Array(3);
const before = process.threadCpuUsage();
for (let turn = 0; turn < 400; turn++) hot(size, sums);
const { user, system } = process.threadCpuUsage(before);
const sum = (array: number[]) => array.reduce((all, value, i) => all + value * (i % 10), 0);
console.log(
  `seconds ${(user + system) / 1e6} parts ${[sums[0], sums[1], sum(counts), sum(copy), sums[2]].join()}`,
);
