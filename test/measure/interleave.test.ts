// Interleaved comparison of cases that take a known time.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { interleave } from "../../src/measure/index.ts";

const sleep = (ms: number) => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
};

test("samples, medians and ratios are of the right size", async () => {
  const [slow, fast] = await interleave(
    [
      { name: "slow", run: () => sleep(8) },
      { name: "fast", run: () => sleep(2) },
    ],
    { repeats: 7, minTime: 0 },
  );
  assert.deepEqual([slow.name, slow.samples.length, fast.samples.length], ["slow", 7, 7]);
  assert.ok(slow.median >= 0.008 && fast.median >= 0.002);
  assert.equal(slow.speedup.ratio, 1);
  // Sleeps overshoot, on a busy machine by as much as the short one lasts.
  assert.ok(fast.speedup.ratio > 1.5 && fast.speedup.ratio < 4.2, `${fast.speedup.ratio}`);
  assert.ok(fast.interval.low <= fast.median && fast.median <= fast.interval.high);
});

test("rounds visit every case, beginning with another each time", async () => {
  const order: string[] = [];
  const cases = ["a", "b", "c"].map((name) => ({ name, run: () => order.push(name) }));
  await interleave(cases, { repeats: 3, warmup: 0, minTime: 0 });
  // One run each to find the batch, then the rounds.
  assert.equal(order.join(""), "abc" + "abc" + "bca" + "cab");
});

test("short cases are run in batches that last long enough, and a sample is one run's time", async () => {
  let calls = 0;
  const [result] = await interleave([{ name: "short", run: () => calls++ }], { repeats: 3, minTime: 0.005 });
  assert.ok(result.batch > 1000, `${result.batch}`);
  assert.ok(calls >= result.batch * 4);
  assert.ok(result.median < 1e-5);
});

test("promises are waited for", async () => {
  const [result] = await interleave([{ name: "async", run: () => setTimeout(5) }], {
    repeats: 3,
    minTime: 0,
  });
  assert.ok(result.median >= 0.004);
});

test("a case with a clock of its own is believed, and told how often to run", async () => {
  const batches: number[] = [];
  const run = () => assert.fail("its own clock is asked instead");
  const measure = async (batch: number) => {
    batches.push(batch);
    return batch * 0.004;
  };
  const [result] = await interleave([{ name: "elsewhere", run, measure }], { repeats: 3, minTime: 0.02 });
  assert.deepEqual(batches, [1, 6, 6, 6, 6, 6]);
  assert.deepEqual(result.samples, [0.004, 0.004, 0.004]);
});

test("a batch that was long by chance is looked for again when the warm-up shows it", async () => {
  const batches: number[] = [];
  const measure = (batch: number) => {
    batches.push(batch);
    return batches.length === 2 ? 0.05 : batch * (batches.length === 1 ? 0.001 : 0.0001);
  };
  const run = () => assert.fail("its own clock is asked instead");
  const [result] = await interleave([{ name: "disturbed", run, measure }], { repeats: 2, minTime: 0.02 });
  // 1 and 22 to find the batch, 22 to warm up, 22 and 220 to find it again, and the samples.
  assert.deepEqual(batches, [1, 22, 22, 22, 220, 220, 220]);
  assert.equal(result.batch, 220);
});

test("a batch that is given is not looked for, and samples are told as they come", async () => {
  const calls = [0, 0];
  const told: string[] = [];
  const [first, second] = await interleave(
    [
      { name: "given", run: () => calls[0]++, batch: 3 },
      { name: "found", run: () => calls[1]++ },
    ],
    { repeats: 2, warmup: 1, minTime: 0, onSample: (done, of) => told.push(`${done}/${of}`) },
  );
  assert.deepEqual([first.batch, second.batch], [3, 1]);
  assert.deepEqual(calls, [9, 1 + 3]);
  assert.equal(told.join(" "), "1/6 2/6 3/6 4/6 5/6 6/6");
});

test("what a case throws comes through, and nonsense is refused", async () => {
  const run = () => {
    throw new Error("mine");
  };
  await assert.rejects(interleave([{ name: "bad", run }]), /mine/);
  await assert.rejects(interleave([]), /there is nothing to compare/);
  await assert.rejects(
    interleave([{ name: "a", run: () => 1 }], { repeats: 0 }),
    /repeats is 0; give at least 1/,
  );
});
