// A value as one run of bytes: what collective calls move, and messages of engines that have no way beside the message.
import { ERR_TYPE } from "../constants.ts";
import { Exception } from "../exception.ts";
import { decode, decodeAt } from "./decode.ts";
import { type Encoded, encodeAt, made, NotSendable } from "./encode.ts";

/** Spells a value. Throws ERR_TYPE for what cannot be sent. */
export function spelled(value: unknown): Encoded {
  const end = spelledAt(value, 0);
  return { bytes: made.bytes.subarray(0, end), parts: made.parts };
}

/** Spells a value from byte `start` on of `made`, and returns where it ends. Throws ERR_TYPE for what cannot be sent. */
export function spelledAt(value: unknown, start: number): number {
  try {
    return encodeAt(value, start);
  } catch (error) {
    if (error instanceof NotSendable) throw new Exception(ERR_TYPE, error.message);
    throw error;
  }
}

/** A copy of a value, as its receiver will have it. */
export const copied = (value: unknown): unknown => unpacked(packed(value));

/** Where a value's bytes begin, behind the number of its parts, the length of what is no part, and the parts' lengths. */
const startBehind = (parts: number): number => 8 * (parts + 2);

/**
 * Memory of its own for what is about to be received: not cleared, since the system then may give what was used before,
 * and not new pages, whose first touch takes longer than a copy (8 MB: 2.6 ms for 5).
 */
export const unfilled = (bytes: number): Uint8Array => new Uint8Array(Buffer.allocUnsafeSlow(bytes).buffer);

/** A value as one run of bytes: in `memory`, from its beginning up to `end`. */
export interface Run {
  readonly memory: Uint8Array;
  readonly end: number;
}

/**
 * Spells a value as one run of bytes: where it was spelled, to be used before the next one is, if it has no long arrays in
 * it and ends within `most`; in what `room` gives for so many bytes otherwise.
 */
export function packedInto(value: unknown, most: number, room: (bytes: number) => Uint8Array): Run {
  const brief = startBehind(0);
  const end = spelledAt(value, brief);
  const { bytes, view, parts } = made;
  if (parts.length === 0 && end <= most) {
    view.setFloat64(0, 0, true);
    view.setFloat64(8, end - brief, true);
    return { memory: bytes, end };
  }
  const start = startBehind(parts.length);
  const length = start + parts.reduce((sum, part) => sum + part.length, end - brief);
  const memory = room(length);
  const words = new DataView(memory.buffer, memory.byteOffset, length);
  words.setFloat64(0, parts.length, true);
  words.setFloat64(8, end - brief, true);
  let at = start;
  memory.set(bytes.subarray(brief, end), at);
  at += end - brief;
  parts.forEach((part, i) => {
    words.setFloat64(16 + 8 * i, part.length, true);
    memory.set(part, at);
    at += part.length;
  });
  return { memory, end: length };
}

/** A value as one run of bytes, in memory of its own. */
export function packed(value: unknown): Uint8Array {
  const { memory, end } = packedInto(value, 0, (bytes) => new Uint8Array(bytes));
  return memory.subarray(0, end);
}

/** The value that `packed` made bytes of. */
export function unpacked(all: Uint8Array): unknown {
  const words = new DataView(all.buffer, all.byteOffset, all.byteLength);
  const count = words.getFloat64(0, true);
  const length = words.getFloat64(8, true);
  let at = startBehind(count);
  const body = all.subarray(at, at + length);
  at += length;
  const parts = Array.from({ length: count }, (_, i) => {
    const part = unfilled(words.getFloat64(16 + 8 * i, true));
    part.set(all.subarray(at, at + part.length));
    at += part.length;
    return part;
  });
  return decode(body, parts);
}

/** Whether bytes can be what `packed` made: their lengths add up. */
export function isPacked(all: Uint8Array): boolean {
  if (all.length < startBehind(0)) return false;
  const words = new DataView(all.buffer, all.byteOffset, all.byteLength);
  const count = words.getFloat64(0, true);
  if (!Number.isInteger(count) || count < 0 || startBehind(count) > all.length) return false;
  let length = startBehind(count) + words.getFloat64(8, true);
  for (let i = 0; i < count; i++) length += words.getFloat64(16 + 8 * i, true);
  return length === all.length;
}

/** The value that lies packed at the beginning of a memory, if it has so many bytes and no long arrays; undefined if not. */
export function brieflyUnpacked(words: DataView, bytes: number): { readonly value: unknown } | undefined {
  const start = startBehind(0);
  const brief =
    bytes >= start && words.getFloat64(0, true) === 0 && words.getFloat64(8, true) === bytes - start;
  return brief ? { value: decodeAt(words.buffer, start) } : undefined;
}
