// What a call of a compiled function costs over a call of an empty one: run by hand, on an idle machine.
//
//     node test/jit/dispatch.bench.ts
import { heap, jit } from "../../src/index.ts";

const CALLS = 5000;

/** Nanoseconds of one call: the best of many short batches, since other programs only ever make them longer. */
function cost(batch: (calls: number) => unknown): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 1000; i++) {
    const start = performance.now();
    batch(CALLS);
    best = Math.min(best, performance.now() - start);
  }
  return (best / CALLS) * 1e6;
}

const [a, b, c] = Array.from({ length: 3 }, () => heap.array(Float64Array, 8));
const single = heap.array(Float32Array, 8);
const outside = new Float64Array(8);
const rows = [a, b, c];

const empty = (x: number, y: number): number => x * y + 1;
const scalars = jit((x: number, y: number) => x * y + 1);
const arrays = jit((u: Float64Array, v: Float64Array, w: Float64Array) => u[0] + v[0] + w[0]);
const first = jit((u: Float64Array | Float32Array) => u[0]);
const table = jit((u: Float64Array[]) => u[0][0]);
const record = jit((p: { dt: number; u: Float64Array }) => p.dt + p.u[0]);

const sum = (f: (i: number) => number) => (calls: number) => {
  let s = 0;
  for (let i = 0; i < calls; i++) s += f(i);
  return s;
};
const batches: Record<string, (calls: number) => unknown> = {
  "an empty function": sum((i) => empty(i & 7, 2)),
  "two numbers": sum((i) => scalars(i & 7, 2)),
  "three arrays on the heap": sum(() => arrays(a, b, c)),
  "one array, its kind alternating": sum((i) => first(i & 1 ? a : single)),
  "one array from outside, 64 bytes": sum(() => first(outside)),
  "a table of three rows": sum(() => table(rows)),
  "a record of a number and an array": sum((i) => record({ dt: i, u: a })),
};
for (const [name, batch] of Object.entries(batches)) {
  console.log(`${name.padEnd(36)}${cost(batch).toFixed(1).padStart(8)} ns`);
}
