// What `f.diagnostics()` tells: for every list of argument types how long compiling took, what the code counts on,
// which calls were inlined, and for every loop of the source what was proven of it and how it ran.
import type { LoopNote } from "../compiler/index.ts";
import type { Permission } from "./options.ts";

/**
 * A loop as it was compiled.
 *
 * @example
 * const fill = jit((a: Float64Array) => {
 *   for (const i of prange(a.length)) a[i] = i;
 * });
 * fill(new Float64Array(10));
 * fill.diagnostics().specialisations[0].loops[0].head; // "for (const i of prange(a.length))"
 */
export interface LoopDiagnostics {
  /** Where its head is: file, line and column from 1. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Its head as written. */
  readonly head: string;
  /** True if it is a `prange` loop. */
  readonly parallel: boolean;
  /** What each pass has found, in order; a loop of which there are several copies has the notes of all. */
  readonly notes: readonly LoopNote[];
  /** Runs of a parallel loop: on several threads, on one, and those among the latter because arrays overlapped. */
  readonly runs:
    | { readonly forked: number; readonly serial: number; readonly overlapped: number }
    | undefined;
}

/**
 * What was compiled for one list of argument types.
 *
 * @example
 * const half = jit((x: number) => x / 2);
 * half(3);
 * half.diagnostics().specialisations[0].compilations; // 1
 */
export interface SpecialisationDiagnostics {
  /** The types as TypeScript writes them. */
  readonly signature: string;
  /** What the code counts on and every call checks. */
  readonly guards: readonly { readonly parameter: string; readonly promise: string }[];
  /** Milliseconds that compiling took, by stage. */
  readonly milliseconds: { readonly front: number; readonly back: number; readonly engine: number };
  /** How often code was made: again whenever a guard did not hold. */
  readonly compilations: number;
  /** What it was compiled to; undefined before the first call. */
  readonly target: "wasm" | "native" | undefined;
  /** Bytes of WebAssembly, or of C; 0 before the first call. */
  readonly bytes: number;
  /** Functions that were copied into their callers. */
  readonly inlined: readonly string[];
  /** Functions that are called. */
  readonly called: readonly string[];
  readonly loops: readonly LoopDiagnostics[];
}

/**
 * What is known of a compiled function. Printed, it is a report.
 *
 * @example
 * const half = jit((x: number) => x / 2);
 * half(3);
 * console.log(half.diagnostics());
 * half.diagnostics().uncompiled; // []
 */
export interface Diagnostics {
  readonly name: string;
  /** Where the function is written; undefined before the first call. */
  readonly place: string | undefined;
  readonly target: string;
  /** Permissions that were granted, and those among them that the code makes use of. */
  readonly fastmath: { readonly granted: readonly Permission[]; readonly used: readonly Permission[] };
  /** Why the plain function runs (`fallback: true`): one message for each list of argument types. */
  readonly uncompiled: readonly string[];
  readonly specialisations: readonly SpecialisationDiagnostics[];
  toString(): string;
}
