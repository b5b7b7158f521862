// Where compiled libraries lie: in the user's cache, or in a folder of this process where there is none. An entry has a
// seal behind its bytes, so that one that was cut short or changed is made again and never loaded.
import { cachePlace, readCached, writeCached } from "../../cache/index.ts";

const fs = () => process.getBuiltinModule("node:fs");
const path = () => process.getBuiltinModule("node:path");

/** Libraries that are kept, the youngest ones. */
const MOST = 500;

/** Behind a library: this word, and the hash of what is before it. Loaders of ELF ignore what follows the sections. */
const SEAL = Buffer.from("amdahl-sealed-01");
const HASH_BYTES = 32;

function hash(...parts: readonly (string | Uint8Array)[]): Buffer {
  const h = process.getBuiltinModule("node:crypto").createHash("sha256");
  for (const p of parts) h.update(p).update("\0");
  return h.digest();
}

const nameOf = (key: string): string => `native-${hash(key).toString("hex").slice(0, 32)}.so`;

/** Where a library of the cache lies. */
export const placeOfLibrary = (name: string): string => path().join(cachePlace() ?? "", name);

/** The bytes of a library of the cache. */
export const libraryBytes = (name: string): Buffer | undefined => readCached(name);

/** The library of that key, if it lies in the cache and is whole. */
export function keptLibrary(key: string): string | undefined {
  const name = nameOf(key);
  const bytes = libraryBytes(name);
  return bytes && isSealed(bytes) ? placeOfLibrary(name) : undefined;
}

/** Puts the library that `make` writes to a file where it is found again, and says where that is. */
export function keepLibrary(key: string, make: (file: string) => void): string {
  const made = scratch("kernel.so");
  make(made);
  const name = nameOf(key);
  const bytes = fs().readFileSync(made);
  if (writeCached(name, [bytes, SEAL, seal(bytes)], MOST)) {
    fs().rmSync(made, { force: true });
    return placeOfLibrary(name);
  }
  // No cache: it is this process's own, and goes with it.
  return made;
}

const seal = (bytes: Uint8Array): Buffer => hash(bytes, SEAL);

function isSealed(bytes: Buffer): boolean {
  const end = bytes.length - HASH_BYTES;
  const start = end - SEAL.length;
  if (start < 0 || !bytes.subarray(start, end).equals(SEAL)) return false;
  return bytes.subarray(end).equals(seal(bytes.subarray(0, start)));
}

let folder: string | undefined;
let files = 0;

/**
 * The folder of this process's own files, which nobody else can put anything into. It goes when the program's thread
 * ends: a thread that is ended with the process cleans nothing up, so that others are told where it is.
 */
export function scratchFolder(given?: string): string {
  if (given !== undefined) folder = given;
  else if (folder === undefined) {
    const { tmpdir } = process.getBuiltinModule("node:os");
    // Readable by its owner only: what lies there is run.
    const made = fs().mkdtempSync(path().join(tmpdir(), "amdahl-"));
    process.on("exit", () => fs().rmSync(made, { recursive: true, force: true }));
    folder = made;
  }
  return folder;
}

/** A file that is no other's. */
export function scratch(name: string): string {
  const { threadId } = process.getBuiltinModule("node:worker_threads");
  return path().join(scratchFolder(), `${threadId}-${files++}-${name}`);
}

let seen: string | undefined;

/** What machine code depends on: the processor's name and its instructions. */
export function processor(): string {
  seen ??= read() ?? `${process.arch} ${process.getBuiltinModule("node:os").cpus()[0]?.model}`;
  return seen;
}

/** The first processor's entry of Linux's list, without what changes from moment to moment. */
function read(): string | undefined {
  const { closeSync, openSync, readSync } = fs();
  try {
    const file = openSync("/proc/cpuinfo", "r");
    try {
      const bytes = Buffer.alloc(8192);
      const text = bytes.toString("latin1", 0, readSync(file, bytes, 0, bytes.length, 0));
      const lines = (text.split("\n\n")[0] as string).split("\n");
      return lines
        .filter((l) => /^(?:vendor_id|cpu family|model|stepping|flags|Features|CPU )/.test(l))
        .join("\n");
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}
