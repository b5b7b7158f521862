// A parallel loop that fails throws once, what the lowest failing iteration threw, and leaves the team in order.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { getThreads, heap, jit, prange, setThreads } from "../../src/index.ts";

const before = getThreads();
after(() => setThreads(before));

const picky = jit((a: Float64Array, out: Float64Array): number => {
  let done = 0;
  for (const i of prange(a.length)) {
    if (a[i] < 0) throw new RangeError(`element ${i} is ${a[i]}`);
    out[i] = Math.sqrt(a[i]);
    done += 1;
  }
  return done;
});

/** An array of n fours; the elements at `bad` are negative. */
function fours(n: number, ...bad: number[]): Float64Array {
  const a = heap.array(Float64Array, n).fill(4);
  for (const i of bad) a[i] = -1 - i;
  return a;
}

const N = 300_000;

test("the lowest failing iteration's error is thrown, whichever thread fails first, and the next call works", () => {
  const out = heap.array(Float64Array, N);
  for (const threads of [1, 2, 3, 8]) {
    setThreads(threads);
    for (const bad of [[N - 1], [1], [N - 1, 150_001], [299_000, 170_000, 1029, 1030], [100_000, 200_000]]) {
      const lowest = Math.min(...bad);
      assert.throws(
        () => picky(fours(N, ...bad), out),
        (error: unknown) => {
          assert.ok(error instanceof RangeError, `${error}`);
          assert.match(error.message, new RegExp(`^element ${lowest} is -${lowest + 1}(?!\\d)`));
          return true;
        },
      );
      out.fill(0);
      assert.equal(picky(fours(N), out), N);
      assert.ok(out.every((x) => x === 2));
    }
  }
});

test("after a failure the other threads take up nothing above it", () => {
  const slow = jit((out: Float64Array): void => {
    for (const i of prange(out.length)) {
      if (i === 0) throw new RangeError("at once");
      let x = i;
      for (let j = 0; j < 50_000; j++) x = Math.sqrt(x + j);
      out[i] = x;
    }
  });
  const out = heap.array(Float64Array, 6400);
  for (const threads of [2, 3]) {
    setThreads(threads);
    out.fill(0);
    assert.throws(() => slow(out), /^RangeError: at once/);
    const ran = out.filter((x) => x !== 0).length;
    // All of it takes a second of one thread; what was under way at the failure is a small part of that.
    assert.ok(ran < out.length / 2, `${threads} threads: ${ran} of ${out.length}`);
  }
});

test("an index out of range in one thread names the array, the index, the length and the line", () => {
  const shift = jit((a: Float64Array, b: Float64Array): void => {
    for (const i of prange(a.length)) b[i] = a[i + 1];
  });
  for (const threads of [1, 2]) {
    setThreads(threads);
    assert.throws(
      () => shift(fours(N), heap.array(Float64Array, N)),
      (error: unknown) => {
        assert.ok(error instanceof RangeError, `${error}`);
        for (const said of [
          /\ba\b/,
          /300000/,
          /errors\.test\.ts:\d+/,
          /> ?\d+ \|.*for \(const i of prange\(a\.length\)\) b\[i\] = a\[i \+ 1\];/,
        ])
          assert.match(error.message, said);
        return true;
      },
    );
  }
});

test("arrays that overlap at run time: in order on one thread, the plain answer, and counted", () => {
  const spread = (a: Float64Array, b: Float64Array): void => {
    for (const i of prange(b.length)) a[i] = b[i] + 1;
  };
  const compiled = jit(spread, { parallel: 2 });
  const n = 100_000;
  const apart = fours(n);
  compiled(apart, fours(n));
  const runs = () => compiled.diagnostics().specialisations[0].loops[0].runs;
  assert.deepEqual({ ...runs() }, { forked: 1, serial: 0, overlapped: 0 });
  assert.ok(apart.every((x) => x === 5));
  // Every element depends on the one before it: any other order gives another answer.
  const [mine, plain] = [fours(n), Float64Array.from(fours(n))];
  compiled(mine.subarray(1), mine.subarray(0, n - 1));
  spread(plain.subarray(1), plain.subarray(0, n - 1));
  assert.equal(plain[n - 1], n + 3);
  assert.deepEqual(mine.join(), plain.join());
  assert.deepEqual({ ...runs() }, { forked: 1, serial: 1, overlapped: 1 });
});
