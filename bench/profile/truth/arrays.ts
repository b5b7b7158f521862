// Reads and writes of ordinary arrays: in order, in no order, and of arrays of arrays.
//
//     node arrays.ts SIZE
const LENGTH = 1 << 16;
const values = Array.from({ length: LENGTH + 1 }, (_, i) => i * 0.5);
const order = Array.from({ length: LENGTH }, (_, i) => (i * 40503) % LENGTH);
const counts: number[] = new Array(LENGTH).fill(0);
const copy: number[] = new Array(LENGTH).fill(0.5);
const rows = Array.from({ length: 64 }, (_, r) => Array.from({ length: 64 }, (_, i) => r + i / 2));

function hot(turns: number, sums: Float64Array): void {
  let [a, b, c] = sums;
  for (let turn = 0; turn < turns; turn++) {
    for (let i = 0; i < LENGTH; i++) {
      a += values[order[i]] / 3; // @drop
      b += values[i] * values[i + 1]; // @drop
      counts[order[(i * 7) % LENGTH]] += 1; // @drop
      copy[i] = values[i] * 3 - turn; // @drop
      c += rows[i & 63][(i >> 6) & 63]; // @drop
    }
  }
  sums.set([a, b, c]);
}

const size = Number(process.argv[2]);
const sums = new Float64Array(3);
const began = performance.now();
for (let turn = 0; turn < 20; turn++) hot(size, sums);
const seconds = (performance.now() - began) / 1000;
const sum = (array: number[]) => array.reduce((all, value, i) => all + value * (i % 10), 0);
console.log(`seconds ${seconds} parts ${[sums[0], sums[1], sum(counts), sum(copy), sums[2]].join()}`);
