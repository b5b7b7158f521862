// timeit: counts of calls, times of functions that wait for a known time, statistics of given samples, and whether it
// sees what the engine removes.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { inspect } from "node:util";
import { timeit } from "../../src/index.ts";
import { TimeitComparison, TimeitResult, timeFunctions } from "../../src/measure/index.ts";

const sleep = (ms: number) => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
};
/**
 * Many short samples, so that some of them are disturbed by nobody, however busy the machine is, with enough loops to be
 * optimised.
 */
const QUICK = { number: 20_000_000, minTime: 0.004, repeats: 15 };

test("with a number given, calls are one to look, and then what the samples say", async () => {
  let calls = 0;
  let setups = 0;
  const callsAtSetup: number[] = [];
  const result = await timeit(() => void calls++, {
    number: 10,
    repeats: 3,
    warmup: 2,
    minTime: 0,
    setup: () => {
      setups++;
      callsAtSetup.push(calls);
    },
  });
  assert.deepEqual([result.loops, result.repeats, result.samples.length], [10, 3, 3]);
  assert.equal(calls, 1 + 10 * (2 + 3));
  assert.equal(setups, 1 + 2 + 3);
  assert.deepEqual(callsAtSetup, [0, 1, 11, 21, 31, 41]);
});

test("without one, the loops are found by a batch as long as each sample is meant to be", async () => {
  let calls = 0;
  const { loops, repeats, median } = await timeit(() => calls++, { minTime: 0.005, repeats: 3 });
  assert.ok(loops > 1000, `${loops}`);
  // One call to look, at least the batch that was long enough, and three samples; the one before may have been shorter.
  assert.ok(calls >= 1 + loops * (1 + repeats), `${calls} calls, ${loops} loops`);
  assert.ok(median < 1e-5);
});

test("a function that waits takes what it waits", async () => {
  const { min, median, loops, warning } = await timeit(() => sleep(4), { repeats: 5, minTime: 0.001 });
  assert.equal(loops, 1);
  assert.ok(min >= 0.004 && min < 0.04, `${min}`);
  assert.ok(median >= min);
  assert.equal(warning, undefined);
});

test("a promise is awaited before the next call, and thenables are", async () => {
  let open = 0;
  const fn = async () => {
    assert.equal(open++, 0);
    await setTimeout(3);
    open--;
  };
  const { min, isAsync } = await timeit(fn, { number: 2, repeats: 3, minTime: 0.001 });
  assert.ok(isAsync);
  // A timer may come a millisecond early.
  assert.ok(min >= 0.002, `${min}`);
  let asked = 0;
  const thenable = {
    then(done: () => void) {
      asked++;
      done();
    },
  };
  const result = await timeit(() => thenable, { number: 4, repeats: 2, warmup: 0, minTime: 0 });
  assert.ok(result.isAsync);
  assert.equal(asked, 1 + 4 * 2);
});

test("nothing is awaited between calls of a function that returns no promise", async () => {
  let microtasks = 0;
  const seen: number[] = [];
  const fn = () => {
    seen.push(microtasks);
    queueMicrotask(() => microtasks++);
  };
  const { isAsync } = await timeit(fn, { number: 5, repeats: 1, warmup: 0, minTime: 0 });
  assert.equal(isAsync, false);
  assert.equal(seen.length, 6);
  assert.equal(new Set(seen.slice(1)).size, 1);
});

test("a setup that is asynchronous is awaited before each sample", async () => {
  let ready = false;
  await timeit(
    () => {
      assert.ok(ready);
    },
    {
      number: 1,
      repeats: 2,
      minTime: 0,
      setup: async () => {
        ready = false;
        await setTimeout(1);
        ready = true;
      },
    },
  );
});

test("the engine's removal of a constant expression is seen, also after other functions were timed", async () => {
  let x = 0;
  const others: (() => unknown)[] = [() => `${x++}`, () => [x], () => ({ x }), () => BigInt(x), () => x > 3];
  for (const fn of others) await timeit(fn, { number: 10_000, repeats: 3, minTime: 0 });
  const constant = await timeit(() => 1 + 1, QUICK);
  assert.ok(constant.optimisedAway, String(constant));
  assert.match(String(constant), /^Warning: .* cannot be told from an empty loop .* Let its inputs vary/m);
  assert.ok(constant.resolution > 0 && constant.resolution < 1e-7, `${constant.resolution}`);
});

test("an expression whose input varies is not taken to be removed", async () => {
  let x = 0;
  const varying = () => {
    x += 0.1;
    return Math.sqrt(x) + Math.sqrt(x + 1) / Math.sqrt(x + 2);
  };
  const result = await timeit(varying, { ...QUICK, number: 500_000 });
  assert.equal(result.optimisedAway, false, String(result));
  assert.equal(result.warning, undefined);
});

