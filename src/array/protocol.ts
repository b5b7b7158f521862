// How the compiler, which stands below this folder and may not import it, knows a strided array: any object that
// answers to this symbol is one, whoever made it.

import type { HeapArray } from "../heap/index.ts";
import type { DType } from "./dtype.ts";

/** `Symbol.for("amdahl.ndarray")`: reading it from a strided array gives its `Strided` description. */
export const STRIDED: unique symbol = Symbol.for("amdahl.ndarray") as never;

/**
 * Element `(i, j, …)` is `data[offset + i * elementStrides[0] + j * elementStrides[1] + …]`. All fields are own
 * properties of the object that the symbol gives, so reading them costs no call.
 */
export interface Strided {
  readonly data: HeapArray;
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** In elements, not bytes; may be negative or 0. */
  readonly elementStrides: readonly number[];
  /** Index in `data` of element (0, 0, …). */
  readonly offset: number;
}
