// The operators of the IR, of one operand and of two, with the types that they take and give.
// Those that pass values between scalars and vectors come last.

export type UnOp =
  // f64 -> f64 (and f32 -> f32 for neg abs sqrt floor ceil trunc nearest)
  | "neg"
  | "abs"
  | "sqrt"
  | "floor"
  | "ceil"
  | "trunc"
  | "nearest" // to nearest, ties to even
  | "fround" // f64 rounded to float32's grid, still f64
  // i32 -> i32
  | "clz"
  // bool -> bool
  | "not"
  // conversions; the operand's type is a.type, the result's is the node's
  | "toint32" // f64 -> i32: ECMAScript ToInt32 (modular; NaN and infinities give 0)
  | "tof64" // i32 | i64 | f32 -> f64, exact
  | "utof64" // i32 read as unsigned -> f64, exact
  | "exact" // f64 -> i32 | i64: the value is known to be integral and to fit
  | "widen" // i32 -> i64, sign-extended
  | "uwiden" // i32 read as unsigned -> i64
  | "wrap" // i64 -> i32, the low 32 bits
  | "demote" // f64 -> f32, rounded to nearest even
  | "truthy" // f64 -> bool: neither zero nor NaN
  | "frombool" // bool -> f64 | i32 | i64: 0 or 1
  | "hi" // f64 -> i32: the high word of its bits
  | "lo" // f64 -> i32: the low word
  | "toaddr" // i32 | i64 | f64 (non-negative integers) -> addr
  // vectors
  | "low" // a vector -> the first half of its lanes
  | "high" // the second half
  | "splat" // a scalar -> every lane of a vector of it
  | "mask" // b64 <-> b32: the same truth values in lanes of the other width
  | "any" // b64, b32 -> bool: some lane is true
  | "all"; // b64, b32 -> bool: every lane is true

export type BinOp =
  // f64, f32; on i32, i64 and addr they wrap
  | "add"
  | "sub"
  | "mul"
  | "div" // on integers: truncated quotient, divisor known to be neither 0 nor (for the smallest dividend) -1
  | "rem" // f64: ECMAScript %; integers: sign of the dividend, divisor known not to be 0
  | "min" // f64: Math.min of two: NaN if either is, -0 below +0; integers: signed
  | "max"
  // i32 (and i64 for and, or, xor)
  | "and"
  | "or"
  | "xor"
  | "shl" // i32: count modulo 32
  | "shr"
  | "shru"
  // bool and, or, xor are the same ops on bool
  // comparisons of two operands of one type -> bool (signed on integers)
  | "lt"
  | "le"
  | "gt"
  | "ge"
  | "eq"
  | "ne"
  // (i32 high, i32 low) -> f64
  | "words"
  // (i32 | i64 | f64 start, constant of that type) -> vector: lane l holds start + l * constant
  | "ramp"
  // (vector, i32 constant) -> scalar: the value in that lane; true of a mask is bool
  | "lane"
  // (scalar or vector, scalar) -> vector with a lane more; only as part of a whole vector
  | "join";
