// What goes into compiled functions and comes out again: arrays from outside above all, which are copied.
import assert from "node:assert/strict";
import { test } from "node:test";
import { heap, jit } from "../../src/index.ts";

/** ES2024's resizable buffers, which the types of ES2023 do not have. */
function resizable(bytes: number, most: number): ArrayBuffer & { resize(bytes: number): void } {
  const Make = ArrayBuffer as unknown as new (
    bytes: number,
    options: { maxByteLength: number },
  ) => ReturnType<typeof resizable>;
  return new Make(bytes, { maxByteLength: most });
}

const scale = (a: Float64Array, by: number): void => {
  for (let i = 0; i < a.length; i++) a[i] *= by;
};
const copyTo = (from: Float64Array, to: Float64Array): void => {
  for (let i = 0; i < from.length; i++) to[i] = from[i];
};

test("an outside array has what the function wrote", () => {
  const a = new Float64Array([1, -0, Number.NaN, Number.POSITIVE_INFINITY]);
  jit(scale)(a, 2);
  assert.deepEqual([...a], [2, -0, Number.NaN, Number.POSITIVE_INFINITY]);
});

test("an empty outside array is an array of length 0", () => {
  const length = jit((a: Float64Array) => a.length);
  assert.equal(length(new Float64Array(0)), 0);
  assert.equal(length(heap.array(Float64Array, 0)), 0);
});

test("one array given twice is one array", () => {
  const both = jit((a: Float64Array, b: Float64Array) => {
    a[0] = 5;
    return b[0];
  });
  const a = new Float64Array([1, 2]);
  assert.equal(both(a, a), 5);
  assert.equal(a[0], 5);
});

test("views of different kinds that overlap do so inside", () => {
  const f = jit((a: Float64Array, b: Uint8Array) => {
    a[1] = 1;
    return b[0] * 256 + b[1];
  });
  const buffer = new ArrayBuffer(64);
  // Bytes 14 and 15 of a's memory are the high ones of a[1]: 1 is 0x3ff0000000000000.
  const result = f(new Float64Array(buffer, 16, 2), new Uint8Array(buffer, 30, 2));
  assert.equal(result, 0xf0 * 256 + 0x3f);
});

test("neighbours of a view in its buffer stay as they are", () => {
  const whole = new Float64Array([1, 2, 3, 4, 5]);
  jit(scale)(whole.subarray(1, 4), 10);
  assert.deepEqual([...whole], [1, 20, 30, 40, 5]);
});

test("views at odd offsets, as a DataView gives them out, are read where they are", () => {
  const buffer = new ArrayBuffer(40);
  const data = new DataView(buffer, 3);
  data.setFloat32(13, 2.5, true);
  const f = jit((a: Float32Array, b: Uint8Array) => a[0] + b[0] / 1000);
  assert.equal(f(new Float32Array(buffer, 16, 2), new Uint8Array(buffer, 17, 1)), 2.5);
});

test("SharedArrayBuffers are taken", () => {
  const a = new Float64Array(new SharedArrayBuffer(16));
  a.set([3, 4]);
  jit(scale)(a, 2);
  assert.deepEqual([...a], [6, 8]);
});

test("only what may be written is copied back: a neighbour's change to a read-only array survives", () => {
  const read = new Float64Array([1, 2]);
  const written = new Float64Array(2);
  const f = jit((from: Float64Array, to: Float64Array) => {
    console.log(0);
    for (let i = 0; i < from.length; i++) to[i] = from[i];
  });
  const { log } = console;
  // The hook stands for another thread that writes into a SharedArrayBuffer meanwhile.
  console.log = () => {
    read[0] = 9;
  };
  try {
    f(read, written);
  } finally {
    console.log = log;
  }
  assert.deepEqual([...written], [1, 2]);
  assert.deepEqual([...read], [9, 2]);
});

