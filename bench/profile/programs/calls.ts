// A program that does little but call: two recursions, and a loop over small functions. Counting calls costs most here.
//
//     node calls.ts SIZE
const size = Number(process.argv[2]);

function fib(n: number): number {
  if (n < 2) return n;
  return fib(n - 1) + fib(n - 2);
}

function ackermann(m: number, n: number): number {
  if (m === 0) return n + 1;
  if (n === 0) return ackermann(m - 1, 1);
  return ackermann(m - 1, ackermann(m, n - 1));
}

const isOdd = (n: number): boolean => n % 2 === 1;

function half(n: number): number {
  return (n - (n % 2)) / 2;
}

function step(n: number): number {
  if (isOdd(n)) return 3 * n + 1;
  return half(n);
}

/** How many steps of Collatz's rule lead from a number to 1. */
function collatz(n: number): number {
  let steps = 0;
  while (n !== 1) {
    n = step(n);
    steps += 1;
  }
  return steps;
}

function work(): number {
  let sum = 0;
  for (let turn = 0; turn < size; turn++) {
    sum += fib(22) + ackermann(2, 60);
    for (let n = 1; n <= 400; n++) sum += collatz(n);
  }
  return sum;
}

const [began, before] = [performance.now(), process.cpuUsage()];
const sum = work();
const seconds = (performance.now() - began) / 1000;
const { user, system } = process.cpuUsage(before);
console.log(`seconds ${seconds} cpu ${(user + system) / 1e6} checksum ${sum}`);
