// The kinds of numbers an array can have, by NumPy's names, and the typed arrays that hold them.
// There is no int64: a JavaScript number holds integers up to 2^53 in a float64.

import type { HeapArray, HeapConstructor } from "../heap/index.ts";

/** NumPy's name of an array's kind of number (`uint8clamped` is JavaScript's own). */
export type DType =
  | "float64"
  | "float32"
  | "float16"
  | "int32"
  | "uint32"
  | "int16"
  | "uint16"
  | "int8"
  | "uint8"
  | "uint8clamped";

// Float16Array is not in every runtime, nor in the types of ES2023.
const float16 = (globalThis as unknown as { Float16Array?: HeapConstructor }).Float16Array;

const constructors = new Map<DType, HeapConstructor>([
  ["float64", Float64Array],
  ["float32", Float32Array],
  ["int32", Int32Array],
  ["uint32", Uint32Array],
  ["int16", Int16Array],
  ["uint16", Uint16Array],
  ["int8", Int8Array],
  ["uint8", Uint8Array],
  ["uint8clamped", Uint8ClampedArray],
]);
if (float16 !== undefined) constructors.set("float16", float16);

/**
 * The typed array constructor of a dtype. Throws TypeError for a name that is none.
 *
 * @example
 * constructorOf("float32") // Float32Array
 */
export function constructorOf(dtype: DType): HeapConstructor {
  const found = constructors.get(dtype);
  if (found === undefined) {
    const hint = /^u?int64$/.test(dtype) ? " JavaScript numbers have no 64-bit integers; use float64." : "";
    throw new TypeError(
      `There is no dtype "${dtype}".${hint} There are ${[...constructors.keys()].join(", ")}.`,
    );
  }
  return found;
}

/**
 * The dtype of a typed array. Throws TypeError for anything else, BigInt arrays included.
 *
 * @example
 * dtypeOf(new Float32Array(3)) // "float32"
 */
export function dtypeOf(data: HeapArray): DType {
  const name = Object.prototype.toString.call(data).slice(8, -1);
  for (const [dtype, ctor] of constructors) if (ctor.name === name) return dtype;
  throw new TypeError(
    `${name} has no dtype. An array's data is a typed array of numbers, such as Float64Array.`,
  );
}
