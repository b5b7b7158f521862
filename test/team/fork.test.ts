import assert from "node:assert/strict";
import { test } from "node:test";
import { draw, giveBack, inUse } from "../../src/team/budget.ts";
import { pack, unpack } from "../../src/team/failure.ts";
import {
  cores,
  type ForkCall,
  fork,
  getThreads,
  type Job,
  type Local,
  setThreads,
  warm,
} from "../../src/team/index.ts";
import { BYTES } from "../../src/team/layout.ts";
import { isNested } from "../../src/team/nested.ts";
import { shareOut, work } from "../../src/team/units.ts";
import { type Payload, prepare } from "./fixtures/runner.ts";

const RUNNER = new URL("./fixtures/runner.ts", import.meta.url).href;
let key = 0;

function job(units: number, more: Partial<Payload> = {}): { job: Job; local: Local; counts: Int32Array } {
  const counts = new SharedArrayBuffer(4 * Math.max(1, units));
  const payload: Payload = { counts, ...more };
  return {
    job: { runner: RUNNER, key: ++key, payload },
    local: prepare(payload),
    counts: new Int32Array(counts),
  };
}

function call(units: number, more: Partial<ForkCall> = {}): ForkCall {
  return { fn: 0, units, frame: 7, stride: 0, partials: 0, schedule: "static", threads: 2, ...more };
}

