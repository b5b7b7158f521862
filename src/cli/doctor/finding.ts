// What one probe of `amdahl doctor` found out, in the words that are printed. Every probe is a function that returns
// findings and looks at nothing it was not given, so that each can be tested with a machine made up for it.

/**
 * - `good`: there, and used
 * - `unused`: there, but this version of amdahl makes no use of it
 * - `missing`: not there; `cost` says what that costs
 * - `warning`: something that makes programs slower or fail
 */
export type Status = "good" | "unused" | "missing" | "warning";

/** One line of the report. */
export interface Finding {
  readonly topic: string;
  readonly status: Status;
  /** What was found. */
  readonly found: string;
  /** What it costs as it is. */
  readonly cost?: string;
  /** How to change that. */
  readonly remedy?: string;
}

/** What the probes may ask the machine. Nothing here throws: what cannot be answered is undefined. */
export interface Machine {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly arch: string;
  readonly nodeVersion: string;
  /** Processors of the machine, regardless of what this process may use. */
  readonly processors: number;
  /** Processors that the operating system lets this process use. */
  readonly available: number;
  /** Threads that a parallel loop has by default, and what decided. */
  readonly cores: { readonly count: number; readonly why: string };
  readonly memoryBytes: number;
  /** Bytes that arrays can have in all, or the reason why there is no heap. */
  heap(): number | string;
  /** The names in a folder, or none if it cannot be read. */
  list(folder: string): readonly string[];
  /** The path of an executable on PATH. */
  which(name: string): string | undefined;
  /** The first line a command prints, or undefined if it fails or takes longer than two seconds. */
  firstLine(command: string, args: readonly string[]): string | undefined;
  /** The name and version of what calls native code, or why nothing does. */
  ffi(): { readonly name: string } | { readonly name?: undefined; readonly problem: string };
  /** The C compiler that works, or why there is none. */
  compiler():
    | { readonly command: string; readonly version: string; readonly flags: string; readonly bits: number }
    | string;
  /** The cache's folder, if there is to be one, and what is wrong with it. */
  cache(): { readonly folder: string | undefined; readonly problem: string | undefined };
  /** Whether this Node accepts a WebAssembly module. */
  acceptsWasm(bytes: Uint8Array): boolean;
}
