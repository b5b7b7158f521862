// The types of the IR: scalars, vectors of them, elements in memory, and what can be known of a number.

/** A scalar's type. `bool` is 0 or 1; `addr` is an address in the heap (the back end knows its width). */
export type Scalar = "f64" | "f32" | "i64" | "i32" | "bool" | "addr";
/** What a lane of a vector may hold. `b64` and `b32` are truth values as wide as the numbers that they choose between. */
export type Lane = "f64" | "f32" | "i64" | "i32" | "b64" | "b32";
/** A gang's values side by side, `f64x4`. The number of lanes is a power of two; back ends cut it to their own width. */
export type Vector = `${Lane}x${number}`;
export type Type = Scalar | Vector;

/** How an element is stored. (Uint8Clamped and Float16 are u8 and u16 here: the front end spells their rounding.) */
export type Elem = "i8" | "u8" | "i16" | "u16" | "i32" | "u32" | "f32" | "f64";

/** log2 of an element's size in bytes. */
export const ELEM_SHIFT: Record<Elem, number> = {
  i8: 0,
  u8: 0,
  i16: 1,
  u16: 1,
  i32: 2,
  u32: 2,
  f32: 2,
  f64: 3,
};

/** What is known of a number: lo <= x <= hi unless NaN; `int`: integral (or infinite or NaN); may be NaN; may be -0. */
export interface Fact {
  readonly lo: number;
  readonly hi: number;
  readonly int: boolean;
  readonly nan: boolean;
  readonly negz: boolean;
}
