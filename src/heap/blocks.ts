// Blocks: cut from the free lists or from the untouched memory above them, joined with free neighbours when they come
// back. All of it runs under the lock, and every step leaves a chain of headers that `rebuild` can walk.

import { HeapError } from "./errors.ts";
import {
  B_BYTES,
  B_BYTES_HIGH,
  B_DTYPE,
  B_HOLDERS,
  B_LENT,
  B_PREV,
  B_SIZE,
  B_STATE,
  FREE,
  GRANULE,
  LENT,
  USED,
  W_BLOCKS,
  W_END,
  W_FIRST,
  W_FRESH,
  W_LAST,
  W_PEAK,
  W_STARTS,
  W_TOP,
  W_USED,
  WORDS,
} from "./layout.ts";
import { find, insert, isFree, remove } from "./lists.ts";

/** Up to which byte address the block that `allocate` gave last may hold old bytes; beyond, they are zero. */
export let dirtyUntil = 0;

/**
 * A block of `bytes` bytes for the thread `slot`, its bytes at a multiple of `align` (a power of two, at least 64).
 * Returns the address, or 0 if there is no such block.
 */
export function allocate(
  words: Int32Array,
  bytes: number,
  align: number,
  type: number,
  slot: number,
): number {
  const size = 1 + Math.ceil(bytes / GRANULE);
  // Room to move the start up to the next multiple; the header's granule in front counts already.
  const slack = align / GRANULE - 1;
  let at = find(words, size + slack);
  if (at !== 0) {
    dirtyUntil = words[W_FRESH] * GRANULE;
    remove(words, at);
  } else {
    at = words[W_TOP];
    if (at + size + slack > words[W_END]) return 0;
    dirtyUntil = words[W_FRESH] * GRANULE;
    extend(words, at, size + slack);
  }
  // From here to the store of USED the block is free by its header, in no list: what a rebuild puts back.
  if (slack > 0) {
    const shift = (align / GRANULE - ((at + 1) % (align / GRANULE))) % (align / GRANULE);
    if (shift > 0) {
      const front = at;
      at = split(words, front, shift);
      insert(words, front);
    }
  }
  if (words[at * WORDS + B_SIZE] > size) putAway(words, split(words, at, size));
  const w = at * WORDS;
  words[w + B_BYTES] = bytes | 0;
  words[w + B_BYTES_HIGH] = Math.floor(bytes / 2 ** 32);
  words[w + B_DTYPE] = type;
  words[w + B_LENT] = 0;
  for (let i = B_HOLDERS; i < WORDS; i++) words[w + i] = 0;
  words[w + B_HOLDERS + (slot >>> 5)] = 1 << (slot & 31);
  words[W_STARTS + (at >>> 5)] |= 1 << (at & 31);
  // The commit point: a thread that dies after it leaves a block of its own, which is given back with its others.
  words[w + B_STATE] = USED;
  words[W_BLOCKS]++;
  words[W_USED] += size;
  if (words[W_USED] > words[W_PEAK]) words[W_PEAK] = words[W_USED];
  return (at + 1) * GRANULE;
}

/** Makes a free block of `size` granules at the top, in no list. */
function extend(words: Int32Array, at: number, size: number): void {
  const w = at * WORDS;
  // FRESH before the first store above it: a thread that dies in between costs a clearing too much, never one too few.
  if (at + size > words[W_FRESH]) words[W_FRESH] = at + size;
  words[w + B_STATE] = FREE;
  words[w + B_SIZE] = size;
  words[w + B_PREV] = words[W_LAST];
  words[W_LAST] = at;
  words[W_TOP] = at + size;
}

/** Cuts the free block `at` after `size` granules; returns the second half, which is in no list. */
function split(words: Int32Array, at: number, size: number): number {
  const w = at * WORDS;
  const rest = at + size;
  const r = rest * WORDS;
  const whole = words[w + B_SIZE];
  words[r + B_STATE] = FREE;
  words[r + B_SIZE] = whole - size;
  words[r + B_PREV] = at;
  // One store makes two blocks of one: before it the new header is dead bytes inside a free block.
  words[w + B_SIZE] = size;
  const after = at + whole;
  if (after < words[W_TOP]) words[after * WORDS + B_PREV] = rest;
  else words[W_LAST] = rest;
  return rest;
}

