// Arrays from outside of the heap, which native code takes where they lie: nothing is copied, and nothing is read beside
// them, not even by lanes that nobody looks at.
import assert from "node:assert/strict";
import { test } from "node:test";
import { wasm } from "../../../src/heap/index.ts";
import { heap, jit, prange } from "../../../src/index.ts";
import { NO_C } from "../../compiler/backend/c/host.ts";

const skip = NO_C;
const target = "native";

/** Arrays that end where their memory does: behind a memory of WebAssembly lie pages that nobody may read. */
function atTheEnd<A extends { readonly BYTES_PER_ELEMENT: number }>(
  make: A & { new (buffer: ArrayBuffer, offset: number, length: number): Float64Array },
  length: number,
): Float64Array {
  const { Memory } = wasm();
  const buffer = new Memory({ initial: 1, maximum: 1 }).buffer as unknown as ArrayBuffer;
  return new make(buffer, buffer.byteLength - length * make.BYTES_PER_ELEMENT, length);
}

const TYPES = [Float64Array, Float32Array, Int32Array, Uint32Array, Int16Array, Uint8Array] as const;

/** Loops whose lanes part, end early, and leave some over. */
const part = (a: Float64Array, b: Float64Array): void => {
  for (let i = 0; i < a.length; i++) {
    let t = a[i];
    if (t > 3) t = t - b[i];
    for (let k = 0; k < i % 5; k++) t = t / 2 + b[i];
    b[i] = t;
  }
};

for (const type of TYPES) {
  test(`${type.name}: nothing is read or written beside arrays that end with their memory`, { skip }, () => {
    const kernel = jit(part, { target });
    for (const length of [1, 2, 3, 7, 8, 9, 15, 17, 31, 33, 63, 65, 67]) {
      const [a, b] = [atTheEnd(type as never, length), atTheEnd(type as never, length)];
      for (let i = 0; i < length; i++) [a[i], b[i]] = [i % 7, i % 3];
      const [x, y] = [Float64Array.from(a), new (type as Float64ArrayConstructor)(b)];
      part(x, y);
      kernel(a, b);
      assert.deepEqual(Array.from(b), Array.from(y), `${length} elements`);
    }
    assert.equal(kernel.diagnostics().specialisations[0]?.target, "native");
  });
}

test("large arrays take no room on the heap", { skip }, () => {
  const scale = jit(
    (x: Float64Array, y: Float64Array) => {
      for (let i = 0; i < x.length; i++) y[i] = 2 * x[i];
    },
    { target },
  );
  const [x, y] = [new Float64Array(3_000_001).fill(1.5), new Float64Array(3_000_001)];
  scale(x.subarray(0, 3), y.subarray(0, 3));
  const before = heap.stats().peak;
  scale(x, y);
  assert.equal(y[3_000_000], 3);
  assert.equal(heap.stats().peak, before);
});

test("views that overlap do so where they lie", { skip }, () => {
  const move = (x: Float64Array, y: Float64Array): void => {
    for (let i = 0; i < x.length; i++) y[i] = x[i] + 1;
  };
  for (const shift of [0, 1, 5, 60]) {
    const run = (f: typeof move): Float64Array => {
      const all = Float64Array.from({ length: 130 }, (_, i) => i);
      f(all.subarray(0, 64), all.subarray(shift, shift + 64));
      return all;
    };
    assert.deepEqual(run(jit(move, { target })), run(move), `shifted by ${shift}`);
  }
});

test("threads see the same arrays, and rows that lie anywhere", { skip }, () => {
  const sums = (rows: Float64Array[], out: Float64Array): void => {
    for (const r of prange(rows.length)) {
      let s = 0;
      for (let i = 0; i < rows[r].length; i++) s += rows[r][i];
      out[r] = s;
    }
  };
  const rows = Array.from({ length: 40 }, (_, r) => Float64Array.from({ length: r }, (_, i) => i * r));
  const out = new Float64Array(40);
  jit(sums, { target, parallel: 3 })(rows, out);
  assert.deepEqual(
    Array.from(out),
    Array.from({ length: 40 }, (_, r) => (r * (r * r - r)) / 2),
  );
});

test("an array that is returned is the one that was given, and a part of it a view of the same bytes", {
  skip,
}, () => {
  const same = jit((a: Float64Array) => a, { target });
  const half = jit((a: Float64Array) => a.subarray(2, 5), { target });
  const a = Float64Array.of(1, 2, 3, 4, 5, 6);
  assert.equal(same(a), a);
  const view = half(a);
  assert.equal(view.buffer, a.buffer);
  assert.deepEqual(Array.from(view), [3, 4, 5]);
});

test("what was stored before an error is stored, in lists of numbers too", { skip }, () => {
  const fill = jit(
    (a: Float64Array, list: number[]) => {
      for (let i = 0; i < 10; i++) {
        list[i] = i;
        a[i] = i;
      }
    },
    { target },
  );
  const [a, list] = [new Float64Array(4), new Array<number>(10).fill(-1)];
  assert.throws(() => fill(a, list), /Index 4 is out of range: a has length 4/);
  assert.deepEqual(Array.from(a), [0, 1, 2, 3]);
  assert.deepEqual(list, [0, 1, 2, 3, 4, -1, -1, -1, -1, -1]);
});

test("an array that has lost its memory is refused", { skip }, () => {
  const first = jit((a: Float64Array) => a.length, { target });
  const a = new Float64Array(8);
  assert.equal(first(a), 8);
  structuredClone(a.buffer, { transfer: [a.buffer] });
  assert.throws(() => first(a), /detached/);
});

test("a hook on the console that takes an array away in the middle of a call takes a copy's original", {
  skip,
}, () => {
  const f = jit(
    (a: Float64Array) => {
      a[0] = 1;
      console.log("now");
      a[1] = 2;
      return a[0] + a[1];
    },
    { target },
  );
  const a = new Float64Array(1000);
  const { log } = console;
  console.log = () => structuredClone(a.buffer, { transfer: [a.buffer] });
  try {
    assert.equal(f(a), 3);
  } finally {
    console.log = log;
  }
});

test("a promise that breaks under auto leaves arrays where they are to WebAssembly's copies", () => {
  const f = jit((a: Float64Array, n: number) => {
    let s = 0;
    for (let i = 0; i < n; i++) s += a[i % a.length];
    return s;
  });
  const a = Float64Array.of(1, 2, 3);
  const until = performance.now() + 3000;
  // Long enough for machine code to take over, where there is a compiler.
  while (performance.now() < until && f.diagnostics().specialisations[0]?.target !== "native") f(a, 3e5);
  assert.equal(f(a, 3), 6);
  assert.equal(f(a, 2.5), 6);
  assert.equal(f(a, 3e6), 6e6);
});
