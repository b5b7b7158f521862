// The call itself: which code takes it, with which arguments, also while another call is under way.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { heap, jit } from "../../src/index.ts";

test("each list of types has code of its own, and calls find theirs", () => {
  const first = jit((a: Float64Array | Float32Array | number[]) => a[0]);
  const [double, single] = [heap.array(Float64Array, 1), heap.array(Float32Array, 1)];
  double[0] = 0.1;
  single[0] = 0.1;
  for (let i = 0; i < 3; i++) {
    assert.equal(first(double), 0.1);
    assert.equal(first(single), Math.fround(0.1));
    assert.equal(first([3]), 3);
    assert.equal(first(new Float64Array([4])), 4);
  }
  // An array of numbers and a Float64Array are one type inside.
  assert.equal(first.diagnostics().specialisations.length, 2);
});

test("fewer arguments are undefined, so that defaults apply; more are ignored, whatever they are", () => {
  const f = jit((x: number, y = 10, on = true) => (on ? x + y : x));
  assert.equal(f(1), 11);
  assert.equal(f(1, 2), 3);
  assert.equal(f(1, undefined, false), 1);
  assert.equal((f as (...args: unknown[]) => number)(1, 2, true, "more", Symbol("s")), 3);
  assert.deepEqual([1, 2, 3].map(jit((x: number) => 2 * x)), [2, 4, 6]);
});

test("numbers beyond what the code counts on are computed as JavaScript does", () => {
  const nth = jit((a: Float64Array, n: number) => {
    let s = 0;
    for (let i = 0; i < n && i < a.length; i++) s += a[i];
    return s + n;
  });
  const a = heap.array(Float64Array, 3).fill(1);
  assert.equal(nth(a, 2), 4);
  assert.equal(nth(a, 0.5), 1.5);
  assert.equal(nth(a, -0), 0);
  assert.equal(nth(a, 1e300), 1e300);
  assert.ok(Number.isNaN(nth(a, Number.NaN)));
  assert.equal(nth(a, 2), 4);
});

test("an argument that has another type than before is named", () => {
  const f = jit(function heat(u: Float64Array, n: number) {
    return u[n];
  });
  assert.equal(f(new Float64Array([5]), 0), 5);
  assert.throws(
    () => f(3 as never, 0),
    /Argument 1 \(u\) of heat is of type number in this call; before, it was Float64Array\.$/,
  );
  assert.throws(() => f("u" as never, 0), /^TypeError: Argument 1 \(u\) of heat is a string, which/);
  assert.throws(
    () => f(new Float64Array(1), 1n as never),
    /^TypeError: Argument 2 \(n\) of heat is a BigInt, which/,
  );
});

test("a call inside a call: console.log may call the function that prints", () => {
  const f = jit((a: Float64Array, depth: number) => {
    a[0] += 1;
    console.log(depth);
    a[1] += a[0];
    return a[0] * 10 + depth;
  });
  const outer = heap.array(Float64Array, 2);
  const inner = new Float64Array(2);
  const results: number[] = [];
  const { log } = console;
  console.log = (depth) => {
    if (String(depth) === "3") results.push(f(inner, 2), f(heap.array(Float64Array, 2), 1));
  };
  try {
    results.push(f(outer, 3));
  } finally {
    console.log = log;
  }
  assert.deepEqual(results, [12, 11, 13]);
  assert.deepEqual([...outer, ...inner], [1, 1, 1, 1]);
});

test("an argument that nobody else holds lives through the call, even when the heap is collected inside", () => {
  const f = jit((a: Float64Array, n: number) => {
    let s = 0;
    for (let i = 0; i < n; i++) {
      console.log(i);
      s += a[0];
    }
    return s;
  });
  const { log } = console;
  console.log = () => {
    heap.collect();
    heap.array(Float64Array, 1000).fill(-1);
  };
  try {
    for (let i = 0; i < 3; i++) assert.equal(f(heap.array(Float64Array, 1000).fill(2), 3), 6);
  } finally {
    console.log = log;
  }
});

