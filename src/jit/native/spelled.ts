// A value as bytes that hang on the value alone. V8's own serialiser also tells how it happens to hold a number (as a
// small integer or as a double), which changes with what else ran before: two spellings of one meaning.

const TAGS = {
  undefined: 0,
  null: 1,
  false: 2,
  true: 3,
  natural: 4,
  number: 5,
  bigint: 6,
  string: 7,
  again: 8,
  array: 9,
  object: 10,
  map: 11,
  set: 12,
  bytes: 13,
} as const;

/** Whatever cannot be spelled: a function, a symbol, an instance of some class. */
class Unspeakable extends Error {}

/** The bytes of numbers: those of an f64 in this machine's order. */
const number = new Float64Array(1);
const eight = new Uint8Array(number.buffer);

class Writer {
  #to = Buffer.allocUnsafe(4096);
  #at = 0;
  /** Objects by when they were met, since two that are one differ from two that look alike. */
  readonly #met = new Map<object, number>();
  /** Texts by when they were written: most are names that come again and again. */
  readonly #texts = new Map<string, number>();

  get bytes(): Uint8Array {
    return this.#to.subarray(0, this.#at);
  }

  #room(bytes: number): void {
    if (this.#at + bytes <= this.#to.length) return;
    const wider = Buffer.allocUnsafe(2 * (this.#at + bytes));
    this.#to.copy(wider, 0, 0, this.#at);
    this.#to = wider;
  }

  #tag(tag: number): void {
    this.#room(1);
    this.#to[this.#at++] = tag;
  }

  /** An integer from 0 on, seven bits a byte, the lowest first. */
  #count(n: number): void {
    this.#room(5);
    for (; n > 127; n >>>= 7) this.#to[this.#at++] = (n & 127) | 128;
    this.#to[this.#at++] = n;
  }

  /** A text's number, and what it is when it comes for the first time. */
  #text(s: string): void {
    const written = this.#texts.get(s);
    this.#count(written ?? this.#texts.size);
    if (written !== undefined) return;
    this.#texts.set(s, this.#texts.size);
    this.#count(s.length);
    this.#room(3 * s.length);
    for (let i = 0; i < s.length; i++) {
      const unit = s.charCodeAt(i);
      // Not UTF-8, which cannot tell lone surrogates from one another: an ASCII character, or 16 bits in three bytes.
      if (unit < 128) this.#to[this.#at++] = unit;
      else {
        this.#to[this.#at++] = 128 | (unit >> 14);
        this.#to[this.#at++] = 128 | ((unit >> 7) & 127);
        this.#to[this.#at++] = 128 | (unit & 127);
      }
    }
  }

  write(value: unknown): void {
    if (typeof value === "number") this.#number(value);
    else if (typeof value === "string") {
      this.#tag(TAGS.string);
      this.#text(value);
    } else if (typeof value === "object" && value !== null) this.#object(value);
    else if (typeof value === "bigint") {
      this.#tag(TAGS.bigint);
      this.#text(value.toString(36));
    } else if (value === undefined || value === null || typeof value === "boolean")
      this.#tag(TAGS[`${value}` as "undefined"]);
    else throw new Unspeakable();
  }

  #number(value: number): void {
    if (value >= 0 && value < 2 ** 31 && Math.trunc(value) === value && !Object.is(value, -0)) {
      this.#tag(TAGS.natural);
      this.#count(value);
      return;
    }
    this.#tag(TAGS.number);
    this.#room(8);
    // All NaN are one in JavaScript, whatever their bits.
    number[0] = Number.isNaN(value) ? Number.NaN : value;
    this.#to.set(eight, this.#at);
    this.#at += 8;
  }

  #object(value: object): void {
    const met = this.#met.get(value);
    if (met !== undefined) {
      this.#tag(TAGS.again);
      this.#count(met);
      return;
    }
    this.#met.set(value, this.#met.size);
    if (Array.isArray(value)) {
      this.#tag(TAGS.array);
      this.#count(value.length);
      for (let i = 0; i < value.length; i++) this.write(value[i]);
    } else if (value instanceof Map) {
      this.#tag(TAGS.map);
      this.#count(value.size);
      for (const [key, of] of value) {
        this.write(key);
        this.write(of);
      }
    } else if (value instanceof Set) {
      this.#tag(TAGS.set);
      this.#count(value.size);
      for (const of of value) this.write(of);
    } else if (ArrayBuffer.isView(value)) {
      this.#tag(TAGS.bytes);
      this.#text(value.constructor.name);
      const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
      this.#count(bytes.length);
      this.#room(bytes.length);
      this.#to.set(bytes, this.#at);
      this.#at += bytes.length;
    } else this.#plain(value);
  }

  #plain(value: object): void {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) throw new Unspeakable();
    this.#tag(TAGS.object);
    const keys = Object.keys(value);
    this.#count(keys.length);
    for (const key of keys) {
      this.#text(key);
      this.write((value as Record<string, unknown>)[key]);
    }
  }
}

/**
 * A value of numbers, texts, arrays, plain objects, Maps, Sets and typed arrays as bytes: the same bytes for the same
 * value in every process of this version, and other bytes for any other, also where one object stands twice.
 *
 * @returns undefined if there is something else in it, or it is too deep
 * @example
 * spelled({ a: [1, NaN, -0] });
 */
export function spelled(value: unknown): Uint8Array | undefined {
  const writer = new Writer();
  try {
    writer.write(value);
  } catch (e) {
    if (e instanceof Unspeakable || e instanceof RangeError) return undefined;
    throw e;
  }
  return writer.bytes;
}
