// Profiling from inside of a program: a stretch of a test or of a server that runs for months, rather than a whole run.
import { Recording, recordingHere } from "./record/thread.ts";
import { Watch } from "./record/watched.ts";
import { Profile } from "./report/index.ts";

/** What `profiler.start` records. */
export interface ProfilerOptions {
  /** Microseconds between two samples: 1000 by default, 50 at least; 0 takes none. */
  readonly interval?: number;
  /** Whether lines are counted, and not functions only; false by default. */
  readonly lines?: boolean;
  /** Whether memory is read at lines; false by default. */
  readonly memory?: boolean;
  /** Whether functions of packages are counted, too; false by default. */
  readonly packages?: boolean;
}

let recording: Recording | undefined;
let watch: Watch | undefined;

/**
 * Profiles a stretch of the program that it is called in, in this thread. Everything is sampled; counted is what is loaded
 * while a profile is taken, or was in an earlier one: import what is to be counted after `start`.
 *
 * @example
 * import { functionReport, profiler } from "amdahl/profile";
 *
 * profiler.start();
 * const { simulate } = await import("./simulate.ts");
 * simulate();
 * console.log(functionReport(profiler.stop()));
 */
export const profiler = {
  /**
   * Begins.
   *
   * @throws RangeError for an interval that is none
   * @throws Error if this thread is being profiled already, as by `amdahl profile`
   */
  start({ interval = 1000, lines = false, memory = false, packages = false }: ProfilerOptions = {}): void {
    if (interval !== 0 && !(Number.isInteger(interval) && interval >= 50 && interval <= 1_000_000))
      throw new RangeError(
        `profiler.start: interval is ${interval}; give whole microseconds from 50 to 1000000, or 0 for no samples`,
      );
    if (recordingHere() !== undefined)
      throw new Error(
        "profiler.start: this thread is being profiled already, by `amdahl profile` or a `start` before: " +
          "`stop` that one first",
      );
    watch = new Watch({ observer: undefined });
    const count = { lines: lines || memory ? "all" : "none", builtins: !lines && !memory, memory } as const;
    recording = new Recording({ interval, count, packages, folder: "", observer: undefined }, watch);
  },

  /**
   * Ends, and gives what was found. Nothing of it is left but counters in what was loaded meanwhile.
   *
   * @throws Error if there was no `start`
   */
  stop(): Profile {
    if (recording === undefined) throw new Error("profiler.stop: there was no `start`");
    const record = recording.end();
    recording = undefined;
    watch?.end();
    return new Profile([record]);
  },
};

/** What a decorator is given beside the function: a context, or in older compilers a name and a property. */
type DecoratorRest = readonly unknown[];

/**
 * Marks a function to be looked at line by line, and gives it back as it is: `const step = profile(function step() { … })`. It
 * is a decorator, too, where the program's compiler knows those. Without a profile being taken it does nothing.
 *
 * @throws TypeError for anything but a function
 * @example
 * import { profile } from "amdahl/profile";
 *
 * const square = profile((x: number) => x * x);
 * console.log(square(3)); // 9
 */
export function profile<F extends (...args: never) => unknown>(fn: F): F;
export function profile<F>(fn: F, ...rest: DecoratorRest): F | undefined;
export function profile(what: unknown, ...rest: DecoratorRest): unknown {
  // TypeScript's older decorators give the class's prototype, the method's name, and its property.
  const property = rest.length === 2 ? (rest[1] as PropertyDescriptor | undefined) : undefined;
  const fn = property === undefined ? what : (property.value ?? property.get ?? property.set);
  if (typeof fn !== "function")
    throw new TypeError(`profile: ${fn === null ? "null" : `a value of type ${typeof fn}`} is no function`);
  recordingHere()?.mark(fn as (...args: never) => unknown);
  return property === undefined ? fn : undefined;
}
