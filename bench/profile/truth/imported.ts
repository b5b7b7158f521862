// Calls of small functions of another file, which the engine puts in place of their calls.
//
//     node imported.ts SIZE
import { cheap, digits, heavy, ratio } from "./imported-helpers.ts";

function hot(n: number, sums: Float64Array): void {
  for (let i = 0; i < n; i++) {
    for (let j = i; j < i + 100; j++) sums[0] += cheap(j) / 3; // @drop
    for (let j = i; j < i + 100; j++) sums[1] += heavy(j); // @drop
    for (let j = i; j < i + 100; j++) sums[2] += digits(j & 1023); // @drop
    for (let j = i; j < i + 100; j++) sums[3] += ratio(j, 7); // @drop
    for (let j = i; j < i + 100; j++) sums[4] += Math.sin(j); // @drop
  }
}

const size = Number(process.argv[2]);
const sums = new Float64Array(5);
const before = process.threadCpuUsage();
for (let turn = 0; turn < 400; turn++) hot(size, sums);
const { user, system } = process.threadCpuUsage(before);
console.log(`seconds ${(user + system) / 1e6} parts ${sums.join()}`);
