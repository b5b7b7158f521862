// What the examples share, so that each of them is its kernel and little else: versions of one computation are timed
// against each other, and an answer is compared with what it must be.
import { getThreads } from "amdahl";

/** Ways of computing one thing; the first that there is becomes the measure of the others. */
export interface Versions<T> {
  /** The TypeScript as Node runs it. */
  readonly plain: () => T;
  /** Compiled, on one thread. */
  readonly compiled: () => T;
  /** Compiled, on all threads. */
  readonly parallel: () => T;
}

/**
 * Whether `amdahl speedup` is running the program. It runs it many times and looks at the parallel version alone, so
 * an example leaves out whatever else it does.
 */
export const studied = Boolean(process.env.AMDAHL_MEASURE_FILE);

/**
 * Runs each version three times in turn, prints a table of the median times, and returns the last result of each with
 * its name. In a study only the parallel version runs.
 */
export function compare<T>(title: string, versions: Versions<T>): [name: string, result: T][] {
  const names = (studied ? ["parallel"] : ["plain", "compiled", "parallel"]) as (keyof Versions<T>)[];
  const times = new Map(names.map((name) => [name, [] as number[]]));
  const results = new Map<string, T>();
  for (let round = 0; round < 3; round++)
    for (const [name, samples] of times) {
      const start = performance.now();
      results.set(name, versions[name]());
      samples.push(performance.now() - start);
    }
  console.log(title);
  let first: number | undefined;
  for (const [name, samples] of times) {
    const milliseconds = samples.sort((a, b) => a - b)[1];
    first ??= milliseconds;
    const threads = name !== "parallel" ? "" : getThreads() === 1 ? "1 thread" : `${getThreads()} threads`;
    const ratio = `${(first / milliseconds).toFixed(2)} ×`;
    console.log(
      `  ${name.padEnd(8)}  ${threads.padEnd(10)}  ${milliseconds.toFixed(1).padStart(8)} ms  ${ratio.padStart(8)}`,
    );
  }
  return [...results];
}

/** Ends the program with exit code 1 and `complaint` on standard error unless `right`. */
export function check(right: boolean, complaint: string): void {
  if (right) return;
  process.stderr.write(`wrong: ${complaint}\n`);
  process.exit(1);
}

/** The whole number from 1 to `most` given as the program's argument at `position`, or `otherwise`. */
export function argument(position: number, otherwise: number, most = 1e9): number {
  const text = process.argv[2 + position];
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  process.stderr.write(`${text} is not a whole number from 1 to ${most}\n`);
  process.exit(2);
}
