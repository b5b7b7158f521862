// A library of compiled C made ready to run in one thread. The contract is written down in the back end
// (src/ffi/abi.ts): a context on the heap, through which numbers cross, and one callback for requests.
import {
  EXPORTS,
  type Ffi,
  type Foreign,
  type ForeignLibrary,
  ffi,
  REQUEST,
  SLOTS,
  STATUS,
  throughGate,
} from "../../ffi/index.ts";
import {
  buffer,
  type CodeLine,
  clear,
  free,
  type LineWatch,
  lineWatch,
  malloc,
  onLargeArray,
} from "../../heap/index.ts";
import type { Watch } from "../../team/index.ts";
import { print } from "./print.ts";
import type { Forker, NativeCode, Payload, Ready } from "./ready.ts";
import { indexError, thrownError } from "./sites.ts";

// Large pages take native code to ask for. What loading it costs, 10 ms, the first touch of a large array saves.
onLargeArray(ffi);

/** Whoever is in a library now: what is its own among those that have loaded the same one. */
interface User {
  readonly payload: Payload;
  readonly forker: Forker;
  readonly escaped: number[];
}

/** A library in this thread. */
class Library {
  readonly code: NativeCode;
  readonly context: Float64Array;
  readonly entry: Foreign;
  readonly forks: readonly Foreign[];
  readonly watch: Watch | undefined;
  /** The context's address, as the library takes it, and on the heap. */
  readonly at: number;
  readonly #line: Int32Array;
  #watchedBy: LineWatch | undefined;
  user: User | undefined;
  /** What the last request has thrown. */
  thrown: unknown;

  constructor(interfaces: Ffi, code: NativeCode, number: number, request: number) {
    this.code = code;
    const opened: ForeignLibrary = interfaces.open(code.path);
    const prefix = code.prefix ?? "";
    // For the life of the thread: libraries are never closed.
    const at = malloc(8 * code.slots);
    clear(at, 8 * code.slots);
    this.context = new Float64Array(buffer(), at, code.slots);
    const start = heapStart(interfaces);
    this.at = start + at;
    this.#line = new Int32Array(buffer(), at + 8 * SLOTS.line, 1);
    this.context[SLOTS.number] = number;
    this.context[SLOTS.heap] = start;
    this.context[SLOTS.callback] = request;
    this.context[SLOTS.stack] = interfaces.stack;
    if (code.stop !== undefined) {
      const slot = new BigUint64Array(buffer(), at + 8 * SLOTS.stop, 1);
      slot[0] = BigInt(start + code.stop);
      this.watch = watchOf(opened.int(prefix + EXPORTS.watch, 1), code.stop, start);
    }
    this.entry = opened.int(prefix + EXPORTS.entry, 1);
    this.forks = Array.from({ length: code.forks }, (_, i) => opened.int(prefix + EXPORTS.fork(i), 5));
  }

