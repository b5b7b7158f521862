// What a module that `amdahl build` wrote says of itself to whoever runs it: plain data, and the contract's number.
// Change anything here, in the ABI of compiled code, or in what it counts on, and CONTRACT must change with it.
import type { Fact, Kind, VType } from "../../compiler/index.ts";
import type { RuntimeSite } from "../runtime/index.ts";

/** Version of the contract between built modules and runtimes. A module uses an installed runtime of the same one only. */
export const CONTRACT = 1;

/** A module. */
export interface BuiltModule {
  readonly contract: number;
  /** Its file, for messages. */
  readonly name: string;
  readonly arrays: readonly BuiltArray[];
  /** Libraries beside it, the ones for wider registers first. */
  readonly libraries: readonly BuiltLibrary[];
  readonly kernels: readonly BuiltKernel[];
}

/** An array that kernels have captured. */
export interface BuiltArray {
  readonly kind: Kind;
  readonly length: number;
  /** Its bytes, little-endian, in base64. */
  readonly data: string;
}

/** A native library beside the module. */
export interface BuiltLibrary {
  readonly file: string;
  /** By Node's names. */
  readonly platform: string;
  readonly arch: string;
  /** What `amdahl_level` must give at least. */
  readonly level: number;
  /** SHA-256 of the file, in hexadecimal. */
  readonly hash: string;
}

/** An exported function. */
export interface BuiltKernel {
  /** The name in messages. */
  readonly name: string;
  /** `Function.length`. */
  readonly length: number;
  /** Names of its parameters, as messages use them. */
  readonly parameters: readonly string[];
  readonly threads: number | "serial";
  readonly specialisations: readonly BuiltSpecialisation[];
}

/** A function for one list of argument types. */
export interface BuiltSpecialisation {
  /** Its signature, as messages show it. */
  readonly text: string;
  readonly params: readonly VType[];
  readonly captures: readonly BuiltCapture[];
  readonly result: VType;
  /** Numbers that the entry gives. */
  readonly results: number;
  readonly written: readonly boolean[];
  readonly rows: boolean;
  readonly sites: readonly RuntimeSite[];
  /** From the most promises to the fewest: the last one takes every call. */
  readonly variants: readonly BuiltVariant[];
}

/** What was captured: a number, an array of the module, a strided view of one, or a table of some. */
export type BuiltCapture =
  | number
  | { readonly array: number }
  | {
      readonly array: number;
      readonly offset: number;
      readonly shape: readonly number[];
      readonly strides: readonly number[];
    }
  | { readonly rows: readonly number[] };

/** Code that counts on some promises. */
export interface BuiltVariant {
  /** One a parameter of the entry. */
  readonly guards: readonly (Fact | undefined)[];
  /** The module's bytes in base64; it imports a memory that is not shared. */
  readonly wasm: string;
  /** Where in the bytes that is said. */
  readonly flag: number;
  /** The same code in the libraries, one each; none where calls with such numbers are rare. */
  readonly native: readonly BuiltNative[];
}

/** A program in a library. */
export interface BuiltNative {
  readonly prefix: string;
  readonly slots: number;
  readonly quotes: number;
  readonly forks: number;
  readonly polls: boolean;
}

/** The flags of an imported memory with a maximum, by whether it is shared. */
export const MEMORY_FLAGS = { own: 1, shared: 3 } as const;
