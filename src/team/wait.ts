// Spinning before sleeping: the one place that decides how long a thread burns its core for the sake of latency.

/**
 * How long a thread looks before it sleeps. Sleeping and being woken cost 10 to 60 µs, so looking for about as long
 * costs at most twice what sleeping at once would have, and buys forks of under a microsecond to programs that fork
 * again within that time.
 */
export const PATIENCE_MS = 0.05;

/** Looks between two looks at the clock, which costs as much as dozens of them. */
const LOOKS = 64;

/** Tells the processor that this is a spin: the other thread of its core gets the core's units. Newer engines only. */
export const pause: () => void = (Atomics as unknown as { pause?: () => void }).pause ?? (() => {});

/** Whether the masked word `at` has left `value` before patience ran out. */
export function spinWhile(words: Int32Array, at: number, mask: number, value: number): boolean {
  const until = performance.now() + PATIENCE_MS;
  do {
    for (let i = 0; i < LOOKS; i++) {
      if ((Atomics.load(words, at) & mask) !== value) return true;
      pause();
    }
  } while (performance.now() < until);
  return false;
}
