// Types of the IR in C, and vectors cut into registers. All vectors of a program are cut into parts of the same number
// of lanes, so that a conversion from four bytes to eight goes part by part, and a mask fits both.
import {
  type Elem,
  type Func,
  isVector,
  type Lane,
  laneBytes,
  lanesOf,
  type Program,
  type Scalar,
  someOf,
  type Type,
} from "../../ir/index.ts";
import type { Machine } from "./machine.ts";

/** Scalars in C. An address is a number, and a pointer where it is used: the IR adds and multiplies addresses. */
export const SCALARS: Readonly<Record<Scalar, string>> = {
  f64: "double",
  f32: "float",
  i64: "int64_t",
  i32: "int32_t",
  bool: "int",
  addr: "uint64_t",
};

/** Elements of arrays in C. */
export const ELEMENTS: Readonly<Record<Elem, string>> = {
  i8: "int8_t",
  u8: "uint8_t",
  i16: "int16_t",
  u16: "uint16_t",
  i32: "int32_t",
  u32: "uint32_t",
  f32: "float",
  f64: "double",
};

/** What a lane of a vector holds. */
export const laneOf = (type: Type): Lane => type.split("x")[0] as Lane;

/** A scalar's C type. */
export const scalarType = (type: Type): string => SCALARS[type as Scalar];

/** How the vectors of a program are cut. */
export class Cut {
  /** Lanes of a part, of vectors that have so many. */
  readonly lanes: number;

  constructor(lanes: number) {
    this.lanes = lanes;
  }

  /** Parts of a vector. */
  parts(type: Type): number {
    return Math.max(1, lanesOf(type) / this.lanes);
  }

  /** The type of a vector's parts, `f64x8`. */
  part(type: Type): string {
    return `${laneOf(type)}x${Math.min(lanesOf(type), this.lanes)}`;
  }

  /** Lanes of a part of a vector. */
  each(type: Type): number {
    return Math.min(lanesOf(type), this.lanes);
  }
}

/** Cuts so that the widest lanes of a program fill registers. */
export function cutOf(p: Program, machine: Machine): Cut {
  const widest = p.funcs.some(hasWide) ? 8 : 4;
  return new Cut(machine.bytes / widest);
}

function hasWide(f: Func): boolean {
  const wide = (type: Type): boolean => isVector(type) && laneBytes(type) === 8;
  return f.locals.some((l) => wide(l.type)) || someOf(f.body, (e) => wide(e.type));
}