function idle(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

for (const schedule of ["static", "dynamic"] as const) {
  for (const threads of [1, 2, 3, 8]) {
    test(`every unit runs exactly once, ${schedule}, ${threads} threads`, () => {
      for (const units of [0, 1, 7, 1000]) {
        const { job: j, local, counts } = job(units);
        for (let round = 1; round <= 20; round++) {
          fork(j, call(units, { schedule, threads }), local);
          assert.deepEqual([...counts], new Array(Math.max(1, units)).fill(units === 0 ? 0 : round));
        }
      }
    });
  }
}

test("a dynamic schedule ends with single units, so that no thread waits long for another's last claim", () => {
  const words = new Int32Array(new SharedArrayBuffer(BYTES));
  for (const [units, threads] of [
    [1000, 2],
    [5000, 8],
  ]) {
    const claims: number[] = [];
    shareOut(words, units, threads, true);
    work(words, 0, threads, 0, (_fn, first, last) => claims.push(last - first), 0, 0, 0);
    assert.equal(
      claims.reduce((sum, n) => sum + n),
      units,
    );
    assert.deepEqual(
      claims,
      claims.toSorted((a, b) => b - a),
    );
    assert.ok(claims[0] > 1);
    assert.deepEqual(claims.slice(-4 * threads), new Array(4 * threads).fill(1));
  }
});

test("workers do take part once they are there", () => {
  warm(2, RUNNER);
  const { job: j, local, counts } = job(64, { delay: 1 });
  let mine = 0;
  const counted: Local = (fn, first, last, frame, partials) => {
    mine += last - first;
    local(fn, first, last, frame, partials);
  };
  // The worker starts in the background: it joins some fork within the time that threads take to start.
  const until = Date.now() + 10_000;
  let rounds = 0;
  do {
    mine = 0;
    fork(j, call(64, { fn: 2 }), counted);
    rounds++;
  } while (mine === 64 && Date.now() < until);
  assert.ok(mine < 64, "the worker never came");
  assert.deepEqual([...counts], new Array(64).fill(rounds));
});

test("the lowest unit's error wins, whatever the timing, and the next fork works", () => {
  for (let round = 0; round < 60; round++) {
    const failing = [3 + (round % 40), 20 + (round % 13), 63, 50];
    const lowest = Math.min(...failing);
    const schedule = round % 2 === 0 ? "static" : "dynamic";
    const threads = 2 + (round % 3);
    const { job: j, local, counts } = job(64, { failing, delay: 0.05 });
    assert.throws(
      () => fork(j, call(64, { fn: 1, schedule, threads }), local),
      (error) =>
        error instanceof RangeError &&
        error.message === `unit ${lowest} of frame 7` &&
        (error as unknown as { unit: number }).unit === lowest &&
        /runner\.ts/.test(error.stack ?? ""),
    );
    for (let u = 0; u < lowest; u++) assert.equal(counts[u], 1, `unit ${u} below the failing ${lowest}`);
    const after = job(64);
    fork(after.job, call(64, { threads }), after.local);
    assert.deepEqual([...after.counts], new Array(64).fill(1));
  }
});

test("after an error the units above it are dropped: at most one claim per thread throws", () => {
  for (let i = 0; i < 200; i++) {
    const { job: j, local, counts } = job(1000);
    assert.throws(
      () => fork(j, call(1000, { fn: 7, schedule: "dynamic", threads: 3 }), local),
      /^Error: unit 0$/,
    );
    assert.ok(counts[0] >= 1 && counts[0] <= 3, `${counts[0]} threw`);
  }
});

test("an error arrives as its nearest standard class under its own name, with its fields, and what is no error arrives as it is", () => {
  const { job: j, local } = job(64);
  const odd = [new TypeError("t", { cause: 7 }), new (class Odd extends SyntaxError {})("o"), new Error("")];
  for (const error of [...odd, Object.assign(new URIError("u"), { fields: [1, { a: 2 }], f: () => 1 })]) {
    const again = unpack(structuredClone(pack(error)), "thread 1") as Error & {
      fields?: unknown;
      f?: unknown;
    };
    assert.equal(again.message, error.message);
    assert.equal(again.name, error.name);
    assert.equal(again.cause, error.cause);
    assert.ok(again instanceof (error.constructor.name === "Odd" ? SyntaxError : error.constructor));
    assert.deepEqual(again.fields, (error as { fields?: unknown }).fields);
    assert.equal(typeof again.f, again.message === "u" ? "string" : "undefined");
    assert.ok(again.stack?.startsWith(error.stack as string));
  }
  assert.throws(
    () => fork(j, call(64, { fn: 3 }), local),
    (e) => e instanceof RangeError && e.name === "Custom",
  );
  assert.throws(
    () => fork(j, call(64, { fn: 4 }), local),
    (thrown) => thrown === "text 0",
  );
});

test("a fork inside a unit runs here, in order, with the same answer", () => {
  const outer = job(8);
  const inner = job(100);
  const order: number[] = [];
  const nested: Local = (_fn, first, last) => {
    for (let u = first; u < last; u++) {
      fork(inner.job, call(100), (fn, from, to, frame, partials) => {
        order.push(from, to);
        inner.local(fn, from, to, frame, partials);
      });
    }
  };
  const before = job(8);
  fork(before.job, call(8, { threads: 1 }), before.local);
  nested(0, 0, 1, 0, 0);
  order.length = 0;
  // On a busy machine the workers may take all units before this thread gets one.
  for (let i = 0; i < 100 && order.length === 0; i++) fork(outer.job, call(8), nested);
  assert.ok(order.length > 0);
  for (let i = 0; i < order.length; i += 2) assert.deepEqual([order[i], order[i + 1]], [0, 100]);
});

test("thousands of forks, of changing sizes and thread counts", () => {
  const { job: j, local, counts } = job(64);
  let expected = 0;
  for (let i = 0; i < 5000; i++) {
    fork(j, call(64, { threads: 2 + (i % 2), schedule: i % 3 === 0 ? "dynamic" : "static" }), local);
    expected++;
    if (i % 1000 === 0) idle(2);
  }
  assert.deepEqual([...counts], new Array(64).fill(expected));
});

test("frame and partials reach the function as they are", () => {
  const { job: j, local, counts } = job(4);
  fork(j, call(4, { partials: 41 }), local);
  assert.deepEqual([...counts], [42, 42, 42, 42]);
});

test("a runner that cannot be imported costs the workers' help only, and is told", async () => {
  const warnings: string[] = [];
  const listen = (warning: Error) => warnings.push(warning.message);
  process.on("warning", listen);
  const { local, counts } = job(64);
  const missing: Job = { runner: new URL("./no-such.ts", import.meta.url).href, key: ++key, payload: null };
  let forks = 0;
  for (const until = Date.now() + 10_000; warnings.length === 0 && Date.now() < until; forks++) {
    fork(missing, call(64), local);
    // Warnings are emitted when the event loop turns.
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  process.off("warning", listen);
  assert.deepEqual([...counts], new Array(64).fill(forks));
  assert.match(warnings[0], /no part in a parallel loop.*no-such\.ts/);
  const after = job(64);
  fork(after.job, call(64), after.local);
  assert.deepEqual([...after.counts], new Array(64).fill(1));
});

test("a worker that dies inside a fork ends the fork with an error, and the next fork has a new team", {
  skip: process.platform === "linux" ? false : "asks /proc",
}, () => {
  const { job: j, local } = job(64);
  // Function 6 ends its thread, and does nothing in this one. The worker comes at some fork.
  let thrown: unknown;
  for (const until = Date.now() + 10_000; thrown === undefined && Date.now() < until; ) {
    try {
      fork(j, call(64, { fn: 6 }), local);
    } catch (error) {
      thrown = error;
    }
  }
  assert.ok(thrown instanceof Error);
  assert.match(thrown.message, /Thread 1 of amdahl's team ended inside a parallel loop/);
  const after = job(64);
  fork(after.job, call(64), after.local);
  assert.deepEqual([...after.counts], new Array(64).fill(1));
});

test("a fork at the end of the stack throws, and later forks are whole", () => {
  const { job: j, local, counts } = job(64);
  const deeper = (): number => {
    try {
      return 1 + deeper();
    } catch (error) {
      assert.ok(error instanceof RangeError);
      // Overflows here, or a little further in, at every depth on the way up until there is room enough.
      return fork(j, call(64), local);
    }
  };
  // The overflow comes at another place each time: bind's frames, of one more argument each, shift it by words.
  for (let i = 0; i < 30; i++) {
    deeper.bind(undefined, ...(new Array(i) as []))();
    assert.equal(inUse(), 0, "cores stay drawn");
    assert.equal(isNested(), false);
    counts.fill(0);
    fork(j, call(64), local);
    assert.deepEqual([...counts], new Array(64).fill(1));
  }
});

test("without budget a fork runs here, in order, with the same answer, unless told how many threads", () => {
  const all = draw(cores().count, cores().count, false);
  assert.equal(all, cores().count);
  try {
    const { job: j, local, counts } = job(64);
    const order: number[] = [];
    const noted: Local = (fn, first, last, frame, partials) => {
      order.push(first, last);
      local(fn, first, last, frame, partials);
    };
    assert.equal(fork(j, call(64, { threads: 0 }), noted), 1);
    assert.deepEqual(order, [0, 64]);
    assert.equal(fork(j, call(64, { threads: 2 }), noted), 2);
    assert.deepEqual([...counts], new Array(64).fill(2));
  } finally {
    giveBack(all);
  }
  if (cores().count > 1) {
    const { job: j, local } = job(64);
    assert.equal(fork(j, call(64, { threads: 0 }), local), cores().count);
  }
});

test("setThreads takes integers from 1 to 255", () => {
  for (const bad of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 256]) {
    assert.throws(() => setThreads(bad), {
      name: "RangeError",
      message: new RegExp(`setThreads\\(${bad}\\)`),
    });
  }
  setThreads(3);
  assert.equal(getThreads(), 3);
});