  /** Has whoever watches look at which line is at work; for all its users at once. */
  watchLines(lines: readonly CodeLine[]): void {
    const watch = lineWatch();
    if (!watch || this.#watchedBy === watch) return;
    this.#watchedBy = watch;
    watch.watch(this.#line, lines);
  }

  /** Does what compiled code asks for. */
  serve(): void {
    const { context: c } = this;
    const { payload, forker, escaped } = this.user as User;
    const at = SLOTS.operands;
    switch (c[SLOTS.request]) {
      case REQUEST.fork: {
        // One by one: a part of an array, taken apart, takes as long as the call back itself.
        forker(c[at], c[at + 1], c[at + 2], 0, c[at + 3], c[at + 4], c[at + 5]);
        return;
      }
      case REQUEST.print:
        print(payload.sites[c[at]], this.#quoted());
        return;
      case REQUEST.alloc: {
        const address = malloc(c[at]);
        escaped.push(address);
        clear(address, c[at]);
        c[SLOTS.reply] = address;
        return;
      }
    }
  }

  /** The error that a call has ended with. */
  error(status: number): unknown {
    const { context: c } = this;
    const { sites } = (this.user as User).payload;
    switch (status) {
      case STATUS.oob:
        this.#quoted();
        return indexError(sites[c[SLOTS.site]], c[SLOTS.value], c[SLOTS.length]);
      case STATUS.thrown:
        return thrownError(sites[c[SLOTS.site]], this.#quoted());
      case STATUS.overflow:
        return new RangeError("Maximum call stack size exceeded");
      case STATUS.memory:
        return new RangeError("Out of memory: the system has none left for a local array of compiled code");
      case STATUS.interrupted:
        return new Error("A compiled function was interrupted");
      default:
        return this.thrown;
    }
  }

  /** What the next text quotes; then nothing is. */
  #quoted(): (number | boolean)[] {
    const { context: c, code } = this;
    const count = c[SLOTS.quoted];
    c[SLOTS.quoted] = 0;
    return Array.from({ length: count }, (_, i) => {
      const value = c[code.quotes + 2 * i];
      return c[code.quotes + 2 * i + 1] === 0 ? value : value !== 0;
    });
  }
}

let stop: number | undefined;

/** The word by which this thread's calls are ended, on the heap. */
export function stopWord(): number {
  if (stop === undefined) {
    stop = malloc(4);
    clear(stop, 4);
  }
  return stop;
}

function watchOf(set: Foreign, word: number, start: number): Watch | undefined {
  if (process.platform === "win32") return undefined;
  const words = new Int32Array(buffer(), word, 1);
  return {
    begin() {
      Atomics.store(words, 0, 0);
      set(start + word);
    },
    end() {
      set(0);
      return Atomics.exchange(words, 0, 0) !== 0;
    },
  };
}

const libraries: Library[] = [];
/** By path and prefix. */
const byName = new Map<string, Library>();
let request = 0;
let start = 0;

/** Where the heap starts in the process's memory. */
function heapStart(interfaces: Ffi): number {
  if (start === 0) start = interfaces.address(new Uint8Array(buffer()));
  return start;
}

/** Where a view lies that is not on the heap, as native code takes addresses: as a distance from the heap's start. */
export function locate(view: ArrayBufferView): number {
  // Whoever asks has loaded native code.
  const interfaces = ffi() as Ffi;
  return interfaces.address(view) - heapStart(interfaces);
}

/** Native code asks: 1 if it was done, 0 if it threw. */
function onRequest(number: number): number {
  const library = libraries[number];
  try {
    library.serve();
    return 1;
  } catch (error) {
    library.thrown = error;
    return 0;
  }
}

/** The library in this thread. A thread that is ended while koffi is at work takes the process with it: see ffi/gate.ts. */
const open = (code: NativeCode): Library => byName.get(nameOf(code)) ?? throughGate(() => opened(code));

const nameOf = ({ path, prefix }: NativeCode): string => `${prefix ?? ""}:${path}`;

function opened(code: NativeCode): Library {
  const interfaces = ffi();
  if (interfaces instanceof Error) throw interfaces;
  if (request === 0) request = interfaces.callback(onRequest);
  const made = new Library(interfaces, code, libraries.length, request);
  libraries.push(made);
  byName.set(nameOf(code), made);
  return made;
}

/** Makes a payload of compiled C ready; its parallel loops go to `forker`. */
export function readyNative(payload: Payload, code: NativeCode, forker: Forker): Ready {
  const library = open(code);
  if (payload.lines) library.watchLines(payload.lines);
  const escaped: number[] = [];
  const user: User = { payload, forker, escaped };
  const { context, at, entry, forks } = library;
  const { params, results } = code;
  const { values } = SLOTS;
  const settle = (): void => {
    for (const address of escaped.splice(0)) free(address);
  };

  const result = (): unknown => {
    if (results === 0) return undefined;
    return results === 1 ? context[values] : [...context.subarray(values, values + results)];
  };
  const slots = context.subarray(values, values + Math.max(params, results));
  /** After a call as this user: the outer one is back, and what has ended the call early is thrown. */
  const left = (outer: User | undefined, status: number): void => {
    const error = status === STATUS.done ? undefined : library.error(status);
    library.user = outer;
    if (status === STATUS.done) return;
    // It has marked no line at its end.
    context[SLOTS.line] = 0;
    throw error;
  };
  const run = (): unknown => {
    const outer = library.user;
    library.user = user;
    left(outer, entry(at));
    return result();
  };
  return {
    entry(...args) {
      for (let i = 0; i < params; i++) slots[i] = args[i];
      return run();
    },
    slots,
    run,
    local(fn, first, last, frame, partials) {
      const outer = library.user;
      library.user = user;
      left(outer, forks[fn](at, first, last, frame, partials));
    },
    ...(library.watch && { watch: library.watch }),
    settle,
    recover: settle,
  };
}
