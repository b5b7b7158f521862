// The counters of rewritten files. They are 32 bits wide, which is what the engine adds to in one instruction, and lie in
// shared memory, so that another thread can see them pass their end and count that.
import { makeGlobalConstants } from "./global-constants.ts";

/** The counters of one file, and what lies beside them. */
export interface Counters {
  readonly now: Uint32Array;
  /** How often each has passed its end, written by the thread that watches. */
  readonly wraps: Uint32Array;
}

/** Makes counters, under a name by which a rewritten text finds them. */
export function makeCounters(array: string, slots: number): Counters {
  const memory = new SharedArrayBuffer(Math.max(1, slots) * 2 * Uint32Array.BYTES_PER_ELEMENT);
  const now = new Uint32Array(memory, 0, slots);
  const wraps = new Uint32Array(memory, slots * Uint32Array.BYTES_PER_ELEMENT, slots);
  makeGlobalConstants({ [array]: now });
  return { now, wraps };
}

/** How often each counter was passed. Exact while a watching thread looks before a counter can pass its end twice. */
export function totals({ now, wraps }: Counters): number[] {
  return Array.from(now, (value, i) => wraps[i] * 2 ** 32 + value);
}

/**
 * Looks whether counters have passed their end since the last look. A counter adds at most about 10^9 a second, so it
 * cannot get half way round between looks a second apart; a depth goes up and down near 0, which is no end passed.
 */
export class WrapWatch {
  readonly #counters: Counters;
  readonly #last: Uint32Array;
  constructor(counters: Counters) {
    this.#counters = counters;
    this.#last = new Uint32Array(counters.now.length);
  }
  look(): void {
    const { now, wraps } = this.#counters;
    for (let i = 0; i < now.length; i++) {
      const value = now[i];
      if (value < 2 ** 31 && this.#last[i] >= 2 ** 31) wraps[i]++;
      this.#last[i] = value;
    }
  }
}
