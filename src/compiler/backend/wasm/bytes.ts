// A growing buffer that knows how WebAssembly writes numbers, names and vectors.
// Nothing here knows what is written.

const scratch = new DataView(new ArrayBuffer(8));
const scratchBytes = new Uint8Array(scratch.buffer);
const encoder = new TextEncoder();

/** Bytes under construction. */
export class Bytes {
  /** What was written, and room for more. Whoever writes byte by byte does it here, after {@link room}. */
  data: Uint8Array<ArrayBuffer> = new Uint8Array(1024);
  /** Bytes written. */
  length = 0;

  /** Sees to it that so many bytes more have a place. */
  room(count: number): void {
    if (this.length + count <= this.data.length) return;
    const next = new Uint8Array(Math.max(this.data.length * 2, this.length + count));
    next.set(this.data.subarray(0, this.length));
    this.data = next;
  }

  byte(value: number): void {
    if (this.length === this.data.length) this.room(1);
    this.data[this.length++] = value;
  }

  /** An unsigned LEB128 number, 0 <= value <= 2^53. */
  unsigned(value: number): void {
    // Nearly all are indices of locals.
    if (value < 0x80 && this.length < this.data.length) {
      this.data[this.length++] = value;
      return;
    }
    // A number of 53 bits takes eight bytes.
    this.room(8);
    let rest = value;
    while (rest >= 0x80) {
      this.data[this.length++] = (rest % 0x80) | 0x80;
      // Not a shift: offsets and page counts of memory64 pass 2^32.
      rest = Math.floor(rest / 0x80);
    }
    this.data[this.length++] = rest;
  }

  /** A signed LEB128 number of 32 bits. */
  signed(value: number): void {
    let rest = value | 0;
    for (;;) {
      const low = rest & 0x7f;
      rest >>= 7;
      // Done when what is left is only copies of the sign bit just written.
      if ((rest === 0 && low < 0x40) || (rest === -1 && low >= 0x40)) {
        this.byte(low);
        return;
      }
      this.byte(low | 0x80);
    }
  }

  /** A signed LEB128 number of 64 bits. */
  signed64(value: bigint): void {
    let rest = BigInt.asIntN(64, value);
    for (;;) {
      const low = Number(rest & 0x7fn);
      rest >>= 7n;
      if ((rest === 0n && low < 0x40) || (rest === -1n && low >= 0x40)) {
        this.byte(low);
        return;
      }
      this.byte(low | 0x80);
    }
  }

  float32(value: number): void {
    scratch.setFloat32(0, value, true);
    this.raw(scratchBytes.subarray(0, 4));
  }

  float64(value: number): void {
    scratch.setFloat64(0, value, true);
    this.raw(scratchBytes);
  }

  /** A name: its length in bytes, then UTF-8. */
  name(text: string): void {
    const utf8 = encoder.encode(text);
    this.unsigned(utf8.length);
    this.raw(utf8);
  }

  raw(bytes: ArrayLike<number>): void {
    this.room(bytes.length);
    this.data.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Other bytes behind their length. */
  sized(other: Bytes): void {
    this.unsigned(other.length);
    this.raw(other.data.subarray(0, other.length));
  }

  /** A copy of what was written. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.data.slice(0, this.length);
  }
}
