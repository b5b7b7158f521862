// A value as one run of bytes: what collective calls move, and messages of engines that have no way beside the message.
import { ERR_TYPE } from "../constants.ts";
import { Exception } from "../exception.ts";
import { decode } from "./decode.ts";
import { type Encoded, encode, NotSendable } from "./encode.ts";

/** Spells a value. Throws ERR_TYPE for what cannot be sent. */
export function spelled(value: unknown): Encoded {
  try {
    return encode(value);
  } catch (error) {
    if (error instanceof NotSendable) throw new Exception(ERR_TYPE, error.message);
    throw error;
  }
}

/** A copy of a value, as its receiver will have it. */
export const copied = (value: unknown): unknown => unpacked(packed(value));

/** Where a value's bytes begin, behind the number of its parts, the length of what is no part, and the parts' lengths. */
const startBehind = (parts: number): number => 8 * (parts + 2);

/** A value as one run of bytes: in `room`, until the next call, if it fits there, in memory of its own otherwise. */
export function packed(value: unknown, room?: Uint8Array): Uint8Array {
  const { bytes, parts } = spelled(value);
  const start = startBehind(parts.length);
  const length = start + parts.reduce((sum, part) => sum + part.length, bytes.length);
  const fits = room !== undefined && length <= room.length;
  const all = fits ? room.subarray(0, length) : new Uint8Array(length);
  const words = new DataView(all.buffer, all.byteOffset, length);
  words.setFloat64(0, parts.length, true);
  words.setFloat64(8, bytes.length, true);
  let at = start;
  all.set(bytes, at);
  at += bytes.length;
  parts.forEach((part, i) => {
    words.setFloat64(16 + 8 * i, part.length, true);
    all.set(part, at);
    at += part.length;
  });
  return all;
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
    const part = all.slice(at, at + words.getFloat64(16 + 8 * i, true));
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