test("a write through an alias, a row or a called function counts as a write", () => {
  const alias = jit((a: Float64Array, b: Float64Array, first: boolean) => {
    const c = first ? a : b;
    c[0] = 1;
  });
  const [a, b] = [new Float64Array(1), new Float64Array(1)];
  alias(a, b, true);
  alias(a, b, false);
  assert.deepEqual([a[0], b[0]], [1, 1]);
  const swap = jit((u: Float64Array[], v: Float64Array) => {
    const row = u[1];
    for (let i = 0; i < v.length; i++) row[i] = v[i];
    v.fill(0);
  });
  const u = [new Float64Array(2), new Float64Array(2)];
  const v = new Float64Array([1, 2]);
  swap(u, v);
  assert.deepEqual([...u[0], ...u[1], ...v], [0, 0, 1, 2, 0, 0]);
  const part = jit((x: Float64Array) => copyTo(x.subarray(0, 1), x.subarray(1)));
  const x = new Float64Array([4, 0]);
  part(x);
  assert.equal(x[1], 4);
});

test("what was written before a throw is there after it", () => {
  const f = jit((a: Float64Array, list: number[]) => {
    a[0] = 1;
    list[0] = 2;
    if (a[0] === 1) throw new RangeError("enough");
  });
  const a = new Float64Array(1);
  const list = [0];
  assert.throws(() => f(a, list), new RangeError("enough"));
  assert.deepEqual([a[0], list[0]], [1, 2]);
});

test("arrays of numbers are copied in and out, and those only read are not touched", () => {
  const f = jit((from: number[], to: number[]) => {
    for (let i = 0; i < from.length; i++) to[i] = 2 * from[i];
  });
  const from = Object.freeze([1, -0, 3]) as number[];
  const to = [0, 0, 0];
  f(from, to);
  assert.deepEqual(to, [2, -0, 6]);
});

test("arrays of arrays of numbers are tables, and one row in two places is one row", () => {
  const f = jit((u: number[][]) => {
    u[0][0] = 7;
    return u[1][0];
  });
  const row = [1, 2];
  assert.equal(f([row, row]), 7);
  assert.deepEqual(row, [7, 2]);
});

test("holes and strings in arrays are errors that name the place", () => {
  const f = jit(function first(list: number[]) {
    return list[0];
  });
  assert.equal(f([1]), 1);
  const withHole = [1, 2, 3];
  delete withHole[1];
  for (const bad of [new Array(3), withHole, [1, undefined, 3]]) {
    assert.throws(
      () => f(bad as number[]),
      /^TypeError: Argument 1 \(list\) of first is an array whose element [01] is undefined/,
    );
  }
  assert.throws(() => f([1, "2"] as never), /element 1 is a string/);
});

test("a detached array is an error, later calls work", () => {
  const f = jit(function total(a: Float64Array) {
    return a[0];
  });
  const a = new Float64Array([1]);
  assert.equal(f(a), 1);
  structuredClone(a, { transfer: [a.buffer] });
  assert.throws(
    () => f(a),
    /^TypeError: Argument 1 \(a\) of total has lost its memory: .* detached\.\nWrite instead: /,
  );
  assert.equal(f(new Float64Array([3])), 3);
});

test("resizable buffers are taken as they are now; a view that fell off is an error", () => {
  const f = jit(function total(a: Float64Array) {
    let s = 0;
    for (let i = 0; i < a.length; i++) s += a[i];
    return s;
  });
  const buffer = resizable(16, 64);
  const tracking = new Float64Array(buffer);
  tracking.set([1, 2]);
  assert.equal(f(tracking), 3);
  buffer.resize(24);
  tracking[2] = 4;
  assert.equal(f(tracking), 7);
  const second = new Float64Array(buffer, 8, 1);
  buffer.resize(8);
  assert.equal(f(tracking), 1);
  assert.throws(() => f(second), /lies outside of its buffer, which was resized to 8 bytes/);
});

test("a buffer that a hook takes away in mid-call is let go", () => {
  const f = jit((a: Float64Array) => {
    a[0] = 2;
    console.log(0);
  });
  const a = new Float64Array(4);
  const { log } = console;
  console.log = () => structuredClone(a, { transfer: [a.buffer] });
  try {
    f(a);
  } finally {
    console.log = log;
  }
  assert.equal(a.length, 0);
});

