// Sleeping on a word of the job's memory, and waking who sleeps there. Among threads the engine does that; it knows nobody
// in another process, so that ranks that are processes ask the system (futex), on the word's address.
import type { ProcessCalls } from "../ffi/index.ts";
import { neededForProcesses } from "./native.ts";

/** Memory that is mapped: where it lies in this process, and the system's calls. */
interface Mapped {
  readonly buffer: ArrayBufferLike;
  readonly address: number;
  readonly calls: ProcessCalls;
}

/** The job's: a process has one. */
let last: Mapped | undefined;

function mapped({ buffer }: Int32Array): Mapped {
  if (last?.buffer === buffer) return last;
  const { address, processes } = neededForProcesses();
  last = { buffer, address: address(new Int32Array(buffer)), calls: processes };
  return last;
}

/** Sleeps while the word at `at` is `value`: until woken, for `ms` at most, and perhaps for less. */
export function sleepOn(words: Int32Array, at: number, value: number, ms?: number): void {
  if (words.buffer instanceof SharedArrayBuffer) {
    Atomics.wait(words, at, value, ms);
    return;
  }
  const { address, calls } = mapped(words);
  const until = ms === undefined ? Number.POSITIVE_INFINITY : performance.now() + ms;
  for (let left = ms ?? SLICE_MS; left > 0; left = until - performance.now()) {
    if (calls.sleep(address + 4 * at, value, Math.min(left, SLICE_MS))) return;
    if (Atomics.load(words, at) !== value) return;
  }
}

/**
 * A debugger or a profiler breaks in on JavaScript and on the engine's own sleep, and not on the system's: so often, in
 * milliseconds, this one comes back for it.
 */
const SLICE_MS = 50;

/** Sleeps for ever: until this thread or process is ended. */
export function sleepForEver(words: Int32Array, at: number): never {
  // A signal may wake a process.
  for (;;) sleepOn(words, at, Atomics.load(words, at));
}

/** Wakes so many, all unless given, who sleep on the word at `at`. */
export function wakeOn(words: Int32Array, at: number, most: number = 2 ** 30): void {
  if (words.buffer instanceof SharedArrayBuffer) {
    Atomics.notify(words, at, most);
    return;
  }
  const { address, calls } = mapped(words);
  calls.wake(address + 4 * at, most);
}
