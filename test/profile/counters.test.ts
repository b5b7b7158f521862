// Counters of 32 bits that count further: another thread sees them pass their end.
import assert from "node:assert/strict";
import { test } from "node:test";
import { makeCounters, totals, WrapWatch } from "../../src/profile/record/counters.ts";

let made = 0;
const name = () => `__amdahl_test_${made++}`;

test("a counter that passes 2³² is counted on, as often as it does", () => {
  const counters = makeCounters(name(), 3);
  const watch = new WrapWatch(counters);
  const { now } = counters;
  let expected = 0;
  // Steps below half of the way round, as they are between two looks a second apart.
  for (const step of [2 ** 31 - 1, 2 ** 30, 2 ** 31 - 1, 5, 2 ** 31 - 2, 2 ** 31 - 1, 2 ** 31 - 1, 2 ** 29]) {
    now[1] += step;
    expected += step;
    watch.look();
    assert.deepEqual(totals(counters), [0, expected, 0]);
  }
  assert.ok(expected > 2 * 2 ** 32);
});

test("a depth that goes up and down has passed no end", () => {
  const counters = makeCounters(name(), 1);
  const watch = new WrapWatch(counters);
  for (let i = 0; i < 10; i++) {
    counters.now[0] += i % 2 === 0 ? 3 : -3;
    watch.look();
  }
  assert.deepEqual(totals(counters), [0]);
});

test("counters are there under their name, and are no property of the global object", () => {
  const array = name();
  const { now } = makeCounters(array, 2);
  new Function(`${array}[1] += 7`)();
  assert.deepEqual([...now], [0, 7]);
  assert.ok(!(array in globalThis));
});
