// The counters of rewritten files. They are 32 bits wide, which is what the engine adds to in one instruction, and lie in
// shared memory, so that another thread can see them pass their end and count that.
import { runInThisContext } from "node:vm";

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
  // A constant of the global scope: every module, script and function made from text can see it, also before the file
  // that it belongs to has run, as happens when modules import each other in a circle; and compiled code has its address
  // in it, where a variable of the module would be read and checked each time (measured: 4 % of a tight loop, and 40 %).
  const global = globalThis as unknown as Record<string, unknown>;
  global[array] = now;
  try {
    runInThisContext(`const ${array}=globalThis.${array};`);
  } finally {
    delete global[array];
  }
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
