// Calls of small functions of another file, which the engine puts in place of their calls.
//
//     node imported.ts SIZE
import { cheap, digits, heavy, ratio } from "./imported-helpers.ts";

function hot(n: number, sums: Float64Array): void {
  let [a, b, c, d, e] = sums;
  for (let i = 0; i < n; i++) {
    a += cheap(i) / 3; // @drop
    b += heavy(i); // @drop
    c += digits(i & 1023); // @drop
    d += ratio(i, 7); // @drop
    e += Math.sin(i); // @drop
  }
  sums.set([a, b, c, d, e]);
}

const size = Number(process.argv[2]);
const sums = new Float64Array(5);
const began = performance.now();
for (let turn = 0; turn < 20; turn++) hot(size, sums);
console.log(`seconds ${(performance.now() - began) / 1000} parts ${sums.join()}`);
