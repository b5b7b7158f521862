// Values to bytes, in one pass.
import * as is from "./format.ts";

/** A value as bytes, and the long views in it, which are sent from where they lie. */
export interface Encoded {
  /** Valid until the next value is encoded. */
  readonly bytes: Uint8Array;
  readonly parts: readonly Uint8Array[];
}

/** Thrown for what cannot be sent. */
export class NotSendable extends Error {
  override readonly name = "NotSendable";
}

/** Strings up to here are written by a loop: a call into the engine costs more. */
const SHORT = 40;
/** Shapes that are tried one by one; more are found by their first key. */
const FEW = 4;

interface Shape {
  readonly keys: readonly string[];
  readonly number: number;
}

/** Objects that are looked through one by one; with more of them a map is quicker. */
const MANY = 8;

class Encoder {
  #bytes = Buffer.allocUnsafeSlow(64 * 1024);
  // The same memory, as what others get: a Buffer's slice copies nothing.
  #plain = new Uint8Array(this.#bytes.buffer);
  #view = new DataView(this.#bytes.buffer);
  #at = 0;
  #parts: Uint8Array[] = [];
  /** Objects so far, in order: all of them in the list up to MANY, in the map afterwards. */
  readonly #few: object[] = [];
  readonly #seen = new Map<object, number>();
  readonly #shapes: Shape[] = [];
  readonly #byFirstKey = new Map<string | undefined, Shape[]>();

  /** Where values are spelled: bytes from the beginning on. Another one after a value that found no room. */
  get bytes(): Uint8Array {
    return this.#plain;
  }

  get view(): DataView {
    return this.#view;
  }

  /** The long views of the last value. */
  get parts(): readonly Uint8Array[] {
    return this.#parts;
  }

  /** Spells a value from byte `start` on; returns where it ends. */
  encode(value: unknown, start: number): number {
    this.#at = start;
    if (this.#parts.length > 0) this.#parts = [];
    try {
      this.#value(value);
      return this.#at;
    } finally {
      this.#few.length = 0;
      if (this.#seen.size > 0) this.#seen.clear();
      this.#shapes.length = 0;
      if (this.#byFirstKey.size > 0) this.#byFirstKey.clear();
    }
  }

  /** Makes room for `more` bytes. */
  #need(more: number): void {
    if (this.#at + more <= this.#bytes.length) return;
    const bytes = Buffer.allocUnsafeSlow(Math.max(this.#at + more, this.#bytes.length * 2));
    this.#bytes.copy(bytes, 0, 0, this.#at);
    this.#bytes = bytes;
    this.#plain = new Uint8Array(bytes.buffer);
    this.#view = new DataView(bytes.buffer);
  }

  #tag(tag: number): void {
    this.#need(1);
    this.#bytes[this.#at++] = tag;
  }

  /** A whole number from 0 to 2^53. */
  #count(value: number): void {
    this.#need(8);
    let left = value;
    while (left > 0x7fffffff) {
      this.#bytes[this.#at++] = (left % 128) | 128;
      left = Math.floor(left / 128);
    }
    while (left > 127) {
      this.#bytes[this.#at++] = (left & 127) | 128;
      left >>>= 7;
    }
    this.#bytes[this.#at++] = left;
  }

  #value(value: unknown): void {
    switch (typeof value) {
      case "number":
        this.#number(value);
        break;
      case "string":
        this.#string(value);
        break;
      case "object":
        if (value === null) this.#tag(is.NULL);
        else this.#object(value);
        break;
      case "boolean":
        this.#tag(value ? is.TRUE : is.FALSE);
        break;
      case "undefined":
        this.#tag(is.UNDEFINED);
        break;
      case "bigint":
        this.#bigint(value);
        break;
      default:
        throw new NotSendable(typeof value === "function" ? "a function" : "a symbol");
    }
  }

  #number(value: number): void {
    // −0 is a small number to ===, and not to Object.is.
    if ((value | 0) !== value || Object.is(value, -0)) {
      this.#need(9);
      this.#bytes[this.#at] = is.DOUBLE;
      this.#view.setFloat64(this.#at + 1, value, true);
      this.#at += 9;
    } else if (value >= 0 && value <= is.MOST_SMALL) this.#tag(is.SMALL + value);
    else {
      this.#tag(is.INT);
      this.#count(((value << 1) ^ (value >> 31)) >>> 0);
    }
  }

  #bigint(value: bigint): void {
    const hex = (value < 0n ? -value : value).toString(16);
    const magnitude = Buffer.from(hex.padStart(hex.length + (hex.length & 1), "0"), "hex");
    this.#tag(is.BIGINT);
    this.#tag(value < 0n ? 1 : 0);
    this.#count(magnitude.length);
    this.#raw(magnitude);
  }

