// Opens the library as one script with V8's code cache. Half of a first call was V8 reading and compiling the six
// hundred of our functions that it needs, which every process did anew: V8 can keep what it made.
import { readCached, writeCached } from "../cache/index.ts";

/** What a script gives: its exports, and whether anything was compiled with it, without which it is not worth keeping. */
export interface Core {
  compilations(): number;
}

/** How often one cache is looked at again: later programs reach functions that the first did not. */
const GENERATIONS = 4;
/** Versions of amdahl and Node whose caches are kept. */
const MOST = 8;
/** Behind V8's data stand its length and the generation: a file cut short is not handed to V8. */
const TRAILER = 8;

/**
 * Runs the script at `url`, whose name holds a hash of its text, and returns what it exports.
 *
 * The cache is V8's, named by Node's version and options and checked by V8 against its version, its flags and the
 * length of the text; what it refuses is compiled as if there were none. It is written when the process ends, with all
 * functions that were compiled by then, if there was something to compile.
 */
export function openCore<T extends Core>(url: URL): T {
  const { readFileSync } = process.getBuiltinModule("node:fs");
  const { Script } = process.getBuiltinModule("node:vm");
  const name = cacheName(url);
  const kept = unpack(readCached(name));
  const script = new Script(readFileSync(url, "latin1"), {
    filename: url.href,
    ...(kept && { cachedData: kept.data }),
  });
  const exports = {} as T;
  const module = { exports };
  const place = (inside: string): string => new URL(inside, url).href;
  script.runInThisContext()(module, process.getBuiltinModule, place);
  const core = module.exports;
  const generation = kept && !script.cachedDataRejected ? kept.generation : 0;
  if (generation < GENERATIONS && worthKeeping()) {
    process.once("exit", () => {
      if (core.compilations() === 0) return;
      const made = script.createCachedData();
      // V8 drops functions that were not used for long: what is there already may hold more.
      const data =
        generation > 0 && (kept as Kept).data.byteLength >= made.byteLength ? (kept as Kept).data : made;
      writeCached(name, [data, trailer(data.byteLength, generation + 1)], MOST);
    });
  }
  return core;
}

/** Coverage compiles counters into functions, and threads end without saying so. */
function worthKeeping(): boolean {
  const { isMainThread } = process.getBuiltinModule("node:worker_threads");
  return isMainThread && process.env.NODE_V8_COVERAGE === undefined;
}

function cacheName(url: URL): string {
  const script = url.pathname.slice(url.pathname.lastIndexOf("/") + 1).replace(/\.\w+$/, "");
  const options = [process.env.NODE_OPTIONS ?? "", ...process.execArgv].join(" ");
  return `code-${script}-${process.version}-${process.arch}-${hash(options)}`;
}

/** FNV-1a, 32 bits: options differ, and nobody attacks their own cache. */
function hash(text: string): string {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return (h >>> 0).toString(16);
}

interface Kept {
  readonly data: Buffer;
  readonly generation: number;
}

function unpack(file: Buffer | undefined): Kept | undefined {
  if (file === undefined || file.byteLength < TRAILER) return undefined;
  const length = file.byteLength - TRAILER;
  if (file.readUInt32LE(length) !== length) return undefined;
  return { data: file.subarray(0, length), generation: file.readUInt32LE(length + 4) };
}

function trailer(length: number, generation: number): Uint8Array {
  const bytes = Buffer.alloc(TRAILER);
  bytes.writeUInt32LE(length, 0);
  bytes.writeUInt32LE(generation, 4);
  return bytes;
}
