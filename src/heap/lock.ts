// The allocator's lock. A worker can be terminated, and a script stopped by a vm timeout or a stack overflow, at any
// point inside a section, so the lock knows its owner, and a section that was cut short is noticed and repaired.

import { W_DIRTY, W_LOCK, W_TICKET } from "./layout.ts";
import { attachment } from "./memory.ts";
import { rebuild } from "./rebuild.ts";
import { isDead, isUnknown, mySlot } from "./threads.ts";

/** Set in the lock word when a thread may be asleep on it: the owner must wake one. */
const CONTENDED = 1 << 16;
/** How long a waiter sleeps before it looks whether the owner is still alive. */
const PATIENCE_MS = 5;
const SPINS = 200;
/**
 * Where the kernel cannot be asked about threads (not Linux): an owner that has been in one section for this long is
 * taken for dead. Sections take microseconds, those that walk over a million blocks some hundred milliseconds. Without
 * this limit a thread in a synchronous job would wait for ever, since no `exit` event can reach it.
 */
const STUCK_MS = 3000;

/**
 * Runs `section` alone among all threads of the process. While it runs W_DIRTY is 1, and it is 0 only if the section
 * ran to its end: the next owner of a dirty heap rebuilds the free lists from the block headers first.
 *
 * Ordering: the compare-exchange that takes the lock and the exchange that gives it up are sequentially consistent,
 * so the plain reads and writes in between happen after those of the previous owner. A dead owner's plain
 * writes are seen too: it was found dead by asking the kernel, after it had ended.
 */
export function locked<T>(section: (words: Int32Array, slot: number) => T): T {
  const here = attachment();
  const words = here.words;
  const slot = mySlot(here);
  take(words, slot);
  try {
    if (words[W_DIRTY] !== 0) rebuild(words);
    words[W_DIRTY] = 1;
    words[W_TICKET]++;
    const result = section(words, slot);
    words[W_DIRTY] = 0;
    return result;
  } finally {
    // Not in a helper: after a stack overflow a call here could overflow again and leave the lock taken.
    if (Atomics.exchange(words, W_LOCK, 0) & CONTENDED) Atomics.notify(words, W_LOCK, 1);
  }
}

function take(words: Int32Array, slot: number): void {
  const me = slot + 1;
  if (Atomics.compareExchange(words, W_LOCK, 0, me) === 0) return;
  for (let i = 0; i < SPINS; i++) {
    if (Atomics.compareExchange(words, W_LOCK, 0, me) === 0) return;
  }
  let ticket = -1;
  let since = 0;
  for (;;) {
    const seen = Atomics.load(words, W_LOCK);
    // Who slept once takes the lock with CONTENDED set, since others may still sleep: one wake too many is harmless.
    if (seen === 0) {
      if (Atomics.compareExchange(words, W_LOCK, 0, me | CONTENDED) === 0) return;
      continue;
    }
    const owner = (seen & (CONTENDED - 1)) - 1;
    if (words[W_TICKET] !== ticket) {
      ticket = words[W_TICKET];
      since = performance.now();
    }
    const stuck = isUnknown(words, owner) && performance.now() - since > STUCK_MS;
    // Owned by ourselves: this thread's own section was stopped where not even `finally` ran (a vm timeout).
    if (owner === slot || stuck || isDead(words, owner)) {
      if (Atomics.compareExchange(words, W_LOCK, seen, me | CONTENDED) === seen) return;
      continue;
    }
    if (!(seen & CONTENDED) && Atomics.compareExchange(words, W_LOCK, seen, seen | CONTENDED) !== seen)
      continue;
    Atomics.wait(words, W_LOCK, seen | CONTENDED, PATIENCE_MS);
  }
}
