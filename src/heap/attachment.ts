// What one thread keeps beside the shared memory. It hangs on globalThis, so that two copies of amdahl loaded in one
// thread keep one set of books; its shape belongs to the layout's version.

import type { SharedMemory } from "./wasm.ts";

/** A thread's own part of the heap. */
export interface Attachment {
  readonly memory: SharedMemory;
  readonly buffer: SharedArrayBuffer;
  readonly is64: boolean;
  /** The whole memory as 32-bit words: the allocator's own view. */
  readonly words: Int32Array;
  /** Sets `length` bytes from `address` to zero at the speed of memset. */
  readonly clear: (address: number, length: number) => void;
  /** This thread's record in the heap, -1 until it has one. */
  slot: number;
  /** Holds of this thread beyond the first, by block address. */
  readonly extra: Map<number, number>;
  /** Holds taken by `malloc` and `retain`, which only `free` ends, by block address. */
  readonly manual: Map<number, number>;
  /** The holds that end when their object is collected. */
  readonly refs: WeakRef<Hold>[];
  /** The block of each of `refs`. */
  readonly addresses: number[];
  /** The classes of the arrays handed out, by name. */
  readonly classes: Map<string, unknown>;
  /** Whether AMDAHL_DEBUG is set; read once, since reading the environment costs more than an allocation. */
  readonly debug: boolean;
  /** Where blocks were made, by address; filled only with AMDAHL_DEBUG. */
  readonly sites: Map<number, string>;
  /** Called after a worker of this thread has ended. */
  readonly afterExit: (() => void)[];
}

/** What every view of one array refers to: while it lives, the block does. */
export interface Hold {
  /** Address of the block, -1 once released. */
  address: number;
  /** Its place in `refs`. */
  index: number;
}