test("rows beyond 2^31 - 2^17 elements are refused", () => {
  const long = new Uint8Array(2 ** 31 - 2 ** 17 + 1);
  const f = jit(function rows(u: Uint8Array[]) {
    return u[0][0];
  });
  assert.equal(f([new Uint8Array(1)]), 0);
  assert.throws(() => f([new Uint8Array(1), long]), /Argument 1 \(u\[1\]\) of rows has 2147352577 elements/);
});

test("results are the arguments themselves, or views of the same memory", () => {
  const same = jit((a: Float64Array, b: Float64Array) => (a[0] > 0 ? a : b));
  const [a, b] = [new Float64Array([1]), new Float64Array([2])];
  assert.equal(same(a, b), a);
  a[0] = -1;
  assert.equal(same(a, b), b);
  const h = heap.array(Float64Array, 1);
  assert.equal(same(h, b), b);
  assert.equal(same(b, h), b);
  assert.equal(jit((x: Float64Array) => x)(h), h);
  const tail = jit((x: Float64Array) => x.subarray(1));
  const t = tail(b.subarray(0));
  assert.equal(t.length, 0);
  const long = new Float64Array([1, 2, 3]);
  const view = tail(long);
  assert.equal(view.buffer, long.buffer);
  assert.deepEqual([...view], [2, 3]);
  const rows = [new Float64Array(1), new Float64Array(1)];
  assert.equal(jit((u: Float64Array[]) => u[1])(rows), rows[1]);
  assert.equal(jit((p: { x: Float64Array }) => p.x)({ x: a }), a);
});

test("an array made inside belongs to the caller", () => {
  const made = jit((n: number) => {
    const a = new Float64Array(n);
    for (let i = 0; i < n; i++) a[i] = i;
    return a;
  })(3);
  assert.ok(heap.owns(made));
  assert.deepEqual([...made], [0, 1, 2]);
});

test("what hangs on captured objects is seen at every call: objects, functions and what was undefined", () => {
  const world: { grid: { n: number }; tell: (x: number) => number; extra: number | undefined } = {
    grid: { n: 3 },
    tell: (x) => x + 1,
    extra: undefined,
  };
  const f = jit((x: number) => world.tell(x) + world.grid.n + (world.extra === undefined ? 0 : world.extra));
  assert.equal(f(1), 5);
  world.grid = { n: 30 };
  assert.equal(f(1), 32);
  world.tell = (x) => x * 100;
  assert.equal(f(1), 130);
  world.extra = 1000;
  assert.equal(f(1), 1130);
  world.extra = 2000;
  assert.equal(f(1), 2130);
});

test("captured objects are read at every call, also when they change their type", () => {
  const grid: { n: number; u: Float64Array | Float32Array } = { n: 3, u: new Float64Array([1]) };
  const f = jit(() => grid.n + grid.u[0]);
  assert.equal(f(), 4);
  grid.n = 5;
  grid.u = heap.array(Float64Array, 1);
  assert.equal(f(), 5);
  grid.u = new Float32Array([0.5]);
  assert.equal(f(), 5.5);
  (grid as { n: unknown }).n = new Map();
  assert.throws(f, /grid\.n is a Map/);
});

test("an empty list is taken for rows where it cannot be one of numbers", () => {
  const total = (rows: Float64Array[]): number => {
    let s = 0;
    for (let r = 0; r < rows.length; r++) for (let i = 0; i < rows[r].length; i++) s += rows[r][i];
    return s;
  };
  const kernel = jit(total);
  assert.equal(kernel([]), 0);
  assert.equal(kernel([Float64Array.of(1, 2), Float64Array.of(3)]), 6);
  assert.equal(kernel.diagnostics().specialisations.length, 1);
  const count = jit((list: number[]) => list.length);
  assert.equal(count([]), 0);
  assert.match(count.diagnostics().specialisations[0]?.signature ?? "", /^\(Float64Array\) => number$/);
  const wrong = jit((list: number[]) => (list as unknown as { size: { deep: number } }).size.deep);
  assert.throws(() => wrong([]), { name: "CompileError" });
});
