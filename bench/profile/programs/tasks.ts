// A program that awaits: workers that take jobs from a queue, an async generator, and functions that only await another.
// Every function rests many times, and others run meanwhile.
//
//     node tasks.ts JOBS
const jobs = Number(process.argv[2]);

async function parsed(job: number): Promise<number> {
  await null;
  return job % 1000;
}

async function stored(value: number, table: number[]): Promise<number> {
  const before = table[value] ?? 0;
  await null;
  table[value] = before + 1;
  return value;
}

async function handle(job: number, table: number[]): Promise<number> {
  const value = await parsed(job);
  const again = await stored(value, table);
  return again + 1;
}

async function worker(queue: number[], table: number[]): Promise<number> {
  let sum = 0;
  for (;;) {
    const job = queue.pop();
    if (job === undefined) return sum;
    sum += await handle(job, table);
  }
}

async function* ticks(n: number): AsyncGenerator<number> {
  for (let i = 0; i < n; i++) yield i;
}

async function work(): Promise<number> {
  const queue = Array.from({ length: jobs }, (_, i) => i);
  const table: number[] = new Array(1000).fill(0);
  const sums = await Promise.all(Array.from({ length: 8 }, () => worker(queue, table)));
  let sum = sums.reduce((a, b) => a + b, 0);
  for await (const tick of ticks(jobs / 4)) sum += tick % 3;
  return sum;
}

const [began, before] = [performance.now(), process.cpuUsage()];
const sum = await work();
const seconds = (performance.now() - began) / 1000;
const { user, system } = process.cpuUsage(before);
console.log(`seconds ${seconds} cpu ${(user + system) / 1e6} checksum ${sum}`);
