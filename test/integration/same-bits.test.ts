// A parallel sum has the same bits on any number of threads and on every Node: CI runs this file on three of them,
// and the recorded bits were seen on one.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { getThreads, jit, prange, setThreads } from "../../src/index.ts";
import { treeSum } from "./fixed-tree.ts";

const pi = jit((n: number): number => {
  let sum = 0;
  for (const i of prange(n)) {
    const x = (i + 0.5) / n;
    sum += 4 / (1 + x * x);
  }
  return sum / n;
});

const bits = (x: number): string => new BigUint64Array(new Float64Array([x]).buffer)[0].toString(16);

/** Recorded on Node 24, x64. */
const RECORDED: [n: number, bits: string][] = [
  [1_000_000, "400921fb54442dd3"],
  [100_003, "400921fb54447664"],
  [65_537, "400921fb5444d7c1"],
  [1, "400999999999999a"],
];

const before = getThreads();
after(() => setThreads(before));

for (const [n, recorded] of RECORDED) {
  test(`pi in ${n} strips has the recorded bits on 1, 2, 3 and 8 threads, several times over`, () => {
    const tree = treeSum(n, (i) => {
      const x = (i + 0.5) / n;
      return 4 / (1 + x * x);
    });
    assert.equal(bits(tree / n), recorded, "the definition itself");
    assert.ok(Math.abs(tree / n - Math.PI) < 1 / (10 * n ** 2) + 1e-13);
    for (const threads of [1, 2, 3, 8, 2, 1]) {
      setThreads(threads);
      for (let again = 0; again < 3; again++) assert.equal(bits(pi(n)), recorded, `${threads} threads`);
    }
  });
}

test("a sum of nothing is what was there before, on any number of threads", () => {
  const sum = jit((n: number, start: number): number => {
    let s = start;
    for (const i of prange(n)) s += i;
    return s;
  });
  for (const threads of [1, 2, 8]) {
    setThreads(threads);
    assert.ok(Object.is(sum(0, -0), -0));
    assert.equal(sum(0, 7), 7);
    assert.equal(sum(5, -0), 10);
  }
});

test("jit with parallel: false, 1 and 3 gives the same bits", () => {
  const body = (a: Float64Array): number => {
    let s = 0.1;
    for (const i of prange(a.length)) s += a[i];
    return s;
  };
  const a = Float64Array.from({ length: 70_001 }, (_, i) => 1 / (i + 3));
  const expected = treeSum(a.length, (i) => a[i], 0.1);
  const inARow = a.reduce((s, x) => s + x, 0.1);
  assert.notEqual(expected, inARow, "these numbers would not tell the tree from a row");
  for (const parallel of [false, 1, 3] as const) assert.equal(jit(body, { parallel })(a), expected);
});

test("setThreads takes effect at the next call", () => {
  const seen: number[] = [];
  const count = jit((a: Float64Array): void => {
    for (const i of prange(a.length)) a[i] = i;
  });
  const a = new Float64Array(200_000);
  for (const threads of [1, 4, 1]) {
    setThreads(threads);
    assert.equal(getThreads(), threads);
    count(a);
    const [loop] = count.diagnostics().specialisations[0].loops;
    seen.push(loop.runs?.serial ?? Number.NaN);
  }
  assert.deepEqual(seen, [1, 1, 2], "calls that ran on one thread so far");
});