  #string(value: string): void {
    const { length } = value;
    this.#need(3 * length + 12);
    if (length <= SHORT) {
      const start = this.#at;
      let at = start + 2;
      let all = 0;
      for (let i = 0; i < length; i++) {
        const unit = value.charCodeAt(i);
        all |= unit;
        this.#bytes[at++] = unit;
      }
      if (all < 256) {
        this.#bytes[start] = is.LATIN1;
        this.#bytes[start + 1] = length;
        this.#at = at;
        return;
      }
    }
    // A surrogate that stands alone has no form in UTF-8.
    const whole = (value as string & { isWellFormed(): boolean }).isWellFormed();
    const bytes = whole ? Buffer.byteLength(value, "utf8") : 2 * length;
    this.#tag(whole ? is.UTF8 : is.UTF16);
    this.#count(bytes);
    this.#bytes.write(value, this.#at, whole ? "utf8" : "utf16le");
    this.#at += bytes;
  }

  #raw(bytes: Uint8Array): void {
    this.#need(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  #object(value: object): void {
    const seen = this.#meet(value);
    if (seen >= 0) {
      this.#tag(is.SEEN);
      this.#count(seen);
      return;
    }
    const prototype: unknown = Object.getPrototypeOf(value);
    if (Array.isArray(value)) this.#array(value);
    else if (prototype === Object.prototype) this.#record(value as Record<string, unknown>);
    else this.#special(value, prototype);
  }

  /** The number of an object that was there before; -1 if there was none, and from now on there is. */
  #meet(value: object): number {
    const few = this.#few;
    if (this.#seen.size === 0) {
      const at = few.indexOf(value);
      if (at >= 0) return at;
      few.push(value);
      if (few.length > MANY) for (let i = 0; i < few.length; i++) this.#seen.set(few[i], i);
      return -1;
    }
    const seen = this.#seen.get(value);
    if (seen !== undefined) return seen;
    this.#seen.set(value, this.#seen.size);
    return -1;
  }

  #array(value: readonly unknown[]): void {
    const { length } = value;
    this.#tag(is.ARRAY);
    this.#count(length);
    for (let i = 0; i < length; i++) {
      const element = value[i];
      if (element === undefined && !(i in value)) this.#tag(is.HOLE);
      else this.#value(element);
    }
  }

  #record(value: Record<string, unknown>): void {
    const keys = Object.keys(value);
    const shape = this.#shapeOf(keys);
    if (shape === undefined) {
      this.#tag(is.SHAPE);
      this.#count(keys.length);
      for (const key of keys) this.#string(key);
    } else {
      this.#tag(is.RECORD);
      this.#count(shape.number);
    }
    for (let i = 0; i < keys.length; i++) this.#value(value[keys[i]]);
  }

  /** The shape with these keys, if there was one; from now on there is. */
  #shapeOf(keys: readonly string[]): Shape | undefined {
    const shapes = this.#shapes;
    const few = Math.min(shapes.length, FEW);
    for (let i = 0; i < few; i++) if (same(shapes[i].keys, keys)) return shapes[i];
    let more: Shape[] | undefined;
    if (shapes.length >= FEW) {
      more = this.#byFirstKey.get(keys[0]);
      if (more === undefined) {
        more = [];
        this.#byFirstKey.set(keys[0], more);
      }
      for (const shape of more) if (same(shape.keys, keys)) return shape;
    }
    const shape = { keys, number: shapes.length };
    shapes.push(shape);
    more?.push(shape);
    return undefined;
  }

  #special(value: object, prototype: unknown): void {
    if (ArrayBuffer.isView(value)) this.#bytesOf(is.VIEW, viewNumber(value), value);
    else if (value instanceof ArrayBuffer || value instanceof SharedArrayBuffer) {
      this.#bytesOf(is.BUFFER, is.BUFFER_PART, new Uint8Array(value));
    } else if (value instanceof Map) {
      this.#tag(is.MAP);
      this.#count(value.size);
      for (const [key, entry] of value) {
        this.#value(key);
        this.#value(entry);
      }
    } else if (value instanceof Set) {
      this.#tag(is.SET);
      this.#count(value.size);
      for (const entry of value) this.#value(entry);
    } else if (value instanceof Date) {
      this.#tag(is.DATE);
      this.#number(value.getTime());
    } else if (value instanceof RegExp) {
      this.#tag(is.REGEXP);
      this.#string(value.source);
      this.#string(value.flags);
    } else if (value instanceof Error) this.#error(value);
    else if (value instanceof Number || value instanceof String || value instanceof Boolean) {
      this.#tag(is.BOXED);
      this.#value(value.valueOf());
    } else if (prototype === null) {
      this.#tag(is.BARE);
      this.#record(value as Record<string, unknown>);
    } else throw new NotSendable(describe(value));
  }

  #error(error: Error): void {
    const kind = is.ERRORS.findIndex((E) => E.name === error.name);
    this.#tag(is.ERROR);
    this.#count(Math.max(kind, 0));
    this.#string(error.message);
    this.#string(error.stack ?? "");
    this.#tag("cause" in error ? is.TRUE : is.FALSE);
    if ("cause" in error) this.#value(error.cause);
  }

  #bytesOf(tag: number, kind: number, view: ArrayBufferView): void {
    const { byteLength } = view;
    const bytes = new Uint8Array(view.buffer, view.byteOffset, byteLength);
    const apart = byteLength >= is.LEAST_PART && this.#parts.length < is.MOST_PARTS;
    this.#tag(apart ? is.PART : tag);
    if (apart || tag === is.VIEW) this.#tag(kind);
    if (apart) {
      this.#count(this.#parts.length);
      this.#parts.push(bytes);
    } else {
      this.#count(byteLength);
      this.#raw(bytes);
    }
  }
}

