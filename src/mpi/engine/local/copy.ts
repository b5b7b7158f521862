// Moving bytes between a program's memory and the job's. Short runs byte by byte, since a call costs more than they do;
// long ones by the system's memcpy where native code can be called (twice as fast as the engine's copy, which moves
// shared memory in small atomic steps), and by the engine otherwise.
import { ffi, type SystemCalls } from "../../../ffi/index.ts";
import type { Memory } from "../face.ts";

/** Up to so many bytes a loop is fastest (measured: 64 bytes 30 ns, `set` of a subarray 100). */
const LOOP = 64;
/** From so many on a call of memcpy through the FFI is faster than `set`. */
const NATIVE = 2048;

export class Copier {
  readonly #bytes: Uint8Array;
  readonly #system: SystemCalls | undefined;
  readonly #addressOf: (memory: Memory) => number = () => 0;
  readonly #address: number = 0;
  // The last memory's bytes: programs use the same few buffers again and again, and a new view costs 100 ns.
  #memory: Memory | undefined;
  #view: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = bytes;
    const found = ffi();
    if (!(found instanceof Error) && found.system) {
      this.#system = found.system;
      this.#addressOf = found.address;
      this.#address = found.address(bytes);
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
    return view;
  }

  /** From byte `from` of `memory` to byte `at` of the job's. */
  out(memory: Memory, from: number, bytes: number, at: number): void {
    if (bytes >= NATIVE && this.#system) {
      this.#system.copyFrom(this.#address + at, memory, from, bytes);
      return;
    }
    const view = this.#viewOf(memory);
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
    const from = this.#bytes;
    if (bytes <= LOOP) for (let i = 0; i < bytes; i++) view[to + i] = from[at + i];
    else view.set(from.subarray(at, at + bytes), to);
  }

  /** Where the bytes of `memory` lie for every thread of this process; 0 if that cannot be told. */
  address(memory: Memory): number {
    return this.#addressOf(memory);
  }

  /** From an address that `address` gave to the beginning of `memory`. */
  direct(memory: Memory, bytes: number, address: number): void {
    (this.#system as SystemCalls).copyTo(memory, 0, address, bytes);
  }
}
