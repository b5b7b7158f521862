// Opens the library as one script with V8's code cache. Half of a first call was V8 reading and compiling the six
// hundred of our functions that it needs, which every process did anew: V8 can keep what it made.
import type { Script } from "node:vm";
import { readCached, writeCached } from "../cache/index.ts";

/** What a script gives beside its other exports. */
export interface Core {
  /** Is told the script's name, which changes with every change of its text; for the script with the compiler in it. */
  builtAs?(name: string): void;
  /** How much was compiled with it; if nothing, V8's code is not worth keeping. */
  compilations(): number;
  /** Has V8 compile the functions that a program may need, whichever this one needed. */
  rehearse(): void;
}

/** Scripts, versions of amdahl and of Node whose caches are kept. */
const MOST = 16;
/** Behind V8's data stands its length: a file cut short is not handed to V8. */
const TRAILER = 4;

/** What a script is to the others. */
export interface OpenOptions {
  /** It has the whole library in it. */
  readonly isWhole?: boolean;
  /** What it asks for, beside builtins, by name. */
  readonly base?: object;
}

let whole: unknown;

/** What the script exports that has the whole library in it, if it was opened in this thread. */
export function wholeCore<T extends Core>(): T | undefined {
  return whole as T | undefined;
}

/**
 * Runs the script at `url`, whose name holds a hash of its text, and returns what it exports. It may ask for builtins,
 * and for what `base` has.
 *
 * The cache is V8's, named by Node's version and options and checked by V8 against its version, its flags and the
 * length of the text; what it refuses is compiled as if there were none. It is written when the first process ends that
 * has compiled something, after a rehearsal of a tenth of a second, so that it holds what other programs need too (and
 * what V8 has dropped since, because it was not used for long).
 */
export function openCore<T extends Core>(url: URL, { isWhole = false, base = {} }: OpenOptions = {}): T {
  const { readFileSync } = process.getBuiltinModule("node:fs");
  const { Script } = process.getBuiltinModule("node:vm");
  const name = cacheName(url);
  const kept = unpack(readCached(name));
  const script = new Script(readFileSync(url, "latin1"), {
    filename: url.href,
    ...(kept && { cachedData: kept }),
  });
  const exports = {} as T;
  const module = { exports };
  const place = (inside: string): string => new URL(inside, url).href;
  const ask = (id: string): unknown => (base as Record<string, unknown>)[id] ?? process.getBuiltinModule(id);
  script.runInThisContext()(module, ask, place);
  const core = module.exports;
  if (isWhole) whole = core;
  core.builtAs?.(scriptName(url));
  const taken = kept !== undefined && !script.cachedDataRejected;
  if (!taken && worthKeeping()) {
    process.once("exit", () => {
      if (core.compilations() > 0) keep(name, script, core);
    });
  }
  return core;
}

function keep(name: string, script: Script, core: Core): void {
  try {
    core.rehearse();
  } catch {
    // Without memory, or where no code may be made from text: then what the program itself needed is kept.
  }
  const data = script.createCachedData();
  writeCached(name, [data, trailer(data.byteLength)], MOST);
}

/** Coverage compiles counters into functions, and threads end without saying so. */
function worthKeeping(): boolean {
  const { isMainThread } = process.getBuiltinModule("node:worker_threads");
  return isMainThread && process.env.NODE_V8_COVERAGE === undefined;
}

const scriptName = ({ pathname }: URL): string =>
  pathname.slice(pathname.lastIndexOf("/") + 1).replace(/\.\w+$/, "");

function cacheName(url: URL): string {
  const options = [process.env.NODE_OPTIONS ?? "", ...process.execArgv].join(" ");
  return `code-${scriptName(url)}-${process.version}-${process.arch}-${hash(options)}`;
}

/** FNV-1a, 32 bits: options differ, and nobody attacks their own cache. */
function hash(text: string): string {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return (h >>> 0).toString(16);
}

function unpack(file: Buffer | undefined): Buffer | undefined {
  if (file === undefined || file.byteLength < TRAILER) return undefined;
  const length = file.byteLength - TRAILER;
  return file.readUInt32LE(length) === length ? file.subarray(0, length) : undefined;
}

function trailer(length: number): Uint8Array {
  const bytes = Buffer.alloc(TRAILER);
  bytes.writeUInt32LE(length, 0);
  return bytes;
}
