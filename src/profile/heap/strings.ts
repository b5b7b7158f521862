// A snapshot's strings as the bytes they were read as: there are millions of them, and a table shows a few hundred.

/** The strings of a snapshot, by their numbers. */
export class StringTable {
  #bytes = new Uint8Array(1 << 16);
  /** Where each string ends; it begins where the one before it ends. */
  #ends = new Float64Array(1 << 10);
  #filled = 0;
  #count = 0;

  /** How many strings there are. */
  get count(): number {
    return this.#count;
  }

  /** Adds a piece of a string's bytes, escapes as they are. */
  append(bytes: Uint8Array, start: number, end: number): void {
    const filled = this.#filled + end - start;
    if (filled > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(filled, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, this.#filled));
      this.#bytes = larger;
    }
    // A call costs more than copying what most strings have.
    if (end - start > 64) this.#bytes.set(bytes.subarray(start, end), this.#filled);
    else for (let i = start, to = this.#filled; i < end; i++, to++) this.#bytes[to] = bytes[i];
    this.#filled = filled;
  }

  /** Ends the string whose bytes were added. */
  endString(): void {
    if (this.#count === this.#ends.length) {
      const larger = new Float64Array(this.#count * 2);
      larger.set(this.#ends);
      this.#ends = larger;
    }
    this.#ends[this.#count++] = this.#filled;
  }

  /** String `index`, decoded. Throws a SyntaxError when its escapes are none of JSON's. */
  text(index: number): string {
    const bytes = this.raw(index);
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();
    return bytes.includes(0x5c) ? JSON.parse(`"${text}"`) : text;
  }

  /** The number of the string that is `text`, which needs no escapes; undefined when there is none. */
  find(text: string): number | undefined {
    const wanted = Buffer.from(text);
    for (let i = 0; i < this.#count; i++)
      if (this.#ends[i] - (i === 0 ? 0 : this.#ends[i - 1]) === wanted.length && wanted.equals(this.raw(i)))
        return i;
    return undefined;
  }

  /** The bytes of string `index` as the file has them. */
  raw(index: number): Uint8Array {
    return this.#bytes.subarray(index === 0 ? 0 : this.#ends[index - 1], this.#ends[index]);
  }
}
