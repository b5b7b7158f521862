// Local arrays of compiled code: a stack per thread, carved from a few blocks of the heap. What a scope allocates is
// freed by setting the stack back to its mark.
import { clear, free, malloc } from "../../heap/index.ts";

/** Local arrays start at multiples of a cache line, which is also the widest vector. */
const ALIGN = 64;
/** First block's bytes; each further block is twice the one before, or what is asked for if that is more. */
const FIRST = 1 << 18;
/** Bytes that an empty arena keeps for the next call. */
const KEEP = 1 << 24;

interface Chunk {
  readonly address: number;
  readonly bytes: number;
  /** Bytes of the chunks before it: marks count through all chunks. */
  readonly before: number;
}

const chunks: Chunk[] = [];
/** The chunk that is being filled. */
let current = 0;
/** Bytes in use, gaps at the ends of full chunks included. */
let top = 0;

/** Address of `bytes` bytes, a multiple of 64; whatever they contain. Throws OutOfMemoryError. */
export function reserve(bytes: number): number {
  const rounded = Math.ceil(bytes / ALIGN) * ALIGN;
  for (;;) {
    if (current === chunks.length) addChunk(rounded);
    const chunk = chunks[current];
    const at = top - chunk.before;
    if (at + rounded <= chunk.bytes) {
      top += rounded;
      return chunk.address + at;
    }
    if (at === 0) {
      // Too small even when empty, and so are all before: a larger one takes its place and those after it.
      dropFrom(current);
      continue;
    }
    top = chunk.before + chunk.bytes;
    current++;
  }
}

/** Address of `bytes` zeroed bytes, a multiple of 64. Throws OutOfMemoryError. */
export function allocate(bytes: number): number {
  const address = reserve(bytes);
  if (bytes > 0) clear(address, bytes);
  return address;
}

/** How much is in use now. */
export function mark(): number {
  return top;
}

/** Frees what was allocated since `mark` gave `to`. */
export function release(to: number): void {
  top = to;
  while (current > 0 && (current === chunks.length || chunks[current].before > top)) current--;
  if (top === 0 && chunks.length > 0) trim();
}

/** An idle arena does not sit on the memory of its largest call. */
function trim(): void {
  const last = chunks[chunks.length - 1];
  if (last.before + last.bytes <= KEEP) return;
  const keep = chunks.findIndex((chunk) => chunk.before + chunk.bytes > KEEP);
  dropFrom(keep);
}

function addChunk(bytes: number): void {
  const last = chunks.at(-1);
  const size = Math.max(bytes, last === undefined ? FIRST : 2 * last.bytes);
  const before = last === undefined ? 0 : last.before + last.bytes;
  chunks.push({ address: malloc(size, ALIGN), bytes: size, before });
  top = before;
}

function dropFrom(index: number): void {
  for (const chunk of chunks.splice(index)) free(chunk.address);
}
