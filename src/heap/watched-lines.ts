// Which line of compiled code is at work, as a profiler asks: code that is made while somebody watches stores the line's
// number in a word of the heap, which another thread reads. Who watches hangs on the global object, where every copy of
// amdahl finds it.

/** A line of a file, from 1; text without a file has none. */
export interface CodeLine {
  readonly file: string | undefined;
  readonly line: number;
}

/** What watches the lines of this thread's compiled code. */
export interface LineWatch {
  /**
   * Looks at a word from now on: 0, or the number of the line that is at work.
   *
   * @param word in shared memory
   * @param lines by number, from 1 on
   */
  watch(word: Int32Array, lines: readonly CodeLine[]): void;
}

const WATCH = Symbol.for("amdahl.lines");
const holder = globalThis as unknown as Record<symbol, LineWatch | undefined>;

/** Has the lines of code that is loaded from now on watched by `watch`, or by nobody. */
export function watchLines(watch: LineWatch | undefined): void {
  if (watch) holder[WATCH] = watch;
  else delete holder[WATCH];
}

/** Who watches; undefined if nobody wants to know. */
export const lineWatch = (): LineWatch | undefined => holder[WATCH];
