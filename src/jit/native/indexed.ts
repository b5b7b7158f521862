// The first look into the cache: a library by the meaning that it was made from, so that neither passes nor the printing
// of C are done for one that is there. Behind it lies the cache by the text of C.
import type { NativeOrder } from "../../compiler/index.ts";
import type { Compiler } from "./compiler.ts";
import { print } from "./hash.ts";
import type { Library } from "./orders.ts";
import { record, recorded } from "./records.ts";
import { spelled } from "./spelled.ts";
import { libraryBytes, placeOfLibrary } from "./store.ts";

let build: string | undefined;

/**
 * Says which amdahl this is, by a name that changes with every change of its code. Without it, as from separate files,
 * there is no first look: a library could be one that another version's passes have made.
 */
export function builtAs(name: string): void {
  build = name;
}

/** What a record says: a library's file in the cache, what is in it, and what whoever loads it must know. */
interface Entry extends Omit<Library, "path"> {
  readonly file: string;
  readonly print: string;
}

/** All that a library hangs on, as bytes; undefined if that cannot be said. */
export function indexKey(tools: Compiler, order: NativeOrder): Uint8Array | undefined {
  // Whoever checks the IR wants passes to run.
  if (build === undefined || order.verify) return undefined;
  const { meaning, guards, lanes, contract } = order;
  return spelled({
    build,
    compiler: tools.identity,
    // Where things are written is for messages, which are made from what this process has captured.
    meaning: { ...meaning, sources: [], places: [] },
    guards,
    lanes,
    contract,
  });
}

/** The library of that key, if it lies in the cache and is what it was when it was put there. */
export function indexed(key: Uint8Array): Library | undefined {
  const entry = recorded<Entry>("index", key);
  const bytes = entry && libraryBytes(entry.file);
  if (!bytes || print(bytes) !== entry.print) return undefined;
  const { file, slots, quotes, forks, polls } = entry;
  return { path: placeOfLibrary(file), slots, quotes, forks, polls };
}

/** Has a library found by that key from now on, if it lies in the cache. */
export function index(key: Uint8Array, { path, slots, quotes, forks, polls }: Library): void {
  const file = process.getBuiltinModule("node:path").basename(path);
  const bytes = libraryBytes(file);
  if (!bytes || placeOfLibrary(file) !== path) return;
  record("index", key, { file, print: print(bytes), slots, quotes, forks, polls } satisfies Entry);
}