const given = (samples: number[], empty: number[], more = {}) =>
  new TimeitResult({ name: "f()", loops: 200_000, samples, empty, isAsync: false, ...more });

test("a result has the statistics of its samples, and says them in a line", () => {
  const result = given([1.25e-6, 1.21e-6, 1.23e-6, 1.3e-6, 1.22e-6, 1.24e-6, 1.21e-6], [4e-10, 5e-10, 6e-10]);
  assert.deepEqual([result.min, result.median, result.resolution], [1.21e-6, 1.23e-6, 5e-10]);
  assert.ok(Math.abs(result.mad - 2e-8) < 1e-15);
  // Seven samples: 1 - 2 / 2^7 of the time the median is between the extremes.
  assert.deepEqual(result.interval, { low: 1.21e-6, high: 1.3e-6, coverage: 1 - 2 / 128 });
  const line = "1.23 µs per loop (min 1.21, median 1.23 ± 0.020; 7 repeats of 200000 loops)";
  assert.equal(result.toString(), line);
  assert.equal(inspect(result), line);
  assert.equal(JSON.parse(JSON.stringify(result)).median, 1.23e-6);
  assert.equal(
    given([0.5], [4e-10], { loops: 1 }).toString(),
    "500 ms per loop (min 500, median 500; 1 repeat of 1 loop)",
  );
});

test("the resolution is said where it matters", () => {
  const text = given([2e-8, 2e-8, 2e-8], [5e-10, 5e-10, 5e-10]).toString();
  assert.match(text, /\nan empty loop takes 0\.500 ns$/);
});

test("less than one round of the empty loop more is nothing, unless that scatters wider", () => {
  const long = { loops: 1e8 };
  const empty = [4e-10, 4e-10, 5e-10];
  assert.equal(given([7.9e-10, 9e-10], empty, long).optimisedAway, true);
  assert.equal(given([8.1e-10, 9e-10], empty, long).optimisedAway, false);
  // The MAD is 4e-10, so that 12e-10 above the least of them can be chance.
  const scattered = [4e-10, 8e-10, 12e-10];
  assert.equal(given([15e-10], scattered, long).optimisedAway, true);
  assert.equal(given([17e-10], scattered, long).optimisedAway, false);
  // Quicker than nothing is chance as well.
  assert.equal(given([3e-10], empty, long).optimisedAway, true);
});

test("of a loop that awaits, a twentieth more counts", () => {
  const empty = [40e-9, 40e-9, 40e-9];
  assert.equal(given([41e-9], empty, { loops: 1e6, isAsync: true }).optimisedAway, true);
  assert.equal(given([43e-9], empty, { loops: 1e6, isAsync: true }).optimisedAway, false);
});

test("samples too short to say anything are said to be, and blame the engine for nothing", () => {
  const result = given([5e-10], [5e-10], { loops: 10 });
  assert.equal(result.optimisedAway, false);
  assert.match(result.warning ?? "", /a sample of f\(\) takes 5\.00 ns, .* far above 10, or none/);
});

test("a comparison takes its samples in turn, and has ratios to the first", async () => {
  const order: string[] = [];
  const named = (name: string, ms: number) => () => {
    order.push(name);
    sleep(ms);
  };
  const { results } = await timeit(
    { slow: named("s", 8), fast: named("f", 2) },
    { number: 1, repeats: 5, warmup: 0, minTime: 0 },
  );
  const [slow, fast] = results;
  assert.deepEqual([slow.name, fast.name, slow.repeats, fast.repeats], ["slow", "fast", 5, 5]);
  // One call each to look, and five rounds; the empty loop, third in them, is not heard of.
  assert.deepEqual([order.length, order.slice(0, 4).join("")], [12, "sfsf"]);
  assert.equal(slow.speedup?.ratio, 1);
  // Sleeps overshoot on a busy machine, either of them, so the ratio is held to the medians and these to the sleeps.
  assert.ok(slow.min >= 0.008 && fast.min >= 0.002);
  const { ratio, low, high } = fast.speedup ?? assert.fail("no ratio");
  assert.equal(ratio, slow.median / fast.median);
  assert.ok(low <= ratio && ratio <= high);
});

