// The face of the heap: the one shared memory that arrays live in.
// Nothing is made until something is asked for.

import { adopt, array, owns, release } from "./arrays.ts";
import { collect } from "./collect.ts";
import { lend } from "./holds.ts";
import { stats } from "./report.ts";

export {
  adopt,
  array,
  type HeapArray,
  type HeapConstructor,
  onLargeArray,
  owns,
  prototypeOf,
  release,
} from "./arrays.ts";
export { collect } from "./collect.ts";
export { HeapError, OutOfMemoryError } from "./errors.ts";
export { free, lend, malloc, retain } from "./holds.ts";
export { buffer, clear, is64, memory } from "./memory.ts";
export { type HeapStats, type Share, stats } from "./report.ts";
export { usedBytes } from "./used.ts";
export { type SharedMemory, type WasmEngine, type WasmInstance, type WasmModule, wasm } from "./wasm.ts";
export { type CodeLine, type LineWatch, lineWatch, watchLines } from "./watched-lines.ts";

/**
 * The heap as one object, for programs.
 *
 * @example
 * const a = heap.array(Float64Array, 1000);
 * console.log(heap.stats().used);
 */
export const heap = { array, adopt, lend, owns, release, collect, stats };
