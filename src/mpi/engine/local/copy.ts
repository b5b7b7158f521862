// Moving bytes between a program's memory and the job's. Short runs byte by byte, since a call costs more than they do;
// long ones by the system's memcpy where native code can be called (twice as fast as the engine's copy, which moves
// shared memory in small atomic steps), and by the engine otherwise.
import { ffi, type ProcessCalls, type SystemCalls } from "../../../ffi/index.ts";
import { PID, rankWord } from "../../../job/index.ts";
import type { Memory } from "../face.ts";

/**
 * Up to so many bytes a loop is fastest (measured: 16 bytes 10 ns, `set` of a subarray 100), by words from some more on,
 * where both ends lie at one: a view of words costs 200 ns, once for a buffer that is used again.
 */
const LOOP = 64;
const LEAST_WORDS = 32;
const MOST_WORDS = 256;
/** From so many on a call of memcpy through the FFI is faster than `set`. */
const NATIVE = 2048;

/** Reading a process's memory is a call of the system's, of 1.5 µs and more (measured, Allreduce of 8 KiB: 6 µs for 4). */
const LEAST_OF_PROCESSES = 32 * 1024;

export class Copier {
  readonly #bytes: Uint8Array;
  readonly #system: SystemCalls | undefined;
  /** Whether other ranks' memory can be copied from as this one's: they are threads of one process. */
  readonly reachesAll: boolean;
  readonly #addressOf: (memory: Memory) => number = () => 0;
  readonly #address: number = 0;
  // The last memory's bytes: programs use the same few buffers again and again, and a new view costs 100 ns.
  #memory: Memory | undefined;
  #view: Uint8Array;
  /** The same as words, if it lies at one. */
  #words: Int32Array | undefined;
  readonly #jobWords: Int32Array;
  /** Where ranks are processes: how to read another one's memory. */
  #processes: ProcessCalls | undefined;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = bytes;
    this.#jobWords = new Int32Array(bytes.buffer);
    const found = ffi();
    const shared = bytes.buffer instanceof SharedArrayBuffer;
    this.reachesAll = shared && !(found instanceof Error) && found.system !== undefined;
    if (!(found instanceof Error) && found.system) {
      this.#system = found.system;
      this.#addressOf = found.address;
      this.#address = found.address(bytes);
      if (!shared) this.#processes = found.processes;
    }
  }

  #viewOf(memory: Memory): Uint8Array {
    if (memory === this.#memory) return this.#view;
    const view =
      memory instanceof Uint8Array
        ? memory
        : new Uint8Array(memory.buffer, memory.byteOffset, memory.byteLength);
    this.#memory = memory;
    this.#view = view;
    this.#words = undefined;
    return view;
  }

  /** The words of the last memory, if so many bytes from byte `from` on are to be copied as such. */
  #wordsOf(from: number, bytes: number): Int32Array | undefined {
    if (bytes < LEAST_WORDS || bytes > MOST_WORDS) return undefined;
    const { buffer, byteOffset, byteLength } = this.#view;
    if (((byteOffset | from | bytes) & 3) !== 0) return undefined;
    this.#words ??= new Int32Array(buffer, byteOffset, byteLength >> 2);
    return this.#words;
  }

  /** From byte `from` of `memory` to byte `at` of the job's. */
  out(memory: Memory, from: number, bytes: number, at: number): void {
    if (bytes >= NATIVE && this.#system) {
      this.#system.copyFrom(this.#address + at, memory, from, bytes);
      return;
    }
    const view = this.#viewOf(memory);
    const words = this.#wordsOf(from, bytes);
    if (words !== undefined) {
      const job = this.#jobWords;
      for (let i = from >> 2, to = at >> 2, end = (from + bytes) >> 2; i < end; i++, to++) job[to] = words[i];
      return;
    }
    const to = this.#bytes;
    if (bytes <= LOOP) for (let i = 0; i < bytes; i++) to[at + i] = view[from + i];
    else if (from === 0 && bytes === view.length) to.set(view, at);
    else to.set(view.subarray(from, from + bytes), at);
  }

  /** From byte `at` of the job's memory to byte `to` of `memory`. */
  in(memory: Memory, to: number, bytes: number, at: number): void {
    if (bytes >= NATIVE && this.#system) {
      this.#system.copyTo(memory, to, this.#address + at, bytes);
      return;
    }
    const view = this.#viewOf(memory);
    const words = this.#wordsOf(to, bytes);
    if (words !== undefined) {
      const job = this.#jobWords;
      for (let i = to >> 2, from = at >> 2, end = (to + bytes) >> 2; i < end; i++, from++)
        words[i] = job[from];
      return;
    }
    const from = this.#bytes;
    if (bytes <= LOOP) for (let i = 0; i < bytes; i++) view[to + i] = from[at + i];
    else view.set(from.subarray(at, at + bytes), to);
  }

  /** From so many bytes on it takes less time to read another rank's memory than to be sent them in two messages. */
  get leastDirect(): number {
    return this.reachesAll ? 0 : LEAST_OF_PROCESSES;
  }

  /** Where the bytes of `memory` lie in this process; 0 if that cannot be told. */
  address(memory: Memory): number {
    return this.#addressOf(memory);
  }

  /**
   * From an address that `address` gave to `rank`, to the beginning of `memory`: false if that cannot be reached, since it
   * is another process's and the system lets nobody read it.
   */
  direct(memory: Memory, bytes: number, address: number, rank: number): boolean {
    if (this.reachesAll) {
      this.fetch(memory, 0, bytes, address);
      return true;
    }
    if (this.#processes?.read(this.#jobWords[rankWord(rank, PID)], address, memory, bytes)) return true;
    // A system that has refused once always does.
    this.#processes = undefined;
    return false;
  }

  /** From an address in this process to byte `to` of `memory`. */
  fetch(memory: Memory, to: number, bytes: number, address: number): void {
    (this.#system as SystemCalls).copyTo(memory, to, address, bytes);
  }

  /** From byte `from` of `memory` to an address in this process. */
  give(memory: Memory, from: number, bytes: number, address: number): void {
    (this.#system as SystemCalls).copyFrom(address, memory, from, bytes);
  }
}
