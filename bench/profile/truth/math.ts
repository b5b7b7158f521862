// Calls of Math's functions, some of which the engine has in its own code and some of which it calls.
//
//     node math.ts SIZE
function hot(n: number, sums: Float64Array): void {
  let [a, b, c, d, e] = sums;
  for (let i = 1; i <= n; i++) {
    a += Math.sin(i); // @drop
    b += Math.sqrt(i) / (i + 3); // @drop
    c += Math.exp(-1e-6 * i) * Math.log(i); // @drop
    d += Math.atan2(i, 7); // @drop
    e += Math.cbrt(i + 1); // @drop
  }
  sums.set([a, b, c, d, e]);
}

const size = Number(process.argv[2]);
const sums = new Float64Array(5);
const began = performance.now();
for (let turn = 0; turn < 20; turn++) hot(size, sums);
console.log(`seconds ${(performance.now() - began) / 1000} parts ${sums.join()}`);
