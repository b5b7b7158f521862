// Spinning, then sleeping: the one place that decides how long a thread burns its core for the sake of latency.

/**
 * Turns of a spin before a thread sleeps. About 50 µs: sleeping and waking cost 10 to 60 µs, so spinning for longer
 * than that can at most halve the time, and spinning for less gives away the sub-microsecond fork that a loop of
 * short forks lives on.
 */
export const SPIN_TURNS = 20_000;

/** Whether ENTRY-like word `at` left `value` within `turns` looks. Looks are plain loads on x86 and one LDAR on ARM. */
export function spinWhile(words: Int32Array, at: number, value: number, turns: number): boolean {
  for (let i = 0; i < turns; i++) {
    if (Atomics.load(words, at) !== value) return true;
  }
  return false;
}
