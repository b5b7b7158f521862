// The oracle's memory: bytes at addresses, and for every byte whether somebody owns it. An access to a byte that was
// never allocated or is already freed is a fault, where a real heap would quietly give what is there.
import type { Elem } from "../../src/compiler/ir/index.ts";
import { OracleFault } from "./outcomes.ts";

const SIZE: Record<Elem, number> = { i8: 1, u8: 1, i16: 2, u16: 2, i32: 4, u32: 4, f32: 4, f64: 8 };

const LOAD: Record<Elem, (v: DataView, at: number) => number> = {
  i8: (v, at) => v.getInt8(at),
  u8: (v, at) => v.getUint8(at),
  i16: (v, at) => v.getInt16(at, true),
  u16: (v, at) => v.getUint16(at, true),
  i32: (v, at) => v.getInt32(at, true),
  u32: (v, at) => v.getUint32(at, true),
  f32: (v, at) => v.getFloat32(at, true),
  f64: (v, at) => v.getFloat64(at, true),
};

const STORE: Record<Elem, (v: DataView, at: number, x: number) => void> = {
  i8: (v, at, x) => v.setInt8(at, x),
  u8: (v, at, x) => v.setUint8(at, x),
  i16: (v, at, x) => v.setInt16(at, x, true),
  u16: (v, at, x) => v.setUint16(at, x, true),
  i32: (v, at, x) => v.setInt32(at, x, true),
  u32: (v, at, x) => v.setUint32(at, x, true),
  f32: (v, at, x) => v.setFloat32(at, x, true),
  f64: (v, at, x) => v.setFloat64(at, x, true),
};

/** Little-endian memory with owned and unowned bytes. Addresses start at 64, so that 0 is nobody's. */
export class Memory {
  bytes = new Uint8Array(4096);
  #view = new DataView(this.bytes.buffer);
  #owned = new Uint8Array(4096);
  #top = 64;

  /** Owned, zeroed memory. Blocks are 16 bytes apart at least, so that running over an end is noticed. */
  allocate(count: number): number {
    if (!Number.isInteger(count) || count < 0 || count > 1 << 28)
      throw new OracleFault(`allocation of ${count} bytes`);
    const address = this.#top;
    this.#top = Math.ceil((address + count + 16) / 16) * 16;
    if (this.#top > this.bytes.length) {
      const size = Math.max(this.#top, 2 * this.bytes.length);
      const [bytes, owned] = [new Uint8Array(size), new Uint8Array(size)];
      bytes.set(this.bytes);
      owned.set(this.#owned);
      this.bytes = bytes;
      this.#owned = owned;
      this.#view = new DataView(bytes.buffer);
    }
    this.#owned.fill(1, address, address + count);
    return address;
  }

  /** Gives memory back: from now on every access to it is a fault. */
  free(address: number, count: number): void {
    this.#owned.fill(0, address, address + count);
  }

  load(elem: Elem, address: number): number {
    this.#check(elem, address);
    return LOAD[elem](this.#view, address);
  }

  /** Converts as JavaScript does: modular for integers, rounded to nearest even for f32. */
  store(elem: Elem, address: number, value: number): void {
    this.#check(elem, address);
    STORE[elem](this.#view, address, value);
  }

  /** A copy of a block's bytes. */
  read(address: number, count: number): Uint8Array {
    return this.bytes.slice(address, address + count);
  }

  write(address: number, bytes: Uint8Array): void {
    this.bytes.set(bytes, address);
  }

  #check(elem: Elem, address: number): void {
    for (let i = 0; i < SIZE[elem]; i++) {
      if (this.#owned[address + i] !== 1)
        throw new OracleFault(`${elem} at address ${address}, which nobody owns`);
    }
  }
}

/** Bytes of one element. */
export const sizeOf = (elem: Elem): number => SIZE[elem];
