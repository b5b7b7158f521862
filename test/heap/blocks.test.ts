// The allocator against a model that only remembers which bytes are whose.
import assert from "node:assert/strict";
import { test } from "node:test";
import { allocate, blockAround, blockAt, bytesOf, hold, letGo } from "../../src/heap/blocks.ts";
import { W_END, W_FIRST, W_FRESH, W_TOP } from "../../src/heap/layout.ts";
import { format } from "../../src/heap/memory.ts";
import { checkTables, random } from "./chain.ts";

function empty(bytes = 2 ** 22): Int32Array {
  const words = new Int32Array(bytes / 4);
  format(words);
  return words;
}

const give = (words: Int32Array, address: number): boolean => letGo(words, blockAt(words, address), 0);

for (const seed of [1, 2, 3, 4]) {
  test(`random allocations never overlap, and freeing all joins everything (seed ${seed})`, () => {
    const words = empty(2 ** 21);
    const bytes = new Uint8Array(words.buffer);
    const next = random(seed);
    const live: { address: number; size: number; tag: number }[] = [];
    let refused = 0;
    for (let step = 0; step < 6000; step++) {
      if (live.length === 0 || next(100) < 54) {
        const size = next(10) === 0 ? next(200_000) : next(3000);
        const align = next(8) === 0 ? 64 << next(7) : 64;
        const address = allocate(words, size, align, 0, 0);
        if (address === 0) {
          refused++;
          continue;
        }
        assert.equal(address % align, 0);
        assert.ok(address + size <= bytes.length);
        const tag = 1 + next(255);
        bytes.fill(tag, address, address + size);
        live.push({ address, size, tag });
      } else {
        const [gone] = live.splice(next(live.length), 1);
        // If another block lay over this one, its tag would be here.
        for (let i = gone.address; i < gone.address + gone.size; i++) {
          if (bytes[i] !== gone.tag) assert.fail(`byte ${i} of the block at ${gone.address} was overwritten`);
        }
        assert.equal(bytesOf(words, blockAt(words, gone.address)), gone.size);
        assert.equal(give(words, gone.address), true);
      }
      if (step % 200 === 0) {
        assert.deepEqual(
          checkTables(words),
          live.map((block) => block.address).sort((a, b) => a - b),
        );
      }
    }
    assert.ok(refused > 0, "the heap was full at times");
    for (const block of live) give(words, block.address);
    assert.deepEqual(checkTables(words), []);
    assert.equal(words[W_TOP], words[W_FIRST], "one free piece is left");
  });
}

test("a freed block is the next one of its size", () => {
  const words = empty();
  const a = allocate(words, 8000, 64, 0, 0);
  allocate(words, 8000, 64, 0, 0);
  give(words, a);
  assert.equal(allocate(words, 8000, 64, 0, 0), a);
});

test("the whole heap can be one block, and not a byte more", () => {
  const words = empty();
  const all = (words[W_END] - words[W_FIRST] - 1) * 64;
  assert.equal(allocate(words, all + 1, 64, 0, 0), 0);
  const address = allocate(words, all, 64, 0, 0);
  assert.notEqual(address, 0);
  assert.equal(allocate(words, 0, 64, 0, 0), 0);
  give(words, address);
  assert.deepEqual(checkTables(words), []);
});

test("memory above the highest block ever is known to be untouched", () => {
  const words = empty();
  const a = allocate(words, 64_000, 64, 0, 0);
  const fresh = words[W_FRESH];
  give(words, a);
  assert.equal(words[W_TOP], words[W_FIRST]);
  assert.equal(words[W_FRESH], fresh);
});

test("a block stays while any thread holds it", () => {
  const words = empty();
  const address = allocate(words, 10, 64, 0, 0);
  const at = blockAt(words, address);
  hold(words, at, 255);
  assert.equal(letGo(words, at, 0), false);
  assert.equal(letGo(words, at, 255), true);
  assert.throws(() => blockAt(words, address), { name: "HeapError", message: /is not a block of the heap/ });
});

test("a block is found from any byte in it, and from none outside", () => {
  const words = empty();
  const addresses = [1, 64, 100_000, 0, 5000].map((size) => allocate(words, size, 64, 0, 0));
  const at = blockAt(words, addresses[2]);
  for (const offset of [0, 1, 63, 64, 50_000, 99_999]) {
    assert.equal(blockAround(words, addresses[2] + offset), at);
  }
  assert.equal(blockAround(words, addresses[3]), blockAt(words, addresses[3]), "an empty block's address");
  give(words, addresses[2]);
  assert.equal(blockAround(words, addresses[2] + 50_000), 0);
  assert.equal(blockAround(words, 0), 0);
  assert.equal(blockAround(words, words.length * 4 - 1), 0);
});
