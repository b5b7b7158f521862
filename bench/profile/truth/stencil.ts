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
    for (let k = N; k < N * (N - 1); k += N) {
      for (let i = k; i < k + N; i++) across[i] = u[i - 1] - 2 * u[i] + u[i + 1]; // @drop
      for (let i = k; i < k + N; i++) around[i] = (u[i - 1] + u[i + 1] + u[i - N] + u[i + N]) / 4; // @drop
      for (let i = k; i < k + N; i++) slope[i] = Math.sqrt(u[i] ** 2 + (u[i + N] - u[i]) ** 2); // @drop
      for (let i = k; i < k + N; i++) mean[i] = (u[i - 1] + u[i] + u[i + 1]) / (3 + turn); // @drop
      for (let i = k; i < k + N; i++) bytes[i] = u[i] / 4; // @drop
    }
  }
}

const size = Number(process.argv[2]);
const before = process.threadCpuUsage();
for (let turn = 0; turn < 400; turn++) hot(size);
const { user, system } = process.threadCpuUsage(before);
const sum = (array: ArrayLike<number>): number =>
  Array.from(array).reduce((all, value, i) => all + value * (i % 10), 0);
console.log(`seconds ${(user + system) / 1e6} parts ${[...fields, bytes].map(sum).join()}`);
