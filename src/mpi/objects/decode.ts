// Bytes to values: the other half of encode.ts.
import * as is from "./format.ts";

/** A shape as records are made from it. */
interface Shape {
  readonly keys: readonly string[];
  /** A record of this shape: a copy of it has its fields where they belong, and only their values are to be set. */
  readonly template: Record<string, unknown> | undefined;
}

/** Buffers of messages are used again and again; a longer one would be kept from being collected. */
const MOST_KEPT = 64 * 1024;

/** A list of objects that is used for the next message, too. */
const MOST_SEEN = 64;

/** A shape as it was spelled in a message before. */
interface Known {
  readonly bytes: Uint8Array;
  readonly shape: Shape;
}

/** Places for shapes of earlier messages, found by what their bytes begin with. */
const PLACES = 64;
/** Shapes that are spelled longer than this are read anew in each message. */
const MOST_SPELLED = 256;

/** Between messages: a decoder must not keep the last one's parts, nor a long one's bytes. */
const NO_PARTS: readonly Uint8Array[] = [];
const NOTHING = Buffer.alloc(0);
const NO_VIEW = new DataView(new ArrayBuffer(0));

class Decoder {
  #buffer: ArrayBufferLike | undefined;
  #bytes: Buffer = Buffer.alloc(0);
  #view = new DataView(this.#bytes.buffer);
  #at = 0;
  #parts: readonly Uint8Array[] = NO_PARTS;
  #seen: unknown[] = [];
  readonly #shapes: Shape[] = [];
  readonly #known: (Known | undefined)[] = new Array<Known | undefined>(PLACES).fill(undefined);

  /** The value that is spelled in a memory from byte `start` on. */
  decode(buffer: ArrayBufferLike, start: number, parts: readonly Uint8Array[]): unknown {
    if (buffer !== this.#buffer) {
      this.#buffer = buffer;
      this.#bytes = Buffer.from(buffer as ArrayBuffer);
      this.#view = new DataView(buffer);
    }
    this.#at = start;
    this.#parts = parts;
    try {
      return this.#value();
    } finally {
      this.#parts = NO_PARTS;
      // An old array of young objects costs each collection: long ones are left behind.
      if (this.#seen.length > MOST_SEEN) this.#seen = [];
      else this.#seen.length = 0;
      this.#shapes.length = 0;
      if (buffer.byteLength > MOST_KEPT) {
        this.#buffer = undefined;
        this.#bytes = NOTHING;
        this.#view = NO_VIEW;
      }
    }
  }

  #count(): number {
    let value = this.#bytes[this.#at++];
    if (value < 128) return value;
    value &= 127;
    for (let factor = 128; ; factor *= 128) {
      const next = this.#bytes[this.#at++];
      value += (next & 127) * factor;
      if (next < 128) return value;
    }
  }