test("a comparison is printed as a table, with the warnings below", () => {
  const empty = [4e-10, 4e-10];
  const ratio = (value: number) => ({ ratio: value, low: value, high: value, coverage: 0.5 });
  const comparison = new TimeitComparison([
    given([2e-6, 2e-6], empty, { name: "a", speedup: ratio(1) }),
    given([1e-6, 1e-6], empty, { name: "b(1,\n  2)", speedup: ratio(2) }),
    given([4e-10, 4e-10], empty, { name: "c", loops: 1e8, speedup: ratio(5000) }),
    given([2e-6, 2e-6], [4e-8, 4e-8], { name: "await d", isAsync: true, speedup: ratio(1) }),
  ]);
  const lines = inspect(comparison).split("\n");
  assert.match(lines[0], /^ +time +± MAD +min +loops +speed-up +50 % interval$/);
  assert.match(lines[2], /^a +2\.00 µs +±0 µs +2\.00 µs +200000 +1\.00$/);
  assert.match(lines[3], /^b\(1, 2\) +1\.00 µs .* 2\.00 +2\.00 to 2\.00$/);
  assert.match(lines[4], /^c +0\.000400 µs .* 5000 +5000 to 5000$/);
  assert.equal(
    lines[6],
    "median of 2 interleaved samples; an empty loop takes 0.400 ns, an empty loop that awaits 40.0 ns",
  );
  assert.match(lines[7], /^Warning: c cannot be told from an empty loop \(0\.400 ns\)/);
});

test("a comparison of one is printed as a line, and two functions may have one name", async () => {
  const options = { number: 1, repeats: 2, minTime: 0 };
  const one = await timeit({ only: () => sleep(2) }, options);
  assert.equal(one.results[0].speedup, undefined);
  assert.match(String(one), /^\S+ ms per loop \(min /);
  const two = await timeFunctions(
    [
      { name: "x", fn: () => 1 },
      { name: "x", fn: () => 2 },
    ],
    options,
  );
  assert.deepEqual(
    two.map(({ name }) => name),
    ["x", "x"],
  );
});

test("each sample is told of, with how many there will be", async () => {
  const told: number[][] = [];
  const onSample = (done: number, of: number) => told.push([done, of]);
  await timeit(() => sleep(1), { number: 1, repeats: 2, warmup: 1, minTime: 0, onSample });
  // Three rounds of the function and the empty loop.
  assert.deepEqual(
    told,
    [1, 2, 3, 4, 5, 6].map((done) => [done, 6]),
  );
});

test("what a function or the setup throws comes through, and so do rejections", async () => {
  const fail = () => {
    throw new Error("mine");
  };
  await assert.rejects(timeit(fail), /^Error: mine$/);
  await assert.rejects(
    timeit(() => Promise.reject(new Error("later"))),
    /^Error: later$/,
  );
  await assert.rejects(
    timeit(() => 1, { setup: fail }),
    /^Error: mine$/,
  );
  let calls = 0;
  const third = async () => {
    if (++calls === 3) throw new Error("third");
  };
  await assert.rejects(timeit(third), /^Error: third$/);
  assert.equal(calls, 3);
});

test("what cannot be timed is refused with what to write", async () => {
  const untyped = timeit as (...args: unknown[]) => Promise<unknown>;
  await assert.rejects(untyped(3), { name: "TypeError", message: /type number .* timeit\(\(\) => …\)/ });
  await assert.rejects(untyped(null), { name: "TypeError", message: /type null cannot be timed/ });
  await assert.rejects(untyped(), { name: "TypeError", message: /type undefined/ });
  await assert.rejects(untyped({}), { name: "RangeError", message: /there is nothing to compare/ });
  await assert.rejects(untyped({ a: 1 }), { name: "TypeError", message: /"a" is of type number/ });
  await assert.rejects(
    untyped(() => 1, { setup: "x" }),
    { name: "TypeError", message: /setup is of type string/ },
  );
});

test("options out of range are refused before anything is called", async () => {
  const bad: [string, number][] = [
    ["number", 0],
    ["number", Number.NaN],
    ["number", 1.5],
    ["number", Number.POSITIVE_INFINITY],
    ["repeats", 0],
    ["repeats", -3],
    ["repeats", Number.NaN],
    ["warmup", -1],
    ["warmup", 0.5],
    ["minTime", -1],
    ["minTime", Number.NaN],
    ["minTime", Number.POSITIVE_INFINITY],
  ];
  for (const [option, value] of bad)
    await assert.rejects(
      timeit(() => assert.fail("it was called"), { [option]: value }),
      { name: "RangeError", message: new RegExp(`^timeit: ${option} is ${value}; give `) },
    );
});

test("it times also where code must not be made from strings", () => {
  const program = `
    import { timeit } from ${JSON.stringify(new URL("../../src/measure/index.ts", import.meta.url).href)};
    let refused = false;
    try { new Function("return 1"); } catch { refused = true; }
    const { samples } = await timeit(() => 1, { number: 3, repeats: 2, minTime: 0 });
    console.log(refused, samples.length);`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ["--disallow-code-generation-from-strings", "--input-type=module", "--eval", program],
    { encoding: "utf8" },
  );
  assert.equal(stdout, "true 2\n", stderr);
});
