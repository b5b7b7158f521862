// How long a program waits at its awaits. Reading a clock takes longer than most of them, and so the program reads a word
// that the thread that watches sets to the time once a millisecond: each await sees whole milliseconds, and now and then one
// more than it took or one less, which comes to the right sum over many.
import type { WaitNames } from "../rewrite/index.ts";
import { makeGlobalConstants } from "./global-constants.ts";
import { onTick } from "./ticks.ts";

const names = { clock: "__amdahl_wait_clock", now: "__amdahl_wait_now" };

/** The word, in milliseconds since 1970, 0 until whoever watches comes to it; undefined before the first file that measures. */
let clock: Float64Array | undefined;

const milliseconds = (): number => performance.timeOrigin + performance.now();

/** What the text of a file calls, whose own array of counters has this name. */
export const waitNames = (array: string): WaitNames => ({ ...names, sums: `${array}_waits` });

/** Milliseconds by slot of one file, which its text adds to; `tell` has the watching thread set the clock. */
export function makeWaits(
  { sums }: WaitNames,
  slots: number,
  tell: (clock: Float64Array) => void,
): Float64Array {
  if (clock === undefined) {
    clock = new Float64Array(new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT));
    makeGlobalConstants({ [names.clock]: clock, [names.now]: milliseconds });
  }
  tell(clock);
  const made = new Float64Array(slots);
  makeGlobalConstants({ [sums]: made });
  return made;
}

/** The watching thread's part. */
export class WaitClocks {
  readonly #clocks: Float64Array[] = [];

  add(one: Float64Array): void {
    if (this.#clocks.push(one) > 1) return;
    onTick(() => {
      const now = milliseconds();
      for (const clock of this.#clocks) clock[0] = now;
    });
  }
}
