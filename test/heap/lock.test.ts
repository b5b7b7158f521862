// The lock when its owner is gone: dead, unknown, or this very thread stopped in the middle.
import assert from "node:assert/strict";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import { array, free, malloc, stats } from "../../src/heap/index.ts";
import { T_ID, T_NATIVE, T_START, W_DIRTY, W_LOCK, W_SLOTS } from "../../src/heap/layout.ts";
import { attachment } from "../../src/heap/memory.ts";
import { checkTables } from "./chain.ts";

const SLOT = 200;
const RECORD = W_SLOTS + SLOT * 4;

/** Leaves the lock as a thread with this native number would that died in a section. */
function abandon(words: Int32Array, native: number): void {
  words[RECORD + T_ID] = 1_000_001;
  words[RECORD + T_NATIVE] = native;
  words[RECORD + T_START] = 5;
  words[W_DIRTY] = 1;
  words[W_LOCK] = SLOT + 1;
}

test("the lock of a thread that the kernel does not know any more is taken at once", {
  skip: process.platform !== "linux",
}, () => {
  free(malloc(1));
  const { words } = attachment();
  const before = stats().recoveries;
  // Above the largest number of a thread that Linux gives (2^22).
  abandon(words, 2 ** 30);
  const start = performance.now();
  free(malloc(1));
  // The other way to the lock waits for three seconds.
  assert.ok(performance.now() - start < 2500);
  assert.equal(stats().recoveries, before + 1);
  checkTables(words);
  words[RECORD + T_ID] = 0;
});

test("the lock of a thread of which nobody knows is taken after three seconds without progress", () => {
  free(malloc(1));
  const { words } = attachment();
  const before = stats().recoveries;
  abandon(words, 0);
  const start = performance.now();
  free(malloc(1));
  const waited = performance.now() - start;
  assert.ok(waited > 2900 && waited < 20_000, `${waited} ms`);
  assert.equal(stats().recoveries, before + 1);
  checkTables(words);
  words[RECORD + T_ID] = 0;
});

test("a script that is stopped by its timeout inside the allocator leaves a heap that works", () => {
  const work = (): void => {
    for (let i = 0; ; i++) free(malloc(64 * (1 + (i % 40))));
  };
  for (let round = 0; round < 15; round++) {
    assert.throws(() => runInNewContext("work()", { work }, { timeout: 5 + round }), /timed out/);
    free(malloc(100));
    checkTables(attachment().words);
  }
});

test("a stack overflow inside the allocator leaves a heap that works", () => {
  const dive = (depth: number): number => {
    free(malloc(64 + (depth % 10) * 64));
    return dive(depth + 1) + 1;
  };
  for (let round = 0; round < 10; round++) {
    assert.throws(() => dive(round), RangeError);
    // The next section finds the one that was cut short, if one was.
    free(malloc(1));
    checkTables(attachment().words);
  }
  assert.equal(array(Float64Array, 3).length, 3);
});
