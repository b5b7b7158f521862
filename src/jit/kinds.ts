// The plain constructor of each kind of typed array, by its name: Float16Array is not in every runtime.
import type { Kind } from "../compiler/index.ts";

/** A kind's constructor; Float64Array stands for all of them in the types. */
export const constructorOf = (kind: Kind): Float64ArrayConstructor =>
  (globalThis as unknown as Record<Kind, Float64ArrayConstructor>)[kind];
