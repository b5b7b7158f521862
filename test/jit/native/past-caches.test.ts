// Stores past the caches: of arrays that no cache holds, wherever they begin, with what a store through the caches leaves.
import assert from "node:assert/strict";
import { test } from "node:test";
import { heap, jit, prange } from "../../../src/index.ts";
import { NO_C } from "../../compiler/backend/c/host.ts";

const skip = NO_C;

/** 72 MiB of three arrays of doubles. */
const MANY = 3 * 2 ** 20;

const squares = (a: Float64Array, b: Float64Array, out: Float64Array): void => {
  for (let i = 0; i < out.length; i++) out[i] = a[i] * a[i] + b[i];
};
const parallel = (a: Float64Array, b: Float64Array, out: Float64Array): void => {
  for (const i of prange(out.length)) out[i] = a[i] * a[i] + b[i];
};

/** The first element that is not what it should be. */
function wrong(a: Float64Array | Float32Array, b: typeof a, out: typeof a): number {
  const round = out instanceof Float32Array ? Math.fround : (x: number) => x;
  for (let i = 0; i < out.length; i++) if (out[i] !== round(a[i] * a[i] + b[i])) return i;
  return -1;
}

for (const [name, fn, threads] of [
  ["one thread", squares, false],
  ["three threads", parallel, 3],
] as const)
  test(`arrays that no cache holds are written as any others: ${name}`, { skip }, () => {
    const compiled = jit(fn, { target: "native", parallel: threads });
    const [a, b, out] = [0, 1, 2].map((k) => heap.array(Float64Array, MANY + 9).fill(k)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    for (let i = 0; i < a.length; i++) [a[i], b[i]] = [i % 1000, i % 7];
    // Where registers are filled with a store's address on their boundary, and where never.
    for (const [first, last] of [
      [0, MANY],
      [1, MANY + 9],
      [3, MANY - 2],
      [8, MANY + 7],
    ] as const) {
      out.fill(-1);
      const part = (x: Float64Array) => x.subarray(first, last);
      compiled(part(a), part(b), part(out));
      assert.equal(wrong(part(a), part(b), part(out)), -1);
      assert.deepEqual(
        [out[first - 1] ?? -1, out[last] ?? -1],
        [-1, -1],
        "nothing is written beside the part",
      );
    }
    assert.match(compiled.inspect("c"), /store_past_f64/);
  });

test("so are arrays of 32-bit numbers, and arrays outside of the heap", { skip }, () => {
  const compiled = jit(squares as unknown as (a: Float32Array, b: Float32Array, out: Float32Array) => void, {
    target: "native",
  });
  const [a, b, out] = [0, 1, 2].map(() => new Float32Array(2 * MANY + 5)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  for (let i = 0; i < a.length; i++) [a[i], b[i]] = [i % 1000, i % 7];
  compiled(a, b, out);
  assert.equal(wrong(a, b, out), -1);
  assert.match(compiled.inspect("c"), /store_past_f32/);
});

test("what is read in the same loop, or handed on, stays in the caches", { skip }, () => {
  const add = jit(
    (a: Float64Array, b: Float64Array): void => {
      for (let i = 0; i < a.length; i++) b[i] += a[i];
    },
    { target: "native" },
  );
  add(new Float64Array(9), new Float64Array(9));
  assert.doesNotMatch(add.inspect("c"), /store_past/);
  const running = jit(
    (a: Float64Array, b: Float64Array): void => {
      let s = 0;
      for (let i = 0; i < a.length; i++) {
        s += a[i];
        b[i] = s;
      }
    },
    { target: "native" },
  );
  running(new Float64Array(9), new Float64Array(9));
  assert.doesNotMatch(running.inspect("c"), /store_past/);
});
