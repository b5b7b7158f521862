// What is made ready in a thread, and what comes of it: the same for a module of WebAssembly and a library of C.
// Plain data on one side, functions on the other.
import type { CodeLine, WasmModule } from "../../heap/index.ts";
import type { Local, Watch } from "../../team/index.ts";
import type { RuntimeSite } from "./sites.ts";

/** A library of compiled C, as plain data. */
export interface NativeCode {
  readonly path: string;
  /** What the names of its exports begin with, where a library holds several programs. */
  readonly prefix?: string;
  /** Doubles of its context, and where among them begins what a text quotes. */
  readonly slots: number;
  readonly quotes: number;
  readonly forks: number;
  /** Where a call looks whether it is to end: a word of the thread that owns the team. Undefined: it never looks. */
  readonly stop: number | undefined;
  /** Numbers that the entry takes and gives. */
  readonly params: number;
  readonly results: number;
}

/** What a module is made ready from: plain data, the same in every thread. */
export interface Payload {
  readonly code: { readonly module: WasmModule } | { readonly native: NativeCode };
  readonly sites: readonly RuntimeSite[];
  /** Threads of its parallel loops; 0 for the default, "serial" for none but the caller. */
  readonly threads: number | "serial";
  /** The function's name, for messages. */
  readonly name: string;
  /** The lines that the code says are at work, by number from 1 on; undefined if it says nothing. */
  readonly lines?: readonly CodeLine[];
}

/** Runs a parallel loop's units; `schedule` 0 is static, 1 dynamic. */
export type Forker = (
  fn: number,
  units: number,
  frame: number,
  stride: number,
  partials: number,
  schedule: number,
  loop: number,
) => void;

/** A compiled function in one thread. */
export interface Ready {
  readonly entry: (...args: number[]) => unknown;
  /** Where a caller that counts nanoseconds puts numbers for `run`: nothing may run in between. */
  readonly slots: Float64Array;
  /** Calls the entry with the first `width` of the slots. */
  readonly run: (width: number) => unknown;
  /** Runs a range of units of one of its parallel loops. */
  readonly local: Local;
  /** How Ctrl-C ends a call, where the engine's own watchdog does not. */
  readonly watch?: Watch;
  /** Frees the escaped blocks, unless somebody else has come to hold them. */
  settle(): void;
  /** After a call that threw: as `settle`, and forgets the numbers that no text has quoted. */
  recover(): void;
}