  #value(): unknown {
    const tag = this.#bytes[this.#at++];
    if (tag >= is.SMALL) return tag - is.SMALL;
    switch (tag) {
      case is.UNDEFINED:
        return undefined;
      case is.NULL:
        return null;
      case is.TRUE:
        return true;
      case is.FALSE:
        return false;
      case is.INT: {
        const zigzag = this.#count();
        return (zigzag >>> 1) ^ -(zigzag & 1);
      }
      case is.DOUBLE: {
        const value = this.#view.getFloat64(this.#at, true);
        this.#at += 8;
        return value;
      }
      case is.LATIN1:
      case is.UTF8:
      case is.UTF16:
        return this.#string(tag);
      case is.ARRAY:
        return this.#array();
      case is.SHAPE:
        return this.#record(this.#shape(), undefined);
      case is.RECORD:
        return this.#record(this.#shapes[this.#count()], undefined);
      case is.SEEN:
        return this.#seen[this.#count()];
      case is.BIGINT:
        return this.#bigint();
      default:
        return this.#special(tag);
    }
  }

  #string(tag: number): string {
    const length = this.#count();
    const start = this.#at;
    this.#at += length;
    if (tag === is.LATIN1) return this.#bytes.toString("latin1", start, this.#at);
    return this.#bytes.toString(tag === is.UTF8 ? "utf8" : "utf16le", start, this.#at);
  }

  #bigint(): bigint {
    const negative = this.#bytes[this.#at++] === 1;
    const length = this.#count();
    const magnitude = BigInt(`0x${this.#bytes.toString("hex", this.#at, this.#at + length)}`);
    this.#at += length;
    return negative ? -magnitude : magnitude;
  }

  #array(): unknown[] {
    const length = this.#count();
    const array: unknown[] = [];
    this.#seen.push(array);
    for (let i = 0; i < length; i++) {
      if (this.#bytes[this.#at] === is.HOLE) {
        this.#at++;
        array.length = i + 1;
      } else array.push(this.#value());
    }
    return array;
  }

  #shape(): Shape {
    const start = this.#at;
    // The number of keys, the first one's kind, length and first byte.
    const bytes = this.#bytes;
    const place = (bytes[start] + 5 * bytes[start + 2] + 17 * bytes[start + 3]) % PLACES;
    const known = this.#known[place];
    if (known !== undefined && this.#begins(known.bytes)) {
      this.#at += known.bytes.length;
      this.#shapes.push(known.shape);
      return known.shape;
    }
    const keys = Array.from({ length: this.#count() }, () => this.#string(this.#bytes[this.#at++]));
    // A copy of a template, its values then set, is the record, unless a key is the prototype's: it would come last.
    const template = keys.includes("__proto__") ? undefined : blank(keys);
    const shape: Shape = { keys, template };
    this.#shapes.push(shape);
    const length = this.#at - start;
    if (length <= MOST_SPELLED) {
      this.#known[place] = { bytes: Uint8Array.from(bytes.subarray(start, this.#at)), shape };
    }
    return shape;
  }

  /** Whether these bytes come next. */
  #begins(known: Uint8Array): boolean {
    const [bytes, start] = [this.#bytes, this.#at];
    for (let i = 0; i < known.length; i++) if (bytes[start + i] !== known[i]) return false;
    return true;
  }

  /** `fresh` is an object to be filled; without one, a copy of the shape's template is. */
  #record(shape: Shape, fresh: Record<string, unknown> | undefined): object {
    const { keys } = shape;
    const record = fresh ?? { ...shape.template };
    this.#seen.push(record);
    for (let i = 0; i < keys.length; i++) {
      const value = this.#value();
      // Set like any other, this key would be the record's prototype.
      if (keys[i] === "__proto__") {
        Object.defineProperty(record, keys[i], {
          value,
          writable: true,
          enumerable: true,
          configurable: true,
        });
      } else record[keys[i]] = value;
    }
    return record;
  }

  #special(tag: number): unknown {
    const number = this.#seen.length;
    switch (tag) {
      case is.BARE: {
        const inner = this.#bytes[this.#at++];
        const shape = inner === is.SHAPE ? this.#shape() : this.#shapes[this.#count()];
        return this.#record(shape, Object.create(null) as Record<string, unknown>);
      }
      case is.MAP: {
        const map = new Map<unknown, unknown>();
        this.#seen.push(map);
        for (let left = this.#count(); left > 0; left--) {
          const key = this.#value();
          map.set(key, this.#value());
        }
        return map;
      }
      case is.SET: {
        const set = new Set<unknown>();
        this.#seen.push(set);
        for (let left = this.#count(); left > 0; left--) set.add(this.#value());
        return set;
      }
      case is.ERROR:
        return this.#error();
      default: {
        this.#seen.push(undefined);
        const value = this.#leaf(tag);
        this.#seen[number] = value;
        return value;
      }
    }
  }

  /** An object that has no other objects in it. */
  #leaf(tag: number): unknown {
    switch (tag) {
      case is.DATE:
        return new Date(this.#value() as number);
      case is.REGEXP: {
        const source = this.#value() as string;
        return new RegExp(source, this.#value() as string);
      }
      case is.BOXED:
        return Object(this.#value());
      case is.BUFFER:
        return this.#inline().buffer;
      case is.VIEW:
        return viewOf(this.#bytes[this.#at++], this.#inline());
      case is.PART: {
        const kind = this.#bytes[this.#at++];
        const part = this.#parts[this.#count()];
        return kind === is.BUFFER_PART ? part.buffer : viewOf(kind, part);
      }
      default:
        throw new Error(`byte ${tag} at ${this.#at - 1} begins no value: the message is not one of send's`);
    }
  }

  /** Bytes that lie in the message, in memory of their own. */
  #inline(): Uint8Array {
    const length = this.#count();
    const bytes = new Uint8Array(length);
    bytes.set(this.#bytes.subarray(this.#at, this.#at + length));
    this.#at += length;
    return bytes;
  }

  #error(): Error {
    const error = new is.ERRORS[this.#count()](this.#value() as string);
    this.#seen.push(error);
    const hidden = { writable: true, enumerable: false, configurable: true };
    Object.defineProperty(error, "stack", { value: this.#value(), ...hidden });
    if (this.#value() === true) Object.defineProperty(error, "cause", { value: this.#value(), ...hidden });
    return error;
  }
}

/** A view over memory of its own. */
function viewOf(kind: number, bytes: Uint8Array): ArrayBufferView {
  const View = is.VIEWS[kind] as new (buffer: ArrayBufferLike) => ArrayBufferView;
  return new View(bytes.buffer);
}

/** A record with these keys in this order. */
function blank(keys: readonly string[]): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  for (const key of keys) record[key] = undefined;
  return record;
}

const decoder = new Decoder();

/**
 * The value that `encode` spelled. Parts belong to it afterwards: each fills an ArrayBuffer of its own.
 */
export function decode(bytes: Uint8Array, parts: readonly Uint8Array[]): unknown {
  return decoder.decode(bytes.buffer, bytes.byteOffset, parts);
}

/** As `decode`, of what lies in a memory from byte `start` on. */
export function decodeAt(buffer: ArrayBufferLike, start: number): unknown {
  return decoder.decode(buffer, start, NO_PARTS);
}
