// The kinds of typed array and how each keeps its elements: the one table that everybody asks.
// BigInt arrays are absent on purpose: 64-bit integers are not JavaScript numbers.
import type { Elem } from "../ir/index.ts";

/** A typed array's constructor by name. */
export type Kind =
  | "Int8Array"
  | "Uint8Array"
  | "Uint8ClampedArray"
  | "Int16Array"
  | "Uint16Array"
  | "Int32Array"
  | "Uint32Array"
  | "Float16Array"
  | "Float32Array"
  | "Float64Array";

/** How a kind's elements are stored; `rounding` names what the front end spells out on loads and stores. */
export interface KindInfo {
  readonly elem: Elem;
  readonly bytes: number;
  readonly rounding: "none" | "clamp" | "half";
  readonly dtype: string;
}

/** Every supported kind. */
export const KINDS: Readonly<Record<Kind, KindInfo>> = {
  Int8Array: { elem: "i8", bytes: 1, rounding: "none", dtype: "int8" },
  Uint8Array: { elem: "u8", bytes: 1, rounding: "none", dtype: "uint8" },
  Uint8ClampedArray: { elem: "u8", bytes: 1, rounding: "clamp", dtype: "uint8c" },
  Int16Array: { elem: "i16", bytes: 2, rounding: "none", dtype: "int16" },
  Uint16Array: { elem: "u16", bytes: 2, rounding: "none", dtype: "uint16" },
  Int32Array: { elem: "i32", bytes: 4, rounding: "none", dtype: "int32" },
  Uint32Array: { elem: "u32", bytes: 4, rounding: "none", dtype: "uint32" },
  Float16Array: { elem: "u16", bytes: 2, rounding: "half", dtype: "float16" },
  Float32Array: { elem: "f32", bytes: 4, rounding: "none", dtype: "float32" },
  Float64Array: { elem: "f64", bytes: 8, rounding: "none", dtype: "float64" },
};

/** The kind of a typed array, or undefined for anything else. Works across realms and subclasses. */
export function kindOf(value: unknown): Kind | undefined {
  const tag = ArrayBuffer.isView(value)
    ? (value as { [Symbol.toStringTag]?: string })[Symbol.toStringTag]
    : undefined;
  return tag !== undefined && tag in KINDS ? (tag as Kind) : undefined;
}
