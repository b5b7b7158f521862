// A thread may stop between any two stores of the allocator. Here it does, at every one of them in turn: what is left
// must be a heap that `rebuild` makes whole, in which no block of anybody else was touched.
import assert from "node:assert/strict";
import { test } from "node:test";
import { allocate, blockAt, hold, letGo } from "../../src/heap/blocks.ts";
import { W_RECOVERIES, W_TOP, WORDS } from "../../src/heap/layout.ts";
import { format } from "../../src/heap/memory.ts";
import { rebuild } from "../../src/heap/rebuild.ts";
import { checkTables } from "./chain.ts";

class Stopped extends Error {}

/** The same words, but the store after `stores` others throws, as a termination would. */
function stopping(words: Int32Array, stores: number): Int32Array {
  let left = stores;
  return new Proxy(words, {
    get: (target, key) => {
      const value = Reflect.get(target, key, target);
      // `fill` and `subarray` work on the words themselves: their stores are not counted.
      return typeof value === "function" ? value.bind(target) : value;
    },
    set: (target, key, value) => {
      if (left-- === 0) throw new Stopped();
      return Reflect.set(target, key, value);
    },
  });
}

/** A heap with used and free blocks of several sizes; returns the used ones in order. */
function crowded(): { words: Int32Array; blocks: number[] } {
  const words = new Int32Array(2 ** 18);
  format(words);
  const all = Array.from({ length: 12 }, (_, i) => allocate(words, 100 + i * 300, 64, 0, 0));
  const blocks = all.filter((_, i) => i % 3 !== 1);
  for (const address of all) if (!blocks.includes(address)) letGo(words, blockAt(words, address), 0);
  return { words, blocks };
}

const operations: [string, (words: Int32Array, blocks: number[]) => void, number | null][] = [
  ["taking a new block at the top", (words) => allocate(words, 90_000, 64, 0, 1), null],
  ["taking a block out of a free one", (words) => allocate(words, 200, 64, 0, 1), null],
  ["taking an aligned block at the top", (words) => allocate(words, 9000, 4096, 0, 1), null],
  ["taking an aligned block out of a free one", (words) => allocate(words, 300, 512, 0, 1), null],
  ["freeing between two free blocks", (words, blocks) => letGo(words, blockAt(words, blocks[4]), 0), 4],
  ["freeing after a free block", (words, blocks) => letGo(words, blockAt(words, blocks[1]), 0), 1],
  ["freeing before a free block", (words, blocks) => letGo(words, blockAt(words, blocks[2]), 0), 2],
  ["freeing the last block", (words, blocks) => letGo(words, blockAt(words, blocks[7]), 0), 7],
];

for (const [name, operate, freed] of operations) {
  test(`stopped anywhere while ${name}, the heap can be rebuilt`, () => {
    let stops = 0;
    for (let stores = 0; ; stores++) {
      const { words, blocks } = crowded();
      let stopped = false;
      try {
        operate(stopping(words, stores), blocks);
      } catch (error) {
        if (!(error instanceof Stopped)) throw error;
        stopped = true;
      }
      if (!stopped) break;
      stops++;
      rebuild(words);
      const found = checkTables(words);
      const others = blocks.filter((_, i) => i !== freed);
      assert.deepEqual(
        found.filter((address) => others.includes(address)),
        others,
        `after ${stores} stores`,
      );
      // What else is there is the block that was being freed, or one that the stopped thread got.
      for (const address of found) {
        if (others.includes(address) || (freed !== null && address === blocks[freed])) continue;
        assert.equal(letGo(words, blockAt(words, address), 1), true, "it is the stopped thread's alone");
      }
      checkTables(words);
    }
    assert.ok(stops >= 5, `${stops} stops`);
  });
}

test("a rebuild that is itself stopped can be done again", () => {
  for (let stores = 0; stores < 60; stores++) {
    const { words, blocks } = crowded();
    const cut = stopping(words, stores);
    try {
      rebuild(cut);
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
    }
    rebuild(words);
    assert.deepEqual(checkTables(words), blocks);
  }
});

test("a used block that nobody holds any more is free after a rebuild", () => {
  const { words, blocks } = crowded();
  hold(words, blockAt(words, blocks[0]), 7);
  assert.throws(() => letGo(stopping(words, 1), blockAt(words, blocks[3]), 0), Stopped);
  rebuild(words);
  assert.deepEqual(
    checkTables(words),
    blocks.filter((_, i) => i !== 3),
  );
  assert.equal(words[W_RECOVERIES], 1);
});

test("headers that native code wrote over are an error that says so", () => {
  const { words, blocks } = crowded();
  const top = words[W_TOP];
  words.fill(-1, blocks[2] / 4 - WORDS, blocks[2] / 4);
  assert.throws(() => rebuild(words), { name: "HeapError", message: /was overwritten/ });
  assert.equal(words[W_TOP], top);
});