test("compiled functions are called in worker threads", async () => {
  const source = new URL("../../src/index.ts", import.meta.url).href;
  const worker = new Worker(
    `const { workerData, parentPort } = require("node:worker_threads");
     import(workerData).then(({ jit, heap }) => {
       const f = jit((a, n) => { let s = 0; for (let i = 0; i < n; i++) s += a[i]; return s; });
       parentPort.postMessage([f(heap.array(Float64Array, 3).fill(2), 3), f(new Float32Array([1, 2]), 2)]);
     });`,
    { eval: true, workerData: source },
  );
  const result = await new Promise((resolve, reject) =>
    worker.once("message", resolve).once("error", reject),
  );
  await worker.terminate();
  assert.deepEqual(result, [6, 3]);
});

test("a captured getter that calls compiled code does not disturb the call that reads it", () => {
  const inner = jit((x: number, y: number) => x * y);
  class Grid {
    get n(): number {
      return inner(100, 100);
    }
  }
  const grid = new Grid();
  const f = jit((x: number, y: number) => x + y + grid.n);
  for (let i = 0; i < 3; i++) assert.equal(f(1, 2), 10003);
});

test("a Proxy is refused and none of its traps runs", () => {
  const f = jit((a: Float64Array) => a[0]);
  f(heap.array(Float64Array, 1));
  let trapped = 0;
  const handler = new Proxy({}, { get: () => trapped++ });
  assert.throws(() => f(new Proxy(new Float64Array(1), handler)), /is a Proxy/);
  assert.equal(trapped, 0);
});

test("compiled functions call compiled functions, and themselves", () => {
  const half = jit((x: number) => x / 2);
  const quarter = jit((x: number) => half(half(x)));
  assert.equal(quarter(8), 2);
  const fib: (n: number) => number = jit((n: number): number => (n < 2 ? n : fib(n - 1) + fib(n - 2)));
  assert.equal(fib(20), 6765);
  const gcd = jit(function gcd(a: number, b: number): number {
    return b === 0 ? a : gcd(b, a % b);
  });
  assert.equal(gcd(12, 18), 6);
  const again = jit(half);
  assert.equal(again(3), 1.5);
  assert.deepEqual(quarter.diagnostics().specialisations[0].called, []);
});

test("name, length and the original are the function's", () => {
  function heat(u: Float64Array, n = 3): number {
    return u[n];
  }
  const f = jit(heat);
  assert.equal(f.name, "heat");
  assert.equal(f.length, 1);
  assert.equal(f.original, heat);
});

test("what is no function is refused at once", () => {
  assert.throws(
    () => jit(3 as never),
    /^TypeError: jit compiles functions, and this is a value of type number/,
  );
});

test("what goes from integer elements to integer elements is computed in integers, with JavaScript's numbers", () => {
  const relax = (paths: Int32Array, other: Int32Array, most: Uint8Array): void => {
    for (let i = 1; i < paths.length; i++) {
      const around = other[i] + other[i - 1];
      paths[i] = paths[i] < around ? paths[i] : around;
      let best = paths[i];
      best = Math.max(best, other[i] - other[i - 1], most[i]);
      most[i] = best;
    }
  };
  const ends = [2 ** 31 - 1, -(2 ** 31), 0, -1, 1, 2 ** 31 - 2, 7, -(2 ** 31) + 1];
  const make = (): [Int32Array, Int32Array, Uint8Array] => [
    Int32Array.from({ length: 64 }, (_, i) => ends[i % 8] as number),
    Int32Array.from({ length: 64 }, (_, i) => ends[i >> 3] as number),
    Uint8Array.from({ length: 64 }, (_, i) => i * 37),
  ];
  const expected = make();
  relax(...expected);
  for (const lanes of ["off", 4, 16] as const) {
    const kernel = jit(relax, { lanes });
    const given = make();
    kernel(...given);
    assert.deepEqual(given, expected, `lanes ${lanes}`);
    // No double anywhere in the loop.
    if (lanes === "off")
      assert.doesNotMatch(kernel.inspect("final"), /tof64\((?:paths|other|most)\[|toint32/);
  }
});
