// Stencils over typed arrays: what each line reads is read by others, too, and each writes a field of its own.
//
//     node stencil.ts SIZE
const N = 130;
const u = Float64Array.from({ length: N * N }, (_, i) => (i * 7919) % 1000);
const fields = Array.from({ length: 4 }, () => new Float64Array(N * N));
const bytes = new Uint8ClampedArray(N * N);

function hot(turns: number): void {
  const [across, around, slope, mean] = fields;
  for (let turn = 0; turn < turns; turn++) {
    for (let k = N; k < N * (N - 1); k++) {
      across[k] = u[k - 1] - 2 * u[k] + u[k + 1]; // @drop
      around[k] = u[k] + 0.2 * (u[k - 1] + u[k + 1] + u[k - N] + u[k + N] - 4 * u[k]); // @drop
      slope[k] = Math.sqrt((u[k + 1] - u[k]) ** 2 + (u[k + N] - u[k]) ** 2); // @drop
      mean[k] = (u[k - 1] + u[k] + u[k + 1]) / (3 + turn); // @drop
      bytes[k] = u[k] / 4; // @drop
    }
  }
}

const size = Number(process.argv[2]);
const began = performance.now();
for (let turn = 0; turn < 20; turn++) hot(size);
const seconds = (performance.now() - began) / 1000;
const sum = (array: ArrayLike<number>): number =>
  Array.from(array).reduce((all, value, i) => all + value * (i % 10), 0);
console.log(`seconds ${seconds} parts ${[...fields, bytes].map(sum).join()}`);
