// The program that every tool runs: kernels with a captured number, a captured array, a callee in another module, a
// parallel loop on two threads, and an error; and one line that says what came of them.
import { jit, prange } from "amdahl";
import { weigh } from "./helper.ts";

const scale: number = 3;
const table: Float64Array = Float64Array.of(1, 2, 4, 8);

function serialSum(n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += weigh(i) * scale + table[i & 3];
  return sum;
}

function parallelSum(n: number): number {
  let sum = 0;
  for (const i of prange(n)) sum += weigh(i) * scale + table[i & 3];
  return sum;
}

function pick(a: Float64Array, i: number): number {
  return a[i] * scale;
}

function failLast(n: number): number {
  let sum = 0;
  for (const i of prange(n)) {
    for (let j = 0; j < 100; j++) sum += Math.sqrt(i + j);
    if (i === n - 1) throw new RangeError("at the end");
  }
  return sum;
}

/** What came of it, or the error in words. */
function outcome(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
}

/** Whether another thread runs iterations: the stack of its error says so. Threads come when they come. */
function helped(): boolean {
  const kernel = jit(failLast, { parallel: 2 });
  for (const until: number = Date.now() + 8000; Date.now() < until; ) {
    try {
      kernel(20_000);
    } catch (error) {
      if (/thrown in thread 1/.test((error as Error).stack ?? "")) return true;
    }
  }
  return false;
}

const n: number = 100_000;
const serial = jit(serialSum);
const parallel = jit(parallelSum, { parallel: 2 });
const answers: unknown[] = [serialSum(n), outcome(() => serial(n)), outcome(() => parallel(n))];
const error: unknown = outcome(() => jit(pick)(new Float64Array(4), 7));
console.log(`COMPUTED ${JSON.stringify({ answers, error, helped: helped() })}`);
