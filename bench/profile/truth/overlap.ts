// The lines of math.ts, none of which waits for another: the processor works on several at once, and what it waits for is
// not what takes it longest. There is no truth to hold a profile to, and the figures say by how much.
//
//     node overlap.ts SIZE
function hot(n: number, sums: Float64Array): void {
  for (let i = 1; i <= n; i++) {
    sums[0] += Math.sin(i); // @drop
    sums[1] += Math.sqrt(i) / (i + 3); // @drop
    sums[2] += Math.exp(-1e-6 * i) * Math.log(i); // @drop
    sums[3] += Math.atan2(i, 7); // @drop
    sums[4] += Math.cbrt(i + 1); // @drop
  }
}

const size = Number(process.argv[2]);
const sums = new Float64Array(5);
const before = process.threadCpuUsage();
for (let turn = 0; turn < 400; turn++) hot(size, sums);
const { user, system } = process.threadCpuUsage(before);
console.log(`seconds ${(user + system) / 1e6} parts ${sums.join()}`);
