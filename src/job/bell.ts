// Waking a rank that sleeps, and sleeping: the two halves of one handshake, described in layout.ts.
import { ringDoorbell } from "./doorbell.ts";
import { ARMED, ASLEEP, BELL, BLOCKED, EPOCH, IDLE, LISTENS, NOTED, rankWord } from "./layout.ts";
import { seat } from "./seat.ts";
import { sleepOn, wakeOn } from "./sleep.ts";

/** Tells `rank` that there is something to see, after it can be seen. Costs one look while it is awake. */
export function ring(words: Int32Array, rank: number): void {
  if (Atomics.load(words, rankWord(rank, ASLEEP)) !== 0) wake(words, rank);
}

/** Wakes `rank` whether it sleeps or not. */
export function wake(words: Int32Array, rank: number): void {
  Atomics.add(words, rankWord(rank, BELL), 1);
  wakeOn(words, rankWord(rank, BELL));
  if (Atomics.load(words, rankWord(rank, LISTENS)) === 0) return;
  const fd = seat()?.doorbells?.[rank];
  if (fd !== undefined) ringDoorbell(fd);
}

/** Says that `rank`, which calls this, is about to sleep. It must look once more before it does. */
export function arm(words: Int32Array, rank: number): void {
  // Counted before anything else, so that no two sleeps are ever seen under one number.
  Atomics.add(words, rankWord(rank, EPOCH), 1);
  Atomics.store(words, rankWord(rank, ASLEEP), ARMED);
  Atomics.store(words, rankWord(rank, NOTED), Atomics.load(words, rankWord(rank, BELL)));
}

/** Says that `rank`, which calls this, has nothing to do until somebody rings, having looked when BELL was `noted`. */
export function rest(words: Int32Array, rank: number, noted: number): void {
  Atomics.add(words, rankWord(rank, EPOCH), 1);
  Atomics.store(words, rankWord(rank, NOTED), noted);
  Atomics.store(words, rankWord(rank, ASLEEP), IDLE);
}

/** Sleeps, after `arm` and one more look, until somebody rings. */
export function doze(words: Int32Array, rank: number): void {
  Atomics.store(words, rankWord(rank, ASLEEP), BLOCKED);
  sleepOn(words, rankWord(rank, BELL), words[rankWord(rank, NOTED)]);
}

/** Says that `rank` is no longer blocked: awake, or AWAITING. */
export function disarm(words: Int32Array, rank: number, state = 0): void {
  Atomics.store(words, rankWord(rank, ASLEEP), state);
}
