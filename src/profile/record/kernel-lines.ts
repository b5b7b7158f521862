// The lines of compiled code: which of them is at work is stored in a word by the code itself, and read once a millisecond by
// the thread that watches, which adds up the time. That reaches WebAssembly and machine code alike, where the engine
// knows of a function at most.
import { type CodeLine, watchLines } from "../../heap/index.ts";
import { onTick } from "./ticks.ts";

/**
 * What the watching thread is told of some code that says which of its lines is at work: the word, and where the seconds of
 * each line are added up, and of 0.
 */
export interface WatchedLines {
  readonly word: Int32Array;
  readonly seconds: Float64Array;
}

/** Where the seconds of so many lines are added up, by number from 1. */
export function secondsOf(lines: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer((lines + 1) * Float64Array.BYTES_PER_ELEMENT));
}

/** A line of compiled code, with the seconds that it was at work. */
export interface KernelLine {
  readonly file: string;
  /** From 1, in the file as written. */
  readonly line: number;
  readonly seconds: number;
}

/** The lines of one thread's compiled code, from now to the end. */
export class KernelLines {
  readonly #known: { readonly lines: readonly CodeLine[]; readonly seconds: Float64Array }[] = [];

  /** @param tell has the watching thread look at some code */
  constructor(tell: (watched: WatchedLines) => void) {
    watchLines({
      watch: (word, lines) => {
        const seconds = secondsOf(lines.length);
        this.#known.push({ lines, seconds });
        tell({ word, seconds });
      },
    });
  }

  /** Ends, and gives the lines that took time. */
  end(): KernelLine[] {
    watchLines(undefined);
    const found = new Map<string, { file: string; line: number; seconds: number }>();
    for (const { lines, seconds } of this.#known)
      for (const [i, { file, line }] of lines.entries()) {
        const took = seconds[i + 1];
        if (took === 0 || file === undefined) continue;
        const key = `${line} ${file}`;
        const known = found.get(key);
        if (known) known.seconds += took;
        else found.set(key, { file, line, seconds: took });
      }
    return [...found.values()];
  }
}

/** The watching thread's part. */
export class LineClock {
  readonly #watched: WatchedLines[] = [];
  #last = 0;

  add(watched: WatchedLines): void {
    if (this.#watched.push(watched) > 1) return;
    this.#last = performance.now();
    onTick(() => this.#look());
  }

  #look(): void {
    const now = performance.now();
    const passed = (now - this.#last) / 1000;
    this.#last = now;
    for (const { word, seconds } of this.#watched) seconds[word[0]] += passed;
  }
}
