// What must hold of the allocator's tables whenever nobody is inside it; used by the tests of this folder.
import assert from "node:assert/strict";
import {
  B_NEXT_FREE,
  B_PREV,
  B_PREV_FREE,
  B_SIZE,
  B_STATE,
  FREE,
  USED,
  W_BLOCKS,
  W_FIRST,
  W_FREE_BLOCKS,
  W_HEADS,
  W_LAST,
  W_LEVELS,
  W_LISTS,
  W_STARTS,
  W_TOP,
  W_USED,
  WORDS,
} from "../../src/heap/layout.ts";
import { listOf } from "../../src/heap/lists.ts";

/** Walks the headers and the free lists and compares them with each other; returns addresses of the used blocks. */
export function checkTables(words: Int32Array): number[] {
  const usedAt: number[] = [];
  const freeAt = new Set<number>();
  let before = 0;
  let beforeFree = false;
  let used = 0;
  let at = words[W_FIRST];
  while (at < words[W_TOP]) {
    const w = at * WORDS;
    const state = words[w + B_STATE];
    assert.ok(state === FREE || state === USED, `a header at ${at}`);
    assert.equal(words[w + B_PREV], before, "the back link");
    const marked = (words[W_STARTS + (at >>> 5)] & (1 << (at & 31))) !== 0;
    assert.equal(marked, state === USED, "the start bit");
    if (state === FREE) {
      assert.ok(!beforeFree, "free neighbours are joined");
      freeAt.add(at);
    } else {
      usedAt.push((at + 1) * 64);
      used += words[w + B_SIZE];
    }
    beforeFree = state === FREE;
    before = at;
    at += words[w + B_SIZE];
  }
  assert.equal(at, words[W_TOP]);
  assert.ok(!beforeFree, "the last block is used: what is free at the end is given back to the top");
  assert.equal(words[W_LAST], before);
  assert.equal(words[W_USED], used);
  assert.equal(words[W_BLOCKS], usedAt.length);
  assert.equal(words[W_FREE_BLOCKS], freeAt.size);
  let listed = 0;
  for (let list = 0; list < 32 * 16; list++) {
    const head = words[W_HEADS + list];
    assert.equal((words[W_LISTS + (list >>> 4)] & (1 << (list & 15))) !== 0, head !== 0, "the list's bit");
    let prev = 0;
    for (let block = head; block !== 0; block = words[block * WORDS + B_NEXT_FREE]) {
      assert.ok(freeAt.has(block), "a listed block is free");
      assert.equal(listOf(words[block * WORDS + B_SIZE]), list);
      assert.equal(words[block * WORDS + B_PREV_FREE], prev);
      prev = block;
      listed++;
    }
  }
  assert.equal(listed, freeAt.size, "every free block is listed");
  for (let level = 0; level < 32; level++) {
    assert.equal((words[W_LEVELS] & (1 << level)) !== 0, words[W_LISTS + level] !== 0, "the level's bit");
  }
  return usedAt;
}

/** Random whole numbers below n, from a seed (mulberry32, Tommy Ettinger). */
export function random(seed: number): (n: number) => number {
  let state = seed | 0;
  return (n) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * n);
  };
}
