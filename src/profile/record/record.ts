// What one thread of a profiled program writes down: the engine's samples, the counters, and what they count. A report is
// made from these files alone, after the program has ended.
import type { FileRecord } from "../rewrite/index.ts";
import type { ClockedTime, ClockRecord } from "./clock.ts";
import type { KernelLine } from "./kernel-lines.ts";
import type { LineMemory, MemoryRecord } from "./memory.ts";

/** One place on the stack, with the places that it called: as in the inspector's `Profiler.ProfileNode`. */
export interface SampledNode {
  readonly id: number;
  readonly callFrame: {
    readonly functionName: string;
    readonly scriptId: string;
    readonly url: string;
    /** Both count from 0. */
    readonly lineNumber: number;
    readonly columnNumber: number;
  };
  readonly hitCount?: number;
  readonly children?: readonly number[];
  /** Lines count from 1 here. */
  readonly positionTicks?: readonly { readonly line: number; readonly ticks: number }[];
}

/** The inspector's `Profiler.Profile`: times in microseconds of a clock that all threads share. */
export interface SampledProfile {
  readonly nodes: readonly SampledNode[];
  readonly startTime: number;
  readonly endTime: number;
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** A rewritten file as a record has it. */
export interface CountedFile extends FileRecord {
  /** The file as its author wrote it. */
  readonly written: string;
  /** How often each counter was passed. */
  readonly counts: readonly number[];
  /** Seconds waited at each of `waits`. */
  readonly waited: readonly number[];
  /** Seconds at work of each of `makes`, if the program says so. */
  readonly made?: readonly number[];
  /** Of each of `lines`, by the clock, if that was read. */
  readonly clocked?: readonly (ClockedTime | undefined)[];
  /** Of each of `lines`, if memory was read. */
  readonly memory?: readonly (LineMemory | undefined)[];
}

/** A file whose functions were not counted. */
export interface UncountedFile {
  readonly url: string;
  readonly reason: string;
}

/** What one thread recorded. */
export interface ThreadRecord {
  readonly format: "amdahl-thread-1";
  readonly node: string;
  readonly pid: number;
  readonly thread: number;
  /** Which rank of a job it is, or belongs to. */
  readonly rank: number | undefined;
  /** Whether it is the main thread of its process, or of its rank. */
  readonly isMain: boolean;
  /** The command line, from the program on. */
  readonly argv: readonly string[];
  /** When recording began, in milliseconds since 1970. */
  readonly began: number;
  /** URLs that begin so are the profiler's own. */
  readonly profiler: string;
  /** The folder of amdahl, as a URL. */
  readonly library: string;
  readonly profile: SampledProfile | undefined;
  readonly memory: MemoryRecord | undefined;
  /** What a clock at lines has read, if there was one. */
  readonly clock?: ClockRecord | undefined;
  /** Lines of compiled functions that took time, if lines were counted. */
  readonly kernels?: readonly KernelLine[];
  readonly files: readonly CountedFile[];
  readonly uncounted: readonly UncountedFile[];
}
