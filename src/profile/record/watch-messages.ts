// What threads of a profiled program and the thread that watches them say to each other.
import type { Counters } from "./counters.ts";
import type { Heeded } from "./interrupt.ts";

/** From any thread. */
export type ToWatch =
  /** Look whether these pass their end. */
  | { readonly kind: "counters"; readonly memory: Counters }
  /** Have the record of a thread written, of all but the main one if no number is given; then set `done` to 1. */
  | { readonly kind: "write"; readonly thread: number | undefined; readonly done: Int32Array };

/** What the watching thread is given. */
export interface WatchStart {
  readonly pid: number;
  /** Where the process listens that may ask for records. */
  readonly socket: string | undefined;
  /** Which signals the program listens for by itself. */
  readonly heeded: Heeded;
  /** Becomes 1 when the thread listens. */
  readonly up: Int32Array;
}

/** The channel's name: one process's threads hear each other only. */
export const channelName = (pid: number): string => `amdahl.profile.${pid}`;

/** What the process that watches asks for, and what it is told. */
export interface Order {
  /** The signal that it has got, if that is why: a program that listens for it is left alone. */
  readonly signal?: string;
}
export type Answer =
  /** All threads have written their records. */
  | "written"
  /** Some have not answered. */
  | "silent"
  /** The program listens for the signal. */
  | "heeded";
