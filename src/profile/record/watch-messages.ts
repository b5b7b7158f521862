// What threads of a profiled program and the thread that watches them say to each other.
import type { Socket } from "node:net";
import type { Counters } from "./counters.ts";
import type { Heeded } from "./interrupt.ts";
import type { WatchedLines } from "./kernel-lines.ts";

/** From any thread. */
export type ToWatch =
  /** Look whether these pass their end. */
  | { readonly kind: "counters"; readonly memory: Counters }
  /** Look which line of compiled code is at work. */
  | { readonly kind: "lines"; readonly watched: WatchedLines }
  /** Set this to the time once a millisecond. */
  | { readonly kind: "clock"; readonly clock: Float64Array }
  /** There is, or will be, another thread. */
  | { readonly kind: "threads" }
  /** Have the record of a thread written that is to be ended, then set `done` to 1. */
  | { readonly kind: "write"; readonly thread: number; readonly done: Int32Array }
  /** Have those of all threads but the main one written, which is about to end. */
  | { readonly kind: "write others"; readonly done: Int32Array }
  /** Have all records of all processes of the program written, as far as they are known to the one that watches. */
  | { readonly kind: "write all"; readonly done: Int32Array };

/** What the watching thread is given. */
export interface WatchStart {
  readonly pid: number;
  /** Where the process listens that may ask for records. */
  readonly socket: string | undefined;
  /** Which signals the program listens for by itself. */
  readonly heeded: Heeded;
  /** Milliseconds in which a thread that can be asked has answered. */
  readonly patience: number;
  /** Becomes 1 when the thread listens. */
  readonly up: Int32Array;
}

/** The channel's name: one process's threads hear each other only. */
export const channelName = (pid: number): string => `amdahl.profile.${pid}`;

/** What the process that watches tells a thread, a line of JSON each. */
export type Order =
  /** Have all records written; with a signal only if the program does not listen for it. */
  | { readonly order: "write"; readonly signal?: string }
  /** What was asked for is done. */
  | { readonly order: "done" };

/** What it is told. */
export type Answer =
  /** First of all: which process this is. */
  | { readonly answer: "here"; readonly pid: number }
  /** All threads have written their records; some have not answered; the program listens for the signal. */
  | { readonly answer: "written" | "silent" | "heeded" }
  /** Have the other processes write, too. */
  | { readonly answer: "write all" };

/** Calls `take` with each line of JSON that comes from a socket. */
export function onMessages<T>(socket: Socket, take: (message: T) => void): void {
  let text = "";
  socket.setEncoding("utf8");
  socket.on("data", (chunk: string) => {
    const lines = (text + chunk).split("\n");
    text = lines.pop() ?? "";
    for (const line of lines) take(JSON.parse(line) as T);
  });
}

/** Sends one line of JSON. */
export function send<T>(socket: Socket, message: T): void {
  socket.write(`${JSON.stringify(message)}\n`);
}
