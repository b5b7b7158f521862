// Small facts that are costly to find out, in the user's cache under the whole of what they hang on: the hash in a
// record's name only says where to look, and what stands in it is believed if its key is the one that was asked for.
import { readCached, writeCached } from "../../cache/index.ts";
import { print } from "./hash.ts";

/** Records of a kind that are kept, the youngest ones: compilers, and libraries by what they were made from. */
const MOST = { cc: 20, index: 300 } as const;

/** A kind of records. */
export type RecordKind = keyof typeof MOST;

/** Behind the key and the value: how long they are, and the value's hash. */
const TRAILER = 24;

const nameOf = (kind: RecordKind, key: Uint8Array): string => `${kind}-${print(key)}.rec`;

/** The record of exactly that key; undefined if there is none, or one that was cut short or changed. */
export function recorded<T>(kind: RecordKind, key: Uint8Array): T | undefined {
  const bytes = readCached(nameOf(kind, key));
  const end = (bytes?.length ?? 0) - TRAILER;
  if (!bytes || end < key.length) return undefined;
  if (bytes.readUInt32LE(end) !== key.length || bytes.readUInt32LE(end + 4) !== end - key.length)
    return undefined;
  const value = bytes.subarray(key.length, end);
  if (bytes.toString("latin1", end + 8) !== print(value) || !bytes.subarray(0, key.length).equals(key))
    return undefined;
  try {
    return JSON.parse(value.toString()) as T;
  } catch {
    return undefined;
  }
}

/** Keeps a value, which JSON can say, under a key. */
export function record(kind: RecordKind, key: Uint8Array, value: unknown): void {
  const bytes = Buffer.from(JSON.stringify(value));
  const trailer = Buffer.alloc(TRAILER);
  trailer.writeUInt32LE(key.length, 0);
  trailer.writeUInt32LE(bytes.length, 4);
  trailer.write(print(bytes), 8, "latin1");
  writeCached(nameOf(kind, key), [key, bytes, trailer], MOST[kind]);
}
