// What a job is, and how its ranks begin and end: what the supervisor and both kinds of ranks have in common.
import type { Seat } from "./seat.ts";

/** A program to run as several ranks. */
export interface JobOptions {
  /** The absolute path of the program, and what it finds in process.argv behind it. */
  readonly program: string;
  readonly args: readonly string[];
  /** How many ranks: 1 to 256. */
  readonly size: number;
  /** What a rank is; a thread of this process unless said otherwise. */
  readonly kind?: "thread" | "process";
  /** Whether each line says whose it is. */
  readonly tagged?: boolean;
  /** Seconds after which the job is ended; without end if undefined. */
  readonly timeout?: number | undefined;
  /** Whether a deadlock is reported and ends the job; true unless said otherwise. */
  readonly reportDeadlock?: boolean;
}

/** How a rank failed: by an error that nobody caught, by process.exit with a status, or by a signal. */
export type Failure =
  | { readonly error: string }
  | { readonly status: number }
  | { readonly signal: NodeJS.Signals };

/** What a rank starts with. */
export interface Started {
  readonly seat: Seat;
  readonly program: string;
  readonly tagged: boolean;
  /** Tells the supervisor how this rank failed. */
  tell(failure: Failure): void;
}

/** The ranks of a job, before they run. */
export interface Ranks {
  readonly memory: ArrayBufferLike;
  /** Starts one; resolves when it has come to a good end. `failed` is told if it comes to another. */
  start(rank: number, failed: (failure: Failure) => void): Promise<void>;
  /** Wakes one that sleeps, or whose event loop waits. */
  wake(rank: number): void;
  /** Ends those that still run, and then this process. */
  end(status: number): void;
}
