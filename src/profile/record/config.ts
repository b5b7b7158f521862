// What a profiled program is to record, as it travels to the program's process and all its threads: in the environment,
// which threads and forked processes inherit.
import type { CountOptions } from "../rewrite/index.ts";

/** The process that watches a program's processes. */
export interface Observer {
  /** Where it can be asked from and told to. */
  readonly socket: string;
  /** The folder in which a process says that it has begun: at once, while the thread that connects is yet to start. */
  readonly processes: string;
}

/** The ending of the files in `processes`, which are named by the process's number. */
export const BEGUN = ".begun";

/** What is recorded, and where to. */
export interface RecordConfig {
  /** The folder that each thread writes its record into. */
  readonly folder: string;
  /** Microseconds between two samples; 0 takes none. */
  readonly interval: number;
  readonly count: CountOptions;
  /** Whether a snapshot of its heap is taken as a thread ends. */
  readonly heap?: boolean;
  /** Whether functions of packages are counted, too. */
  readonly packages: boolean;
  /** Who watches this process; undefined if nobody does. */
  readonly observer: Observer | undefined;
}

const VARIABLE = "AMDAHL_PROFILE";

/** The environment of a process that is to be profiled. */
export function recordEnvironment(config: RecordConfig): Record<string, string> {
  return { [VARIABLE]: JSON.stringify(config) };
}

/** What this process was asked to record; undefined if nothing. */
export function recordConfig(): RecordConfig | undefined {
  const text = process.env[VARIABLE];
  return text ? (JSON.parse(text) as RecordConfig) : undefined;
}
