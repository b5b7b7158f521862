// Which threads use the heap, and which of them are dead. A worker may be terminated at any time and tells nobody, so
// a thread writes down who it is, and others ask the kernel (Linux) or hear of its `exit` from Node.

import type { Attachment } from "./attachment.ts";
import { SLOTS, T_DEAD, T_ID, T_NATIVE, T_START, W_SLOTS } from "./layout.ts";

const RECORD = 4;

/** This thread's record; the first call in a thread writes one. Throws RangeError for the 257th thread at once. */
export function mySlot(here: Attachment): number {
  if (here.slot < 0) here.slot = register(here.words);
  return here.slot;
}

function register(words: Int32Array): number {
  const id = process.getBuiltinModule("node:worker_threads").threadId;
  for (let slot = 0; slot < SLOTS; slot++) {
    const at = W_SLOTS + slot * RECORD;
    // The record is ours from this exchange on. Dying between it and the next lines leaves a record without
    // a native number, which the parent's `exit` event clears.
    if (Atomics.compareExchange(words, at + T_ID, 0, id + 1) !== 0) continue;
    const native = nativeThread();
    Atomics.store(words, at + T_DEAD, 0);
    Atomics.store(words, at + T_START, native === 0 ? 0 : startOf(native));
    Atomics.store(words, at + T_NATIVE, native);
    return slot;
  }
  throw new RangeError(
    `The heap serves ${SLOTS} threads at once, and all of them are in use. Start fewer workers, or use processes.`,
  );
}

/** The records of all threads that no longer live. */
export function deadSlots(words: Int32Array): number[] {
  const slots: number[] = [];
  for (let slot = 0; slot < SLOTS; slot++) {
    if (words[W_SLOTS + slot * RECORD + T_ID] !== 0 && isDead(words, slot)) slots.push(slot);
  }
  return slots;
}

/** Whether the thread of this record is known to have ended. */
export function isDead(words: Int32Array, slot: number): boolean {
  const at = W_SLOTS + slot * RECORD;
  if (Atomics.load(words, at + T_ID) === 0 || Atomics.load(words, at + T_DEAD) === 1) return true;
  const native = Atomics.load(words, at + T_NATIVE);
  return native !== 0 && startOf(native) !== Atomics.load(words, at + T_START);
}

/** Whether nothing here can tell if the thread of this record lives: only its `exit` event will. */
export function isUnknown(words: Int32Array, slot: number): boolean {
  return Atomics.load(words, W_SLOTS + slot * RECORD + T_NATIVE) === 0;
}

/** Frees a record for another thread. Only with the lock held and after the thread's holds were given back. */
export function forget(words: Int32Array, slot: number): void {
  const at = W_SLOTS + slot * RECORD;
  Atomics.store(words, at + T_NATIVE, 0);
  Atomics.store(words, at + T_DEAD, 0);
  // Last, since it is what `register` competes for.
  Atomics.store(words, at + T_ID, 0);
}

/** Node's number of the thread that has this record, for messages. */
export function threadOf(words: Int32Array, slot: number): number {
  return words[W_SLOTS + slot * RECORD + T_ID] - 1;
}

/** The kernel's number of the calling thread; 0 where /proc does not tell (not Linux, or no permission). */
function nativeThread(): number {
  if (process.platform !== "linux") return 0;
  try {
    const link = process.getBuiltinModule("node:fs").readlinkSync("/proc/thread-self");
    return Number(/\/task\/(\d+)$/.exec(link)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** When a thread of this process started, in the kernel's ticks as 32 bits; 0 if there is no such live thread. */
function startOf(native: number): number {
  try {
    const stat = process.getBuiltinModule("node:fs").readFileSync(`/proc/self/task/${native}/stat`, "latin1");
    // The name in parentheses may hold anything; the fields are counted from the last one. (proc(5): state is
    // field 3, starttime field 22.)
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? 0 : Number(fields[19]) | 0;
  } catch {
    return 0;
  }
}

/** Hears of the end of every worker that this thread starts from now on, whoever starts it. */
export function watchWorkers(words: Int32Array, afterExit: readonly (() => void)[]): void {
  process.on("worker", (worker) => {
    const id = worker.threadId;
    worker.once("exit", () => {
      markDead(words, id);
      for (const listener of afterExit) listener();
    });
  });
}

function markDead(words: Int32Array, id: number): void {
  for (let slot = 0; slot < SLOTS; slot++) {
    const at = W_SLOTS + slot * RECORD;
    if (Atomics.load(words, at + T_ID) === id + 1) Atomics.store(words, at + T_DEAD, 1);
  }
}
