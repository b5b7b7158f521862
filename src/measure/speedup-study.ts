// How the time of a program falls with the number of threads: runs in fresh processes, interleaved over the numbers
// of threads, so that whatever drifts on the machine hits all of them alike.
import { availableParallelism } from "node:os";
import type { RunTimes } from "./run-program.ts";
import type { Progress } from "./sample-program.ts";
import { type AmdahlFit, amdahlFit, efficiency, karpFlatt } from "./scaling.ts";
import { mad, median, type Ratio, ratioOfMedians } from "./statistics.ts";
import { combined, type Workers, workersIn, workersText } from "./workers.ts";

/** What {@link speedupStudy} runs. */
export interface SpeedupOptions {
  /** The program's file, and the arguments it gets. */
  readonly program: string;
  readonly args?: readonly string[];
  /** Numbers of threads, handed to the program as AMDAHL_NUM_THREADS. 1 is added when missing. */
  readonly threads: readonly number[];
  /** Numbers of ranks that the program is run as, each with each number of threads. 1 is added when missing. */
  readonly ranks?: readonly number[] | undefined;
  /** Runs that count on each number of threads; 7 by default. One run before them does not count. */
  readonly repeats?: number;
  /** Where the standard output of the first run goes; that of the others is dropped. "stdout" by default. */
  readonly output?: "stdout" | "stderr" | "ignore";
  /** Told before each run. */
  readonly onRun?: (progress: Progress) => void;
  /** Ends the study and the run in progress at once. */
  readonly signal?: AbortSignal;
}

/** What was found on one number of threads, or of ranks and threads. */
export interface SpeedupRow extends Workers {
  /** Seconds, a sample per round. */
  readonly samples: readonly number[];
  readonly median: number;
  /** The median absolute deviation of the samples, in seconds. */
  readonly mad: number;
  /** The median on one thread of one rank over this one. */
  readonly speedup: Ratio;
  readonly efficiency: number;
  /** NaN on one thread. */
  readonly karpFlatt: number;
  /** More threads than the machine gives this process cores. */
  readonly overcommitted: boolean;
}

/** What was found of one region. */
export interface RegionStudy {
  /** Undefined for the whole process. */
  readonly name: string | undefined;
  readonly rows: readonly SpeedupRow[];
  /** Amdahl's law over all rows that are not overcommitted; undefined when there are fewer than two. */
  readonly fit: AmdahlFit | undefined;
}

/** What {@link speedupStudy} found. */
export interface SpeedupStudy {
  readonly program: string;
  readonly args: readonly string[];
  readonly repeats: number;
  readonly cores: number;
  readonly regions: readonly RegionStudy[];
}

/**
 * Runs a program again and again on different numbers of threads, or of ranks and threads, and says how much faster it gets. Regions that the
 * program marks with {@link region} are timed each for itself; a program that marks none is timed as a whole process,
 * with Node's start.
 *
 * @throws RangeError for numbers of threads or repeats that are not whole and positive.
 * @throws ProgramFailed when a run ends with an exit code other than 0.
 * @throws Error when a region is entered in some runs only.
 * @throws DOMException named AbortError when the signal ended it.
 * @example const study = await speedupStudy({ program: "pi.ts", threads: [1, 2, 4] });
 */
export async function speedupStudy(options: SpeedupOptions): Promise<SpeedupStudy> {
  const { program, args = [], repeats = 7 } = options;
  for (const what of ["threads", "ranks"] as const)
    for (const p of options[what] ?? [])
      if (!Number.isInteger(p) || p < 1)
        throw new RangeError(`speedup: ${p} is no number of ${what}; give whole numbers from 1, as in 1,2,4`);
  if (!Number.isInteger(repeats) || repeats < 1)
    throw new RangeError(`speedup: repeats is ${repeats}; give a whole number from 1`);
  const withOne = (list: readonly number[]) => [...new Set([1, ...list])].sort((a, b) => a - b);
  const workers = combined(options.ranks && withOne(options.ranks), withOne(options.threads));
  // Loaded here, since whoever imports a region should not pay for files and processes.
  const { sampleProgram } = await import("./sample-program.ts");
  const times = await sampleProgram({ ...options, workers, args, repeats });
  return { program, args, repeats, cores: availableParallelism(), regions: regionStudies(times) };
}

/** Turns the times of all runs, by ranks and threads, into a study of each region. */
export function regionStudies(
  times: ReadonlyMap<Workers, readonly RunTimes[]>,
  cores: number = availableParallelism(),
): RegionStudy[] {
  const all = [...times.values()].flat();
  const names = [...new Set(all.flatMap((run) => [...run.regions.keys()]))];
  for (const name of names)
    for (const [p, runs] of times) {
      const entered = runs.filter((run) => run.regions.has(name)).length;
      if (entered < runs.length)
        throw new Error(
          `region "${name}" was entered in ${entered} of ${runs.length} runs on ${workersText(p)}, but in all or none on ` +
            "others; a region must be entered in every run to be compared",
        );
    }
  if (names.length === 0) return [regionStudy(undefined, times, cores, (run) => run.whole)];
  return names.map((name) => regionStudy(name, times, cores, (run) => run.regions.get(name) as number));
}

function regionStudy(
  name: string | undefined,
  times: ReadonlyMap<Workers, readonly RunTimes[]>,
  cores: number,
  seconds: (run: RunTimes) => number,
): RegionStudy {
  const entries = [...times].map(([p, runs]) => ({ p, samples: runs.map(seconds) }));
  const base = entries[0].samples;
  const rows = entries.map(({ p, samples }): SpeedupRow => {
    const speedup = ratioOfMedians(base, samples);
    const workers = workersIn(p);
    return {
      ...p,
      samples,
      median: median(samples),
      mad: mad(samples),
      speedup,
      efficiency: efficiency(speedup.ratio, workers),
      karpFlatt: karpFlatt(speedup.ratio, workers),
      overcommitted: workers > cores,
    };
  });
  // The law speaks of threads that each have a core.
  const fitted = rows.filter((row) => !row.overcommitted && row.samples.every((seconds) => seconds > 0));
  const fit =
    new Set(fitted.map(workersIn)).size < 2
      ? undefined
      : amdahlFit(
          fitted.map(workersIn),
          fitted.map((row) => row.samples),
        );
  return { name, rows, fit };
}
