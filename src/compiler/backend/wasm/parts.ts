// Vectors of the IR have any number of lanes; here they are cut into registers of 128 bits.
// Everything else about them is said of lists of such parts.
import { laneBytes, lanesOf, type Type } from "../../ir/index.ts";

/** Registers of 128 bits that hold a vector. Two lanes of four bytes have one to themselves, the upper half unused. */
export const partsOf = (type: Type): number => Math.max(1, (lanesOf(type) * laneBytes(type)) / 16);
