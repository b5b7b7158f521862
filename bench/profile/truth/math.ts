// Calls of Math's functions, some of which the engine has in its own code and some of which it calls. Each line needs what
// the one before it came to, though not its value: else the processor would work on several at once.
//
//     node math.ts SIZE
function hot(n: number, sum: Float64Array): void {
  for (let i = 1; i <= n; i++) {
    sum[0] += Math.sin(i + 0 * sum[0]); // @drop
    sum[0] += Math.sqrt(i + 0 * sum[0]) / (i + 3); // @drop
    sum[0] += Math.exp(-1e-6 * i + 0 * sum[0]) * Math.log(i); // @drop
    sum[0] += Math.atan2(i + 0 * sum[0], 7); // @drop
    sum[0] += Math.cbrt(i + 1 + 0 * sum[0]); // @drop
  }
}

const size = Number(process.argv[2]);
const sum = new Float64Array(1);
const before = process.threadCpuUsage();
for (let turn = 0; turn < 400; turn++) hot(size, sum);
const { user, system } = process.threadCpuUsage(before);
console.log(`seconds ${(user + system) / 1e6} parts ${sum[0]}`);
