// Where everything lies in a team's control block: the one SharedArrayBuffer through which an owner and its workers
// talk without an event loop. The protocol that the words serve is written down here, once.
//
// ENTRY is the door of the current fork: open bit, threads wanted, threads inside. A worker comes in by a
// compare-exchange of ENTRY (count + 1) that succeeds only while the door is open, and leaves by subtracting 1. The
// owner writes the description of a fork while the door is shut and nobody is inside, then opens it, works, shuts it,
// and waits until the count is 0. So whoever is inside reads a description that cannot change, and whoever is late
// finds the door shut and was never waited for.
//
// Ordering. Every word that two threads race for is accessed by Atomics, which JavaScript orders totally (sequential
// consistency). The description is written and read plainly: the owner's plain writes precede its Atomics.store of
// ENTRY, a worker's plain reads follow its compare-exchange of ENTRY that saw that store, and the same in the other
// direction when it leaves, so the two are ordered by that pair. What units write is ordered the same way.

/** Threads of one team at most, the owner included: the counts in ENTRY have 8 bits. */
export const MAX_THREADS = 255;

/** Int32 words per group: 128 bytes, two cache lines, since processors fetch lines in pairs. */
const GROUP = 32;

/** generation << 17 | open << 16 | threads << 8 | inside. The generation only makes consecutive doors differ. */
export const ENTRY = 0;
/** How many workers are in, or about to be in, Atomics.wait on ENTRY. */
export const SLEEPERS = GROUP;
/** 1 while the owner is in, or about to be in, Atomics.wait on LEFT. */
export const OWNER_WAITS = 2 * GROUP;
/** Bumped to wake the owner when the last worker has left. */
export const LEFT = 2 * GROUP + 1;
/** First unit of the lowest claim that threw; NONE if none did. */
export const FAILED = 3 * GROUP;
/** How many payloads could not be prepared by some worker, and wait in the ports to be told. */
export const TROUBLE = 3 * GROUP + 1;
/** The description of the current fork. */
export const KEY = 4 * GROUP;
export const FN = 4 * GROUP + 1;
export const UNITS = 4 * GROUP + 2;
export const DYNAMIC = 4 * GROUP + 3;
/** 1 if workers are to spin after this fork before they sleep. */
export const SPINS = 4 * GROUP + 4;
/** A claim takes this part of what is left of a range: 1 all of it, 8 an eighth. */
export const PART = 4 * GROUP + 5;
/** Float64 words: the same bytes seen as 8-byte words. */
export const FRAME_F64 = (4 * GROUP + 8) / 2;
export const PARTIALS_F64 = FRAME_F64 + 1;
export const BASE_F64 = FRAME_F64 + 2;
/** One group per thread: the next unclaimed unit of its range, and the range's end. */
const RANGES = 5 * GROUP;
/** One word per thread: how many messages the owner has posted to it. */
const MESSAGES = RANGES + GROUP * MAX_THREADS;

/** One word per thread: its number at the operating system, 0 until it has started, -1 if unknown. */
const NATIVE = MESSAGES + MAX_THREADS;

export const BYTES = 4 * (NATIVE + MAX_THREADS);

/** FAILED when nothing failed: above every unit. */
export const NONE = 0x7fffffff;

export const INSIDE_MASK = 0xff;
export const OPEN = 1 << 16;

/** The word where thread `slot`'s next unclaimed unit is; its range's end is in the word after. */
export function range(slot: number): number {
  return RANGES + GROUP * slot;
}

/** The word that is 1 while thread `slot` is inside, so that a thread that died outside is not taken for lost. */
export function busy(slot: number): number {
  return RANGES + GROUP * slot + 2;
}

/** The word that counts the messages posted to thread `slot`. */
export function messages(slot: number): number {
  return MESSAGES + slot;
}

/** The word with the operating system's number of thread `slot`. */
export function native(slot: number): number {
  return NATIVE + slot;
}

/** How many threads a fork wants, from ENTRY. */
export function wanted(entry: number): number {
  return (entry >> 8) & 0xff;
}

/** What a worker is given when it starts. */
export interface Start {
  readonly block: SharedArrayBuffer;
  readonly slot: number;
  /** Imported before anything is waited for: what will be forked needs it, and its import takes milliseconds. */
  readonly runner: string;
  readonly port: import("node:worker_threads").MessagePort;
}

/** What the owner posts to a worker: a payload to prepare, before the first fork that needs it; or one to forget. */
export interface Delivery {
  readonly key: number;
  /** Undefined: the payload is no longer needed. */
  readonly runner: string | undefined;
  readonly payload: unknown;
}