function viewNumber(view: ArrayBufferView): number {
  const number = is.viewNumber(view);
  if (number === undefined) throw new NotSendable(describe(view));
  return number;
}

function same(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function describe(value: object): string {
  const made = (value as { constructor?: unknown }).constructor;
  const name = typeof made === "function" ? made.name : "";
  return name === "" ? "an object with a prototype of its own" : `an instance of ${name}`;
}

const encoder = new Encoder();

/**
 * Spells a value as bytes. Throws NotSendable with the path to what cannot be sent.
 *
 * @param value anything that `structuredClone` takes
 */
export function encode(value: unknown): Encoded {
  const end = encodeAt(value, 0);
  return { bytes: encoder.bytes.subarray(0, end), parts: encoder.parts };
}

/** As `encode`, and leaves room for `start` bytes in front: what it made is in `made`, and ends where this says. */
export function encodeAt(value: unknown, start: number): number {
  try {
    return encoder.encode(value, start);
  } catch (error) {
    if (!(error instanceof NotSendable)) throw error;
    const path = pathTo(value, new Set());
    throw new NotSendable(
      `${error.message}${path ? ` at ${path}` : ""} cannot be sent: send plain records and arrays of what it is made of`,
    );
  }
}

/** What `encodeAt` made: valid until the next value is spelled. */
export const made: {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly parts: readonly Uint8Array[];
} = encoder;

/** Where in a value the first thing lies that cannot be sent, as `.items[3].f`. */
function pathTo(value: unknown, inside: Set<unknown>): string | undefined {
  if (typeof value === "function" || typeof value === "symbol") return "";
  if (typeof value !== "object" || value === null || inside.has(value)) return undefined;
  inside.add(value);
  const prototype: unknown = Object.getPrototypeOf(value);
  const entries: [string, unknown][] = Array.isArray(value)
    ? value.map((element, i) => [`[${i}]`, element])
    : value instanceof Map
      ? [...value].flatMap(
          ([k, v], i) =>
            [
              [`<key ${i}>`, k],
              [`<value ${i}>`, v],
            ] as [string, unknown][],
        )
      : value instanceof Set
        ? [...value].map((element, i) => [`<element ${i}>`, element])
        : prototype === Object.prototype || prototype === null
          ? Object.entries(value).map(([key, entry]) => [`.${key}`, entry])
          : [];
  for (const [step, entry] of entries) {
    const rest = pathTo(entry, inside);
    if (rest !== undefined) return `${step}${rest}`;
  }
  if (entries.length > 0 || Array.isArray(value) || prototype === Object.prototype || prototype === null) {
    return undefined;
  }
  try {
    encoder.encode(value, 0);
    return undefined;
  } catch {
    return "";
  }
}
