// A million arrays in one synchronous loop, in which the event loop never turns: the memory must stay flat. Takes some
// seconds, since it writes 8 GB.
import assert from "node:assert/strict";
import { test } from "node:test";
import { array, stats } from "../../src/heap/index.ts";

test("a loop that makes a million arrays has flat memory", { timeout: 120_000 }, () => {
  const marks: number[] = [];
  let last = 0;
  for (let i = 0; i < 1_000_000; i++) {
    const a = array(Float64Array, 1000);
    if (a[0] !== 0 || a[999] !== 0) assert.fail(`array ${i} is not zero`);
    a[0] = i;
    a[999] = i;
    last = a[0];
    if (i % 100_000 === 99_999) marks.push(process.memoryUsage.rss());
  }
  assert.equal(last, 999_999);
  // 8 GB were asked for. At most 256 MiB wait for a collection, and what the loop has after a tenth it has at its end.
  assert.ok(stats().peak < 2 ** 28 + 2 ** 20, `peak ${stats().peak}`);
  assert.ok(Math.max(...marks) < 700e6, `resident ${marks}`);
  assert.ok(Math.max(...marks) < marks[1] * 1.25 + 50e6, `resident, at every tenth: ${marks}`);
});
