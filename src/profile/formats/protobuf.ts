// Protocol Buffers' wire format, as far as pprof's messages need it: whole numbers and what has a length. The npm package
// for pprof's messages weighs half a megabyte, most of it for reading them, which nobody does here.
// https://protobuf.dev/programming-guides/encoding

const VARINT = 0;
const LENGTH = 2;

/**
 * A message that is being written. Numbers are whole and not negative.
 *
 * @example
 * new Message().int(1, 300).bytes(); // 08 ac 02
 */
export class Message {
  readonly #bytes: number[] = [];

  /** A field of type int64 or uint64; 0 is what a field that is left out has. */
  int(field: number, value: number | bigint): this {
    if (value === 0 || value === 0n) return this;
    this.#varint(field * 8 + VARINT);
    return this.#varint(value);
  }

  /** A repeated field of such, none left out. */
  ints(field: number, values: readonly number[]): this {
    const packed = new Message();
    for (const value of values) packed.#varint(value);
    return this.#block(field, packed.#bytes);
  }

  text(field: number, value: string): this {
    return this.#block(field, new TextEncoder().encode(value));
  }

  message(field: number, value: Message): this {
    return this.#block(field, value.#bytes);
  }

  bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  #block(field: number, bytes: ArrayLike<number>): this {
    this.#varint(field * 8 + LENGTH);
    this.#varint(bytes.length);
    for (let i = 0; i < bytes.length; i++) this.#bytes.push(bytes[i]);
    return this;
  }

  #varint(value: number | bigint): this {
    let rest = value;
    for (; typeof rest === "bigint" && rest > Number.MAX_SAFE_INTEGER; rest >>= 7n)
      this.#bytes.push(Number(rest & 127n) | 128);
    // Beyond 2^31, where bitwise operators end.
    let number = Number(rest);
    for (; number >= 128; number = Math.floor(number / 128)) this.#bytes.push((number % 128) | 128);
    this.#bytes.push(number);
    return this;
  }
}
