// The operators of the IR that are one wasm instruction, by the type of their operands.
// What is missing from the tables takes more than one and is lowered in expr.ts.
import type { BinOp, Expr, Type, Un, UnOp } from "../../ir/index.ts";
import { OPS, type Op, type OpName } from "./opcodes.ts";
import type { Scalar, Unit } from "./unit.ts";

const named = (type: Scalar, spelling: Partial<Record<BinOp, string>>): Partial<Record<BinOp, Op>> =>
  Object.fromEntries(Object.entries(spelling).map(([op, name]) => [op, OPS[`${type}.${name}` as OpName]]));

const FLOAT = {
  add: "add",
  sub: "sub",
  mul: "mul",
  div: "div",
  min: "min",
  max: "max",
  lt: "lt",
  le: "le",
  gt: "gt",
  ge: "ge",
  eq: "eq",
  ne: "ne",
};
const INTEGER = {
  add: "add",
  sub: "sub",
  mul: "mul",
  div: "div_s",
  rem: "rem_s",
  and: "and",
  or: "or",
  xor: "xor",
  shl: "shl",
  shr: "shr_s",
  shru: "shr_u",
  lt: "lt_s",
  le: "le_s",
  gt: "gt_s",
  ge: "ge_s",
  eq: "eq",
  ne: "ne",
};
// Addresses are unsigned numbers.
const UNSIGNED = {
  ...INTEGER,
  div: "div_u",
  rem: "rem_u",
  shr: "shr_u",
  lt: "lt_u",
  le: "le_u",
  gt: "gt_u",
  ge: "ge_u",
};

const WORD = named("i32", INTEGER);
const BINARY: Partial<Record<Type, Partial<Record<BinOp, Op>>>> = {
  f64: named("f64", FLOAT),
  f32: named("f32", FLOAT),
  i32: WORD,
  bool: WORD,
  i64: named("i64", INTEGER),
};
const ADDRESS = { i32: named("i32", UNSIGNED), i64: named("i64", UNSIGNED) };

/** The instruction of an operator on operands of a type, if there is one. */
export function operator(unit: Unit, op: BinOp, type: Type): Op | undefined {
  return type === "addr" ? ADDRESS[unit.address][op] : BINARY[type]?.[op];
}

// Conversions that take each other back: the operand's operand, if the two conversions change nothing.
const UNDOES: Partial<Record<UnOp, readonly UnOp[]>> = {
  toint32: ["tof64", "utof64"],
  exact: ["tof64"],
  wrap: ["widen", "uwiden"],
};

/** What `e` gives back unchanged: the operand of a conversion that `e` takes back. */
export function undo(e: Un): Expr | undefined {
  const inner = e.a;
  if (inner.k !== "un" || !UNDOES[e.op]?.includes(inner.op) || inner.a.type !== e.type) return undefined;
  return inner.a;
}
