// Vectors of the IR have any number of lanes; here they are cut into registers of 128 bits.
// Everything else about them is said of lists of such parts.
import { laneBytes, lanesOf, scalarOf, type Type } from "../../ir/index.ts";

/** Registers of 128 bits that hold a vector. Two lanes of four bytes have one to themselves, the upper half unused. */
export const partsOf = (type: Type): number => Math.max(1, (lanesOf(type) * laneBytes(type)) / 16);

/** How WebAssembly calls a register of such lanes. */
export function shapeOf(type: Type): "f64x2" | "f32x4" | "i64x2" | "i32x4" {
  const scalar = scalarOf(type);
  if (scalar === "f64") return "f64x2";
  if (scalar === "f32") return "f32x4";
  return laneBytes(type) === 8 ? "i64x2" : "i32x4";
}
