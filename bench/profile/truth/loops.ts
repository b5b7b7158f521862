// Loops within a loop, and branches that are taken often and seldom: lines that run differently often.
//
//     node loops.ts SIZE
const xs = Float64Array.from({ length: 64 }, (_, i) => Math.cos(i));

function hot(n: number, sums: Float64Array): void {
  let [a, b, c, d, e] = sums;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < 24; j++) {
      a += xs[j] * xs[(i + j) & 63]; // @drop
    }
    for (let j = 1; j < 6; j++) {
      b += Math.sqrt(i * j) / j; // @drop
    }
    if ((i & 7) === 0) {
      c += (i + 1) ** 0.3 * Math.log(i + 1); // @drop
    } else if (i % 3 === 0) {
      d += Math.exp(-i / n); // @drop
    } else {
      e += (i * 7) % 13; // @drop
    }
  }
  sums.set([a, b, c, d, e]);
}

const size = Number(process.argv[2]);
const sums = new Float64Array(5);
const began = performance.now();
for (let turn = 0; turn < 20; turn++) hot(size, sums);
console.log(`seconds ${(performance.now() - began) / 1000} parts ${sums.join()}`);
