// When a function goes on as machine code: by how long its calls have taken, few of which are timed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Tier } from "../../src/jit/tier.ts";

/** Calls that take `ms` until there is advice, or `most`; how many there were, and how many of them were timed. */
function run(ms: number, most = 1e7): { advice: string; calls: number; timed: number } {
  const tier = new Tier();
  let timed = 0;
  for (let calls = 1; calls <= most; calls++) {
    if (--tier.left > 0) continue;
    timed++;
    const advice = tier.ran(ms);
    if (advice !== "nothing") return { advice, calls, timed };
  }
  return { advice: "nothing", calls: most, timed };
}

test("long calls are all timed, and machine code is ordered after a quarter of a second", () => {
  assert.deepEqual(run(100), { advice: "order", calls: 3, timed: 3 });
  assert.deepEqual(run(1), { advice: "order", calls: 250, timed: 250 });
});

test("of short calls few are timed, and the order comes when all together have taken as long", () => {
  const { advice, calls, timed } = run(0.01);
  assert.equal(advice, "order");
  assert.ok(calls >= 24_000 && calls <= 27_000, String(calls));
  assert.ok(timed < 50, String(timed));
});

test("calls of a microsecond stay where they are", () => {
  assert.equal(run(0.001).advice, "nothing");
});

test("a quick call that is held up now and then says nothing of those that are not timed", () => {
  const tier = new Tier(10);
  for (let timed = 1; timed <= 10_000; timed++)
    assert.equal(tier.ran(timed % 100 === 99 ? 1 : 0.0005), "nothing");
});

test("once it is ordered, one call in eight looks whether it has come", () => {
  const tier = new Tier();
  while (tier.ran(100) !== "order");
  assert.equal(tier.left, 8);
  assert.equal(tier.ran(0.001), "look");
  assert.equal(tier.left, 8);
});
