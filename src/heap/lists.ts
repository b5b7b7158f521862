// The free lists: two-level segregated fit (Masmano, Ripoll, Crespo, Real: "TLSF: a new dynamic memory allocator for
// real-time systems", ECRTS 2004), so that finding, adding and removing a block take a fixed number of steps.

import {
  B_NEXT_FREE,
  B_PREV_FREE,
  B_SIZE,
  B_STATE,
  FREE,
  W_FREE_BLOCKS,
  W_HEADS,
  W_LEVELS,
  W_LISTS,
  WORDS,
} from "./layout.ts";

// Sizes below 16 granules have a list each; above, every power of two is cut into 16 lists. First levels end at 2^28
// granules (16 GiB), so level and list fit 32 and 16 bits.

/** The list that a free block of `size` granules belongs to: level × 16 + list. */
export function listOf(size: number): number {
  if (size < 16) return size;
  const log = 31 - Math.clz32(size);
  return ((log - 3) << 4) | ((size >>> (log - 4)) & 15);
}

/** Puts the block at granule `at` in its list. Its header's state and size must be written. */
export function insert(words: Int32Array, at: number): void {
  const w = at * WORDS;
  const list = listOf(words[w + B_SIZE]);
  const head = words[W_HEADS + list];
  words[w + B_NEXT_FREE] = head;
  words[w + B_PREV_FREE] = 0;
  if (head !== 0) words[head * WORDS + B_PREV_FREE] = at;
  words[W_HEADS + list] = at;
  words[W_LISTS + (list >>> 4)] |= 1 << (list & 15);
  words[W_LEVELS] |= 1 << (list >>> 4);
  words[W_FREE_BLOCKS]++;
}

/** Takes the block at granule `at` out of its list. */
export function remove(words: Int32Array, at: number): void {
  const w = at * WORDS;
  const next = words[w + B_NEXT_FREE];
  const prev = words[w + B_PREV_FREE];
  if (next !== 0) words[next * WORDS + B_PREV_FREE] = prev;
  if (prev !== 0) {
    words[prev * WORDS + B_NEXT_FREE] = next;
  } else {
    const list = listOf(words[w + B_SIZE]);
    words[W_HEADS + list] = next;
    if (next === 0) {
      const level = list >>> 4;
      words[W_LISTS + level] &= ~(1 << (list & 15));
      if (words[W_LISTS + level] === 0) words[W_LEVELS] &= ~(1 << level);
    }
  }
  words[W_FREE_BLOCKS]--;
}

/** Granule of a free block of at least `size` granules, or 0. */
export function find(words: Int32Array, size: number): number {
  // The first block of the size's own list, if it happens to be large enough: a loop that frees and asks for the same
  // size again gets the same block. (Rounding up, as the paper does, would never look there.)
  const own = listOf(size);
  const head = words[W_HEADS + own];
  if (head !== 0 && words[head * WORDS + B_SIZE] >= size) return head;
  // Any block of a later list is large enough.
  const level = (own + 1) >>> 4;
  const inLevel = words[W_LISTS + level] & (-1 << ((own + 1) & 15));
  if (inLevel !== 0) return words[W_HEADS + (level << 4) + lowest(inLevel)];
  // `2 << 31` is 0 in JavaScript only by way of the shift count's 5 bits; levels end at 25, so this stays exact.
  const above = words[W_LEVELS] & (-2 << level);
  if (above === 0) return 0;
  const next = lowest(above);
  return words[W_HEADS + (next << 4) + lowest(words[W_LISTS + next])];
}

/** Index of the lowest set bit. */
function lowest(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}

/** The size of the largest free block, in granules; looks through one list. */
export function largest(words: Int32Array): number {
  const levels = words[W_LEVELS];
  if (levels === 0) return 0;
  const level = 31 - Math.clz32(levels);
  const list = (level << 4) + (31 - Math.clz32(words[W_LISTS + level]));
  let most = 0;
  for (let at = words[W_HEADS + list]; at !== 0; at = words[at * WORDS + B_NEXT_FREE]) {
    most = Math.max(most, words[at * WORDS + B_SIZE]);
  }
  return most;
}

/** Empties all lists. */
export function reset(words: Int32Array): void {
  words[W_LEVELS] = 0;
  words.fill(0, W_LISTS, W_HEADS + 32 * 16);
  words[W_FREE_BLOCKS] = 0;
}

/** Whether the header at granule `at` says that the block is free. */
export function isFree(words: Int32Array, at: number): boolean {
  return words[at * WORDS + B_STATE] === FREE;
}
