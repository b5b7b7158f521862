// What the heap says of itself: numbers for a program, and the text of the out-of-memory error for a person.
// Both come from one walk over the block headers.

import { bytesOf } from "./blocks.ts";
import { human, OutOfMemoryError } from "./errors.ts";
import {
  B_DTYPE,
  B_HOLDERS,
  B_SIZE,
  B_STATE,
  DTYPES,
  GRANULE,
  LENT,
  USED,
  W_BLOCKS,
  W_COLLECTIONS,
  W_END,
  W_FIRST,
  W_FREE_BLOCKS,
  W_PEAK,
  W_REAPED,
  W_RECOVERIES,
  W_TOP,
  W_USED,
  WORDS,
} from "./layout.ts";
import { largest } from "./lists.ts";
import { locked } from "./lock.ts";
import { attachment } from "./memory.ts";
import { threadOf } from "./threads.ts";

/** A group of blocks: how many, and how many bytes were asked for in all. */
export interface Share {
  blocks: number;
  bytes: number;
}

/** The state of the heap; sizes in bytes. */
export interface HeapStats {
  /** What blocks can have in all. */
  capacity: number;
  /** In used blocks, their headers and rounding included. */
  used: number;
  /** Number of used blocks. */
  blocks: number;
  /** The most that `used` ever was. */
  peak: number;
  free: number;
  /** The largest block that could be had now. */
  largestFree: number;
  /** Number of separate free pieces between used blocks. */
  fragments: number;
  /** By what the blocks hold: "float64", …, or "bytes" for malloc. */
  byType: Record<string, Share>;
  /** By thread (worker_threads' threadId) that holds the block; a block of two counts in both; "lent" is on its way. */
  byThread: Record<string, Share>;
  /** By place in the program, of this thread's blocks; empty unless AMDAHL_DEBUG is set. */
  bySite: Record<string, Share>;
  /** Synchronous collections so far, in all threads. */
  collections: number;
  /** Threads whose blocks were taken back after their end. */
  reaped: number;
  /** How often the free lists were made anew after a thread was stopped inside the allocator. */
  recoveries: number;
}

interface Block {
  address: number;
  bytes: number;
  type: string;
  threads: number[];
}

function used(words: Int32Array): Block[] {
  const found: Block[] = [];
  const top = words[W_TOP];
  for (let at = words[W_FIRST]; at < top; at += words[at * WORDS + B_SIZE]) {
    const w = at * WORDS;
    if (words[w + B_STATE] !== USED) continue;
    const threads: number[] = [];
    for (let i = 0; i < WORDS - B_HOLDERS; i++) {
      for (let bits = words[w + B_HOLDERS + i]; bits !== 0; bits &= bits - 1) {
        const slot = i * 32 + 31 - Math.clz32(bits & -bits);
        threads.push(slot === LENT ? -1 : threadOf(words, slot));
      }
    }
    found.push({
      address: (at + 1) * GRANULE,
      bytes: bytesOf(words, at),
      type: DTYPES[words[w + B_DTYPE]],
      threads,
    });
  }
  return found;
}

function nameOf(thread: number): string {
  if (thread < 0) return "nobody yet (lent)";
  return thread === 0 ? "the main thread" : `worker ${thread}`;
}

function largestFree(words: Int32Array): number {
  const granules = Math.max(largest(words), words[W_END] - words[W_TOP]);
  return Math.max(0, granules - 1) * GRANULE;
}

/**
 * The state of the heap, from a walk over all blocks (a millisecond for some ten thousand).
 *
 * @example
 * stats().used // bytes
 */
export function stats(): HeapStats {
  const { sites } = attachment();
  return locked((words) => {
    const capacity = (words[W_END] - words[W_FIRST]) * GRANULE;
    const byType: Record<string, Share> = {};
    const byThread: Record<string, Share> = {};
    const bySite: Record<string, Share> = {};
    const add = (shares: Record<string, Share>, key: string, bytes: number): void => {
      shares[key] ??= { blocks: 0, bytes: 0 };
      shares[key].blocks++;
      shares[key].bytes += bytes;
    };
    for (const block of used(words)) {
      add(byType, block.type, block.bytes);
      for (const thread of block.threads) add(byThread, thread < 0 ? "lent" : String(thread), block.bytes);
      const site = sites.get(block.address);
      if (site !== undefined) add(bySite, site, block.bytes);
    }
    return {
      capacity,
      used: words[W_USED] * GRANULE,
      blocks: words[W_BLOCKS],
      peak: words[W_PEAK] * GRANULE,
      free: capacity - words[W_USED] * GRANULE,
      largestFree: largestFree(words),
      fragments: words[W_FREE_BLOCKS],
      byType,
      byThread,
      bySite,
      collections: words[W_COLLECTIONS],
      reaped: words[W_REAPED],
      recoveries: words[W_RECOVERIES],
    };
  });
}

/** The error for a request that could not be met: how much, what is in use, by whom, and what to do. */
export function outOfMemory(bytes: number): OutOfMemoryError {
  const { sites } = attachment();
  return locked((words) => {
    const capacity = (words[W_END] - words[W_FIRST]) * GRANULE;
    const free = largestFree(words);
    const blocks = used(words).sort((a, b) => b.bytes - a.bytes);
    const lines = blocks.slice(0, 5).map((block) => {
      const who = block.threads.map(nameOf).join(", ");
      const site = sites.get(block.address);
      return `\n  ${human(block.bytes)} of ${block.type}, held by ${who}${site ? `, made at ${site}` : ""}`;
    });
    const rest = blocks.length - lines.length;
    if (rest > 0) lines.push(`\n  and ${rest} smaller`);
    const advice =
      sites.size === 0 && blocks.length > 0 ? ", AMDAHL_DEBUG=1 says where blocks were made" : "";
    return new OutOfMemoryError(
      `Out of heap memory: ${human(bytes)} asked for, ${human(words[W_USED] * GRANULE)} of ${human(capacity)} ` +
        `in use, largest free block ${human(free)}.` +
        (lines.length > 0 ? ` The largest blocks:${lines.join("")}` : "") +
        `\nLet arrays go (release(array), or drop every reference to it and its subarrays), or set AMDAHL_HEAP ` +
        `(up to 16G)${advice}.`,
      bytes,
      free,
    );
  });
}
