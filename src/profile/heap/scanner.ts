// JSON read byte by byte, because a snapshot's text is longer than the longest string of JavaScript (2^29 characters)
// and JSON.parse would make an object of each of its hundreds of millions of numbers' array.
import type { ByteSource } from "./source.ts";

const QUOTE = 0x22;
const COMMA = 0x2c;
const ZERO = 0x30;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Numbers are exact up to here, and V8 writes no longer ones. */
const MOST_DIGITS = 15;
/** What is kept as text is the description of the format: a few kilobytes. */
const MOST_TEXT = 1 << 20;
const END = -1;

/** Takes the first `count` of `numbers`, which are overwritten afterwards. */
export type NumberSink = (numbers: Float64Array, count: number) => void;

/** Takes a piece of a string's bytes, escapes as they are; `last` when the string ends with it. */
export type StringSink = (bytes: Uint8Array, start: number, end: number, last: boolean) => void;

/** A reader of JSON that is asked for what should come next, and fails with the byte where something else does. */
export class Scanner {
  readonly #source: ByteSource;
  readonly #bytes: Uint8Array;
  #position = 0;
  #end = 0;
  /** How many bytes of the source lie before `#bytes`. */
  #before = 0;

  constructor(source: ByteSource, chunkBytes: number) {
    this.#source = source;
    this.#bytes = new Uint8Array(chunkBytes);
  }

  /** How many bytes have been read. */
  get offset(): number {
    return this.#before + this.#position;
  }

  fail(problem: string, offset = this.offset): never {
    throw new Error(`${this.#source.name}, byte ${offset}: ${problem}`);
  }

  /** The next byte that is not white space, which stays the next one; -1 at the end. */
  peek(): number {
    for (;;) {
      if (this.#position === this.#end && !this.#refill()) return END;
      const byte = this.#bytes[this.#position];
      if (!isSpace(byte)) return byte;
      this.#position++;
    }
  }

  /** Goes past `character`, and white space before it. */
  expect(character: string): void {
    if (!this.accept(character)) this.#unexpected(`"${character}"`);
  }

  /** Goes past `character` if it is the next one. */
  accept(character: string): boolean {
    if (this.peek() !== character.charCodeAt(0)) return false;
    this.#position++;
    return true;
  }

  /** A whole value that is short, parsed. */
  value(): unknown {
    const start = this.offset;
    const text: number[] = [];
    this.#walk((byte) => {
      if (text.push(byte) > MOST_TEXT) this.fail(`the value that begins at byte ${start} is too long`);
    });
    try {
      return JSON.parse(Buffer.from(text).toString());
    } catch (error) {
      return this.fail(`the value that begins at byte ${start} is not JSON: ${(error as Error).message}`);
    }
  }

  /** Goes past a value of any length. */
  skip(): void {
    this.#walk(() => {});
  }

  /**
   * A list of whole numbers, none of them negative, given to `sink` in batches of a multiple of `group`.
   * Says how many there were.
   */
  numbers(group: number, sink: NumberSink): number {
    this.expect("[");
    if (this.accept("]")) return 0;
    const bytes = this.#bytes;
    const batch = new Float64Array(group * 1024);
    let inBatch = 0;
    let total = 0;
    let value = 0;
    let digits = 0;
    // Locals, since this loop sees every byte of hundreds of megabytes.
    let position = this.#position;
    let end = this.#end;
    for (;;) {
      if (position === end) {
        this.#position = position;
        if (!this.#refill()) this.#unexpected("a number");
        position = this.#position;
        end = this.#end;
      }
      const byte = bytes[position++];
      const digit = byte - ZERO;
      if (digit >= 0 && digit <= 9) {
        value = value * 10 + digit;
        digits++;
        continue;
      }
      if (isSpace(byte)) {
        if (digits === 0) continue;
        this.#position = position;
        const next = this.peek();
        if (next !== COMMA && next !== CLOSE_LIST) this.#unexpected('"," or "]"');
        position = this.#position;
        end = this.#end;
        continue;
      }
      const last = byte === CLOSE_LIST;
      if ((byte !== COMMA && !last) || digits === 0 || digits > MOST_DIGITS) {
        this.#position = position - 1;
        if (digits > MOST_DIGITS) this.fail(`a number of ${digits} digits`);
        this.#unexpected(digits === 0 ? "a whole number" : '"," or "]"');
      }
      batch[inBatch++] = value;
      value = 0;
      digits = 0;
      if (inBatch === batch.length || last) {
        this.#position = position;
        sink(batch, inBatch);
        total += inBatch;
        inBatch = 0;
        if (last) return total;
      }
    }
  }

  /** A list of strings, given to `sink` piece by piece. */
  strings(sink: StringSink): void {
    this.expect("[");
    if (this.accept("]")) return;
    do this.string(sink);
    while (this.accept(","));
    if (!this.accept("]")) this.#unexpected('"," or "]"');
  }

  /** One string, given to `sink` piece by piece. */
  string(sink: StringSink): void {
    if (this.peek() !== QUOTE) this.#unexpected("a string");
    this.#position++;
    const bytes = this.#bytes;
    let escaped = false;
    for (;;) {
      if (this.#position === this.#end && !this.#refill()) this.#unexpected("the end of a string");
      const start = this.#position;
      const end = this.#end;
      let position = start;
      for (; position < end; position++) {
        const byte = bytes[position];
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) break;
      }
      const last = position < end;
      sink(bytes, start, position, last);
      this.#position = last ? position + 1 : end;
      if (last) return;
    }
  }

  /** A string that is short, decoded. */
  key(): string {
    if (this.peek() !== QUOTE) this.#unexpected("a name in quotes");
    return this.value() as string;
  }

  /** One value: a string, something in brackets, or a word up to the next comma or bracket. */
  #walk(visit: (byte: number) => void): void {
    const first = this.peek();
    if (first === END) this.#unexpected("a value");
    let depth = 0;
    let inString = false;
    let escaped = false;
    for (;;) {
      if (this.#position === this.#end && !this.#refill()) {
        if (depth === 0 && !inString) return;
        this.#unexpected("the end of a value");
      }
      const byte = this.#bytes[this.#position];
      const closes = byte === CLOSE_LIST || byte === CLOSE_OBJECT;
      if (!inString && depth === 0 && (closes || byte === COMMA)) return;
      this.#position++;
      visit(byte);
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) inString = false;
      } else if (byte === QUOTE) inString = true;
      else if (byte === OPEN_LIST || byte === OPEN_OBJECT) depth++;
      else if (closes) depth--;
      // A word has no end of its own; a comma or a bracket ends it.
      if (depth === 0 && !inString && (byte === QUOTE || closes)) return;
    }
  }

  #refill(): boolean {
    this.#before += this.#end;
    this.#position = 0;
    this.#end = 0;
    this.#end = this.#source.read(this.#bytes);
    return this.#end > 0;
  }

  #unexpected(wanted: string): never {
    const found = this.peek();
    if (found === END) this.fail(`the file ends where ${wanted} should come; it is cut off`);
    this.fail(`${JSON.stringify(String.fromCharCode(found))} where ${wanted} should come`);
  }
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