/** Joins a free block that is in no list with its free neighbours, and puts it away. */
function giveBack(words: Int32Array, block: number): void {
  let at = block;
  const after = at + words[at * WORDS + B_SIZE];
  if (after < words[W_TOP] && isFree(words, after)) {
    remove(words, after);
    words[at * WORDS + B_SIZE] += words[after * WORDS + B_SIZE];
  }
  const before = words[at * WORDS + B_PREV];
  if (before !== 0 && isFree(words, before)) {
    remove(words, before);
    words[before * WORDS + B_SIZE] += words[at * WORDS + B_SIZE];
    at = before;
  }
  const end = at + words[at * WORDS + B_SIZE];
  if (end < words[W_TOP]) words[end * WORDS + B_PREV] = at;
  putAway(words, at);
}

/** Lists a free block whose neighbours are not free, or lowers the top if it is the last. */
function putAway(words: Int32Array, at: number): void {
  if (at + words[at * WORDS + B_SIZE] < words[W_TOP]) {
    insert(words, at);
  } else {
    words[W_LAST] = words[at * WORDS + B_PREV];
    words[W_TOP] = at;
  }
}

/** Granule of the used block whose bytes start at `address`. Throws HeapError if there is none. */
export function blockAt(words: Int32Array, address: number): number {
  const at = address / GRANULE - 1;
  if (Number.isInteger(at) && at >= words[W_FIRST] && at < words[W_TOP]) {
    if (startsAt(words, at)) return at;
  }
  throw new HeapError(
    `Address ${address} is not a block of the heap: it was freed already, or never came from malloc or heap.array.`,
  );
}

/** Granule of the used block that the `bytes` bytes from `address` lie in, or 0. */
export function blockAround(words: Int32Array, address: number, bytes = 0): number {
  let at = Math.min(Math.floor(address / GRANULE) - 1, words[W_TOP] - 1);
  const first = words[W_FIRST];
  while (at >= first) {
    const bits = words[W_STARTS + (at >>> 5)] & (-1 >>> (31 - (at & 31)));
    if (bits !== 0) {
      const start = (at & ~31) + 31 - Math.clz32(bits);
      // An empty array's address is the end of its block, hence "up to and including".
      return address + bytes <= (start + words[start * WORDS + B_SIZE]) * GRANULE ? start : 0;
    }
    at = (at & ~31) - 1;
  }
  return 0;
}

function startsAt(words: Int32Array, at: number): boolean {
  return (words[W_STARTS + (at >>> 5)] & (1 << (at & 31))) !== 0;
}

/** Whether thread `slot` holds the block at granule `at`. */
export function holds(words: Int32Array, at: number, slot: number): boolean {
  return (words[at * WORDS + B_HOLDERS + (slot >>> 5)] & (1 << (slot & 31))) !== 0;
}

/** Makes thread `slot` a holder of the block at granule `at`. */
export function hold(words: Int32Array, at: number, slot: number): void {
  words[at * WORDS + B_HOLDERS + (slot >>> 5)] |= 1 << (slot & 31);
}

/** Makes the block at granule `at` stay until one more thread has taken it over. */
export function lendOut(words: Int32Array, at: number): void {
  hold(words, at, LENT);
  words[at * WORDS + B_LENT]++;
}

/** A thread that holds the block at granule `at` has taken it over: ends one loan, if there is any. */
export function takeOver(words: Int32Array, at: number): void {
  if (!holds(words, at, LENT)) return;
  words[at * WORDS + B_LENT]--;
  if (words[at * WORDS + B_LENT] <= 0) letGo(words, at, LENT);
}

/** Ends the hold of thread `slot`; the block is freed with its last holder. Returns whether it was. */
export function letGo(words: Int32Array, at: number, slot: number): boolean {
  const w = at * WORDS;
  words[w + B_HOLDERS + (slot >>> 5)] &= ~(1 << (slot & 31));
  for (let i = B_HOLDERS; i < WORDS; i++) if (words[w + i] !== 0) return false;
  const size = words[w + B_SIZE];
  words[W_STARTS + (at >>> 5)] &= ~(1 << (at & 31));
  words[w + B_STATE] = FREE;
  words[W_BLOCKS]--;
  words[W_USED] -= size;
  giveBack(words, at);
  return true;
}

/** Bytes that were asked for when the block at granule `at` was made. */
export function bytesOf(words: Int32Array, at: number): number {
  return (words[at * WORDS + B_BYTES] >>> 0) + words[at * WORDS + B_BYTES_HIGH] * 2 ** 32;
}
