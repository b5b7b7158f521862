// Where a snapshot's bytes come from. A file in practice; a test can have bytes without a disk, in pieces of any size.
import { closeSync, openSync, readSync } from "node:fs";

/** Bytes that are read once, in order. */
export interface ByteSource {
  /** What errors call it: a file's path. */
  readonly name: string;
  /** Fills the front of `into` and says how much of it, 0 at the end only. */
  read(into: Uint8Array): number;
  close(): void;
}

/** The bytes of a file. Throws what Node throws when it cannot be opened. */
export function fileSource(path: string): ByteSource {
  const file = openSync(path, "r");
  return {
    name: path,
    read: (into) => readSync(file, into, 0, into.length, null),
    close: () => closeSync(file),
  };
}
