// range and prange in plain JavaScript: what they count, what they refuse, and that compiled loops agree.
import assert from "node:assert/strict";
import { test } from "node:test";
import { jit, prange, range } from "../../src/index.ts";

test("they count as Python's range does", () => {
  assert.deepEqual([...range(3)], [0, 1, 2]);
  assert.deepEqual([...range(2, 5)], [2, 3, 4]);
  assert.deepEqual([...range(5, 0, -2)], [5, 3, 1]);
  assert.deepEqual([...range(0)], []);
  assert.deepEqual([...range(-3)], []);
  assert.deepEqual([...range(3, 3)], []);
  assert.deepEqual([...prange(1, 8, 3)], [1, 4, 7]);
  assert.deepEqual([...prange(2, { schedule: "dynamic", assumeIndependent: true })], [0, 1]);
  assert.deepEqual([...range(2 ** 53 - 3, 2 ** 53 - 1)], [2 ** 53 - 3, 2 ** 53 - 2]);
});

test("what is no whole number is refused, compiled or not, with the same words", () => {
  const bounded = (n: number): number => {
    let s = 0;
    for (const i of range(n)) s += i;
    return s;
  };
  const compiled = jit(bounded);
  for (const bad of [0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
    const error = new RangeError(`range counts whole numbers, and got ${bad}`);
    assert.throws(() => bounded(bad), error);
    assert.throws(() => compiled(bad), error);
    assert.throws(() => prange(bad), new RangeError(`prange counts whole numbers, and got ${bad}`));
  }
  for (const good of [-0, -5, 0, 4]) assert.equal(compiled(good), bounded(good));
});

test("steps of 0, and of prange below 0, are refused, compiled or not", () => {
  assert.throws(() => range(0, 1, 0), new RangeError("The step of range must be other than 0"));
  assert.throws(() => prange(5, 0, -1), /^RangeError: A parallel loop counts upwards/);
  const zero = jit(() => {
    for (const _ of range(0, 1, 0)) return;
  });
  assert.throws(zero, { name: "CompileError" });
  const down = jit((a: Float64Array) => {
    for (const i of prange(5, 0, -1)) a[i] = 0;
  });
  assert.throws(() => down(new Float64Array(6)), /a parallel loop counts upwards/);
});

test("other arguments and options are refused", () => {
  const loose = [prange, range] as unknown as ((...args: unknown[]) => unknown)[];
  for (const f of loose) {
    assert.throws(() => f(), /takes one to three numbers/);
    assert.throws(() => f("3"), /counts whole numbers, and got a string/);
  }
  assert.throws(() => loose[0](1, 2, 3, 4), /takes one to three numbers/);
  assert.throws(() => loose[0](3, { shedule: "static" }), /^TypeError: prange has no option shedule: static/);
  assert.throws(() => loose[0](3, { schedule: "guided" }), /no option schedule: guided/);
});
