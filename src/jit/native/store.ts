// Where compiled libraries lie: in the user's cache, or in a folder of this process where there is none. An entry has a
// seal behind its bytes, so that one that was cut short or changed is made again and never loaded.
import { openCache, readCached, writeCached } from "../../cache/index.ts";

const fs = () => process.getBuiltinModule("node:fs");
const path = () => process.getBuiltinModule("node:path");

/** Entries of a kind that are kept, the youngest ones. */
const MOST = { native: 500, cc: 20 } as const;

/** Behind a library: this word, and the hash of what is before it. Loaders of ELF ignore what follows the sections. */
const SEAL = Buffer.from("amdahl-sealed-01");
const HASH_BYTES = 32;

function hash(...parts: readonly (string | Uint8Array)[]): Buffer {
  const h = process.getBuiltinModule("node:crypto").createHash("sha256");
  for (const p of parts) h.update(p).update("\0");
  return h.digest();
}

const nameOf = (kind: keyof typeof MOST, key: string): string =>
  `${kind}-${hash(key).toString("hex").slice(0, 32)}`;

/** Small facts that are costly to find out. */
export function kept<T>(kind: "cc", key: string): T | undefined {
  const bytes = readCached(`${nameOf(kind, key)}.json`);
  if (!bytes) return undefined;
  try {
    return JSON.parse(bytes.toString()) as T;
  } catch {
    return undefined;
  }
}

export function keep(kind: "cc", key: string, value: unknown): void {
  writeCached(`${nameOf(kind, key)}.json`, [Buffer.from(JSON.stringify(value))], MOST[kind]);
}

/** The library of that key, if it lies in the cache and is whole. */
export function keptLibrary(key: string): string | undefined {
  const name = `${nameOf("native", key)}.so`;
  const bytes = readCached(name);
  if (!bytes || !isSealed(bytes)) return undefined;
  return path().join(openCache() as string, name);
}

/** Puts the library that `make` writes to a file where it is found again, and says where that is. */
export function keepLibrary(key: string, make: (file: string) => void): string {
  const made = scratch("kernel.so");
  make(made);
  const name = `${nameOf("native", key)}.so`;
  const bytes = fs().readFileSync(made);
  const folder = openCache();
  if (folder !== undefined && writeCached(name, [bytes, SEAL, seal(bytes)], MOST.native)) {
    fs().rmSync(made, { force: true });
    return path().join(folder, name);
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
