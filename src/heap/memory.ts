// The one shared WebAssembly memory, how it is made, and how every thread and every copy of amdahl finds the same one.
// It is made at its full size: that reserves addresses but no memory, and `buffer` never changes identity.

import type { Attachment } from "./attachment.ts";
import { HELPER_32, HELPER_64 } from "./helper.ts";
import { LAYOUT, MAGIC, W_END, W_FIRST, W_FRESH, W_MAGIC, W_STARTS, W_TOP, WORDS } from "./layout.ts";
import { MAX_32, MAX_32_PAGES, PAGE, parseSize } from "./size.ts";
import { watchWorkers } from "./threads.ts";
import { type SharedMemory, wasm } from "./wasm.ts";

const KEY = `amdahl.heap.${LAYOUT}`;
const HERE = Symbol.for(KEY);

let current: Attachment | undefined;
let setUp: (here: Attachment) => void = () => {};

/** Sets what is done when this thread joins the heap; for the collector, which stands above this file. */
export function onAttach(listener: (here: Attachment) => void): void {
  setUp = listener;
}

/** This thread's attachment, if it has one: none is made. */
export function attached(): Attachment | undefined {
  return current ?? (globalThis as unknown as Record<symbol, Attachment | undefined>)[HERE];
}

/** This thread's attachment; makes or joins the heap at the first call. */
export function attachment(): Attachment {
  if (current !== undefined) return current;
  const place = globalThis as unknown as Record<symbol, Attachment | undefined>;
  const known = place[HERE];
  current = known ?? attach();
  if (known === undefined) Object.defineProperty(globalThis, HERE, { value: current, configurable: true });
  setUp(current);
  return current;
}

function attach(): Attachment {
  const threads = process.getBuiltinModule("node:worker_threads");
  const inherited = threads.getEnvironmentData(KEY) as unknown;
  let memory: SharedMemory;
  if (inherited instanceof wasm().Memory) {
    memory = inherited;
  } else {
    memory = create(parseSize(process.env.AMDAHL_HEAP));
    // Only now, initialised: a worker started from here on finds a heap that is ready.
    threads.setEnvironmentData(KEY, memory as never);
  }
  const { buffer } = memory;
  const is64 = buffer.byteLength > MAX_32;
  const helper = new (wasm().Instance)(new (wasm().Module)(is64 ? HELPER_64 : HELPER_32), {
    heap: { memory },
  });
  const words = new Int32Array(buffer);
  const afterExit: (() => void)[] = [];
  watchWorkers(words, afterExit);
  return {
    memory,
    buffer,
    is64,
    words,
    clear: helper.exports.clear as Attachment["clear"],
    slot: -1,
    extra: new Map(),
    manual: new Map(),
    refs: [],
    addresses: [],
    classes: new Map(),
    debug: Boolean(process.env.AMDAHL_DEBUG),
    sites: new Map(),
    afterExit,
  };
}

/** A new memory of `bytes`, or of half as often as the engine refuses, with its tables written. */
function create(bytes: number): SharedMemory {
  if (bytes > MAX_32 && !wasm().validate(HELPER_64)) {
    throw new RangeError(
      `AMDAHL_HEAP asks for ${bytes / 2 ** 30} GiB, but Node ${process.version} has no 64-bit WebAssembly memory. ` +
        "Use Node 24 or newer, or at most AMDAHL_HEAP=4G.",
    );
  }
  let memory: SharedMemory | undefined;
  for (let size = bytes; memory === undefined; size /= 2) {
    try {
      memory = reserve(Math.ceil(size / PAGE), size > MAX_32);
    } catch (cause) {
      // Address space is limited (ulimit -v, a small machine): a smaller heap is better than none.
      if (size < 2 ** 21) {
        throw new RangeError("The engine gives no shared WebAssembly memory, not even 1 MiB.", { cause });
      }
    }
  }
  format(new Int32Array(memory.buffer));
  return memory;
}

function reserve(pages: number, is64: boolean): SharedMemory {
  if (!is64) {
    const size = Math.min(pages, MAX_32_PAGES);
    return new (wasm().Memory)({ initial: size, maximum: size, shared: true });
  }
  // The standard's spelling first; V8 before 13 (Node 22) has the proposal's earlier one, with plain numbers.
  const size = BigInt(pages);
  try {
    return new (wasm().Memory)({ address: "i64", initial: size, maximum: size, shared: true });
  } catch {
    return new (wasm().Memory)({ index: "i64", initial: pages, maximum: pages, shared: true });
  }
}

/** Bytes at the end of the memory in which no array lies. */
const BEYOND = 4096;

/** Writes the tables of an empty heap; nobody else can see the memory yet. */
export function format(words: Int32Array): void {
  // A gang's lanes read elements side by side also where some lane is off: up to 128 bytes past an array's end, which
  // must be memory. (Below the first array the tables are.)
  const end = Math.floor(words.length / WORDS) - Math.ceil(BEYOND / (4 * WORDS));
  const first = Math.ceil((W_STARTS + Math.ceil(end / 32)) / WORDS);
  words[W_FIRST] = first;
  words[W_TOP] = first;
  words[W_FRESH] = first;
  words[W_END] = end;
  words[W_MAGIC] = MAGIC;
}

/**
 * The shared `WebAssembly.Memory` that all arrays live in; made at the first call, 4 GiB (or `AMDAHL_HEAP`) of
 * address space and no memory. Every worker started afterwards gets the same one. Throws RangeError when
 * `AMDAHL_HEAP` makes no sense.
 *
 * @example
 * new (wasm().Instance)(module, { heap: { memory: memory() } })
 */
export function memory(): SharedMemory {
  return attachment().memory;
}

/**
 * The heap's bytes. The object is the same for the life of the thread, so `view.buffer === buffer()` says whether a
 * view lies on the heap.
 *
 * @example
 * new Float64Array(buffer(), address, 10)
 */
export function buffer(): SharedArrayBuffer {
  return attachment().buffer;
}

/**
 * Whether the memory is a 64-bit one (`AMDAHL_HEAP` above 4 GiB): modules that import it must declare `i64` addresses.
 *
 * @example
 * is64() // false
 */
export function is64(): boolean {
  return attachment().is64;
}

/**
 * Sets `bytes` bytes of the heap from `address` to zero at the speed of memset; `fill` on a shared view is several
 * times slower. Traps when they do not lie on the heap.
 *
 * @example
 * clear(malloc(1024), 1024);
 */
export function clear(address: number, bytes: number): void {
  attachment().clear(address, bytes);
}
