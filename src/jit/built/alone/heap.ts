// The heap of a module that runs by itself: a memory that grows and nobody shares, so that browsers ask for no
// isolation. Arrays in it are copies for the length of a call; what a call returns is copied out of it.
import { OutOfMemoryError, type SharedMemory, wasm } from "../../../heap/index.ts";

export { wasm } from "../../../heap/index.ts";

const PAGE = 65536;
/** Compiled modules take memories of at most so many pages. */
const MOST_PAGES = 65535;
/** No array lies below: a constant part of a subscript is folded into an access's offset. */
const FIRST = 8192;
/** Lanes that are off may read so far past an array. */
const BEYOND = 4096;
const ALIGN = 64;

interface Growing extends SharedMemory {
  grow(pages: number): number;
}

/** A stretch of the memory. */
interface Span {
  readonly at: number;
  readonly bytes: number;
}

interface Block extends Span {
  /** What has been copied out of it, for all that is returned of it. */
  copy: ArrayBuffer | undefined;
}

let made: Growing | undefined;
/** What is free, from low to high; no two touch. */
let gaps: Span[] = [];
const blocks = new Map<number, Block>();

/** The memory; made when it is first asked for. */
export function memory(): Growing {
  if (made === undefined) {
    made = new (wasm().Memory)({ initial: 2, maximum: MOST_PAGES }) as Growing;
    gaps = [{ at: FIRST, bytes: 2 * PAGE - FIRST - BEYOND }];
  }
  return made;
}

/** Its bytes now: another object after it has grown. */
export function buffer(): SharedArrayBuffer {
  return memory().buffer;
}

/** Addresses of 64 bits are for memories that are shared. */
export const is64 = (): boolean => false;

/** Address of `bytes` bytes, a multiple of `align`. Throws OutOfMemoryError. */
export function malloc(bytes: number, align = ALIGN): number {
  const size = Math.max(ALIGN, Math.ceil(bytes / ALIGN) * ALIGN);
  const own = memory();
  let nth = fitting(size, align);
  if (nth < 0) {
    grow(own, size + align);
    nth = fitting(size, align);
  }
  const { at, bytes: room } = gaps[nth] as Span;
  const address = Math.ceil(at / align) * align;
  const rest = [
    { at, bytes: address - at },
    { at: address + size, bytes: at + room - address - size },
  ];
  gaps.splice(nth, 1, ...rest.filter((gap) => gap.bytes > 0));
  blocks.set(address, { at: address, bytes: size, copy: undefined });
  return address;
}

function fitting(size: number, align: number): number {
  return gaps.findIndex(({ at, bytes }) => Math.ceil(at / align) * align + size <= at + bytes);
}

function grow(own: Growing, bytes: number): void {
  const before = own.buffer.byteLength;
  // By an eighth at least: every growth makes all views anew.
  const wanted = Math.ceil(Math.max(bytes, before / 8) / PAGE);
  try {
    own.grow(Math.min(wanted, MOST_PAGES - before / PAGE));
  } catch {
    // The look below says it.
  }
  const added = own.buffer.byteLength - before;
  if (added > 0) putBack({ at: before - BEYOND, bytes: added });
  if (added < bytes) {
    const available = Math.max(0, ...gaps.map((gap) => gap.bytes));
    throw new OutOfMemoryError(
      `No memory for ${bytes} bytes: WebAssembly has given ${own.buffer.byteLength} bytes and gives no more.`,
      bytes,
      available,
    );
  }
}

function putBack(span: Span): void {
  let nth = gaps.findIndex((gap) => gap.at > span.at);
  if (nth < 0) nth = gaps.length;
  let { at, bytes } = span;
  const after = gaps[nth];
  const joinsAfter = after !== undefined && at + bytes === after.at;
  if (joinsAfter) bytes += after.bytes;
  const before = gaps[nth - 1];
  const joinsBefore = before !== undefined && before.at + before.bytes === at;
  if (joinsBefore) {
    at = before.at;
    bytes += before.bytes;
  }
  gaps.splice(nth - (joinsBefore ? 1 : 0), (joinsBefore ? 1 : 0) + (joinsAfter ? 1 : 0), { at, bytes });
}

/** Gives a block back. */
export function free(address: number): void {
  const block = blocks.get(address);
  if (block === undefined) return;
  blocks.delete(address);
  putBack(block);
}

/** Sets bytes to zero. */
export function clear(address: number, bytes: number): void {
  new Uint8Array(buffer(), address, bytes).fill(0);
}

/** A view of the memory as a view of a copy of its block: views of one block share the copy. */
export function adopt(view: Float64Array): Float64Array {
  for (const block of blocks.values()) {
    if (view.byteOffset < block.at || view.byteOffset >= block.at + block.bytes) continue;
    block.copy ??= new Uint8Array(buffer()).slice(block.at, block.at + block.bytes).buffer;
    const Class = view.constructor as Float64ArrayConstructor;
    return new Class(block.copy, view.byteOffset - block.at, view.length);
  }
  return view.slice();
}

/** An array of zeros, which lies outside: whoever asks hands it out. */
export function array(ctor: Float64ArrayConstructor, length: number): Float64Array {
  return new ctor(length);
}

/** No array has it: all arrays lie outside. */
export const prototypeOf = (): object => OUTSIDE;

const OUTSIDE = {};

/** Nobody: a profile takes a program as it is written. */
export const lineWatch = (): undefined => undefined;
