// Holding blocks: a block lives while some thread holds it, and a thread holds it once for every malloc, retain and
// tracked array. The block's header has one bit per thread; how often is only the thread's own business.

import type { Attachment } from "./attachment.ts";
import { allocate, blockAround, blockAt, hold, holds, lendOut, letGo, takeOver } from "./blocks.ts";
import { HeapError } from "./errors.ts";
import { GRANULE } from "./layout.ts";
import { locked } from "./lock.ts";
import { attachment } from "./memory.ts";
import { outOfMemory } from "./report.ts";

/** What to do before giving up on an allocation; set by the collector, which stands on this file. */
let lastResort: () => void = () => {};

/** Sets what runs when no block is large enough, before the second try. */
export function onExhausted(collect: () => void): void {
  lastResort = collect;
}

/** A block of `bytes` bytes, of the type with this number, held once by the calling thread. */
export function obtain(bytes: number, align: number, type: number): number {
  const again = (words: Int32Array, slot: number): number => allocate(words, bytes, align, type, slot);
  let address = locked(again);
  if (address === 0) {
    lastResort();
    address = locked(again);
    if (address === 0) throw outOfMemory(bytes);
  }
  const here = attachment();
  if (here.debug) noteSite(here, address);
  return address;
}

/** Ends one hold of the calling thread. Throws HeapError if it has none. */
export function drop(address: number): void {
  const here = attachment();
  const more = here.extra.get(address);
  if (more !== undefined) {
    if (more === 1) here.extra.delete(address);
    else here.extra.set(address, more - 1);
    return;
  }
  if (here.sites.size > 0) here.sites.delete(address);
  locked((words, slot) => {
    const at = blockAt(words, address);
    if (!holds(words, at, slot)) {
      throw new HeapError(
        `This thread does not hold the block at address ${address}: call retain(address) first.`,
      );
    }
    letGo(words, at, slot);
  });
}

/**
 * Adds a hold of the calling thread to the block that contains the `bytes` bytes from `address`; returns the block's
 * address. `adopting` ends a loan of the block, if there is one.
 */
export function holdAround(address: number, bytes = 0, adopting = false): number {
  const here = attachment();
  let had = false;
  const block = locked((words, slot) => {
    const at = blockAround(words, address, bytes);
    if (at === 0) return 0;
    had = holds(words, at, slot);
    hold(words, at, slot);
    if (adopting) takeOver(words, at);
    return (at + 1) * GRANULE;
  });
  if (block === 0) {
    throw new HeapError(
      `Address ${address} lies in no block of the heap: its last holder let it go. ` +
        "The thread that sends a view must keep it until the receiver has adopted it, or lend it.",
    );
  }
  if (had) here.extra.set(block, (here.extra.get(block) ?? 0) + 1);
  return block;
}

/**
 * The address of a new block of `bytes` bytes on the heap, at a multiple of `align` (a power of two; 64 and more).
 * Its bytes are whatever was there. The calling thread holds it until it calls `free` or ends. Throws
 * OutOfMemoryError, and RangeError for sizes and alignments that are none.
 *
 * @example
 * const address = malloc(1024);
 * new Uint8Array(buffer(), address, 1024).fill(7);
 * free(address);
 */
export function malloc(bytes: number, align: number = GRANULE): number {
  if (!Number.isSafeInteger(bytes) || bytes < 0) {
    throw new RangeError(`malloc(${bytes}): the size must be a whole number of bytes, 0 or more.`);
  }
  if (!Number.isSafeInteger(align) || align < 1 || align > 2 ** 30 || (align & (align - 1)) !== 0) {
    throw new RangeError(
      `malloc(${bytes}, ${align}): the alignment must be a power of two, at most 2 ** 30.`,
    );
  }
  const address = obtain(bytes, Math.max(align, GRANULE), 0);
  attachment().manual.set(address, 1);
  return address;
}

/**
 * Ends one `malloc` or `retain` of the calling thread; the block is gone with its last holder in any thread. Throws
 * HeapError for an address that this thread does not hold so: freed twice, never allocated, or an array's.
 *
 * @example
 * free(address);
 */
export function free(address: number): void {
  const manual = attachment().manual;
  const count = manual.get(address);
  if (count === undefined) {
    throw new HeapError(
      `free(${address}): this thread has no malloc or retain of that address to undo: it was freed already, ` +
        "is not the start of a block, or belongs to an array (which release(view) gives back).",
    );
  }
  if (count === 1) manual.delete(address);
  else manual.set(address, count - 1);
  drop(address);
}

/**
 * Keeps the block that a view of the heap, or a byte address inside a block, lies in, until the calling thread calls
 * `free` with the returned address. Throws HeapError if no block is there.
 *
 * @example
 * const address = retain(view);
 * // … hand the address to native code …
 * free(address);
 */
export function retain(place: ArrayBufferView | number): number {
  const here = attachment();
  if (typeof place !== "number" && place.buffer !== here.buffer) {
    throw new HeapError("retain(view): the view does not lie on the heap. Copy it into heap.array(…) first.");
  }
  const address = holdAround(typeof place === "number" ? place : place.byteOffset);
  here.manual.set(address, (here.manual.get(address) ?? 0) + 1);
  return address;
}

/**
 * Keeps a heap view's block while the view is on its way to another thread, also when this one ends before it arrives:
 * until some thread adopts it, once for every call. Returns the view, to be posted. Throws HeapError for a view that
 * is not on the heap.
 *
 * @example
 * parentPort.postMessage(lend(result)); // the other side calls adopt(…)
 */
export function lend<V extends ArrayBufferView>(view: V): V {
  if (view.buffer !== attachment().buffer) {
    throw new HeapError("lend(view): the view does not lie on the heap. Copy it into heap.array(…) first.");
  }
  const found = locked((words) => {
    const at = blockAround(words, view.byteOffset, view.byteLength);
    if (at !== 0) lendOut(words, at);
    return at !== 0;
  });
  if (!found) throw new HeapError("lend(view): the view lies in no block of the heap: it was released.");
  return view;
}

const HERE: string | undefined = import.meta.url;
/** Where amdahl itself lies; a stack line from there does not say who asked. Bundled as CommonJS it lies nowhere. */
const OURS = HERE && new URL("..", HERE).href;

/** Writes down who asked for a block: the first line of the stack outside of amdahl. */
function noteSite(here: Attachment, address: number): void {
  const lines = (new Error().stack ?? "").split("\n").slice(1);
  const line = lines.find((text) => !OURS || !text.includes(OURS));
  if (line) here.sites.set(address, line.trim().replace(/^at /, ""));
}
