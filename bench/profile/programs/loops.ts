// Tight loops over numbers, as a first lecture has them: π by the midpoint rule, and the area under a curve. A line takes
// a nanosecond, so that anything done at each line shows.
//
//     node loops.ts STRIPS
const strips = Number(process.argv[2]);

function pi(n: number): number {
  const width = 1 / n;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const x = (i + 0.5) * width;
    sum += 4 / (1 + x * x);
  }
  return sum * width;
}

function area(n: number, low: number, high: number): number {
  const width = (high - low) / n;
  let sum = 0;
  let x = low;
  for (let i = 0; i < n; i++) {
    const y = x * x * (3 - x);
    if (y > 0) {
      sum += y * width;
    } else {
      sum -= y * width;
    }
    x += width;
  }
  return sum;
}

function work(): number {
  return pi(strips) + area(strips, -1, 4);
}

const [began, before] = [performance.now(), process.cpuUsage()];
const sum = work();
const seconds = (performance.now() - began) / 1000;
const { user, system } = process.cpuUsage(before);
console.log(`seconds ${seconds} cpu ${(user + system) / 1e6} checksum ${sum}`);
