// A program of threads: two workers add up the prime numbers of the ranges that the main thread sends them, and send back
// what they found. In Python this has no peer: cProfile and line_profiler see one thread of one process.
//
//     node threads.ts RANGES
import { once } from "node:events";
import { isMainThread, parentPort, Worker } from "node:worker_threads";

const ranges = Number(process.argv[2]);
const WIDTH = 2000;

function isPrime(n: number): boolean {
  if (n < 2) return false;
  for (let d = 2; d * d <= n; d++) {
    if (n % d === 0) return false;
  }
  return true;
}

function primes(first: number): number {
  let sum = 0;
  for (let n = first; n < first + WIDTH; n++) {
    if (isPrime(n)) sum += n;
  }
  return sum;
}

async function served(worker: Worker, queue: number[]): Promise<number> {
  let sum = 0;
  for (let range = queue.pop(); range !== undefined; range = queue.pop()) {
    worker.postMessage(range);
    const [answer] = await once(worker, "message");
    sum += answer as number;
  }
  return sum;
}

if (isMainThread) {
  const workers = [1, 2].map(() => new Worker(new URL(import.meta.url), { argv: process.argv.slice(2) }));
  await Promise.all(workers.map((worker) => once(worker, "message")));
  const [began, before] = [performance.now(), process.cpuUsage()];
  const queue = Array.from({ length: ranges }, (_, i) => WIDTH * (i % 200));
  const sums = await Promise.all(workers.map((worker) => served(worker, queue)));
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(before);
  for (const worker of workers) worker.postMessage(-1);
  console.log(`seconds ${seconds} cpu ${(user + system) / 1e6} checksum ${sums[0] + sums[1]}`);
} else {
  parentPort?.on("message", (first: number) => {
    if (first < 0) parentPort?.close();
    else parentPort?.postMessage(primes(first));
  });
  parentPort?.postMessage("ready");
}
