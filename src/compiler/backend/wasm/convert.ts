// Conversions between the types of the IR, one wasm instruction each except for two: a double to an integer as
// JavaScript's ToInt32 has it, and a truth value from a number.
import type { Elem, Type } from "../../ir/index.ts";
import {
  call,
  choose,
  constant,
  type Fun,
  getSlot,
  type Instr,
  ins,
  type Slot,
  setSlot,
  teeSlot,
  when,
} from "./instr.ts";
import type { OpName } from "./opcodes.ts";
import type { Frame, Scalar, Unit } from "./unit.ts";

const TO_F64: Record<Scalar, OpName | undefined> = {
  i32: "f64.convert_i32_s",
  i64: "f64.convert_i64_s",
  f32: "f64.promote_f32",
  f64: undefined,
};

/** A number of type `from`, read as signed unless it is an address, as f64. */
export function toF64(unit: Unit, value: Instr, from: Type): Instr {
  if (from === "addr") return ins(`f64.convert_${unit.address}_u`, value);
  const op = TO_F64[unit.valtype(from)];
  return op ? ins(op, value) : value;
}

/** An f64 that `to` can hold (any f64, for f32 and bool) as a value of that type. */
export function fromF64(unit: Unit, value: Instr, to: Type): Instr {
  switch (to) {
    case "f64":
      return value;
    case "f32":
      return ins("f32.demote_f64", value);
    case "bool":
      return truthy(value);
    case "addr":
      return ins(`${unit.address}.trunc_f64_u`, value);
    default:
      return ins(`${to as "i32" | "i64"}.trunc_f64_s`, value);
  }
}

/** A value of one type as one of another that can hold it. An address is not negative. */
export function convert(unit: Unit, value: Instr, from: Type, to: Type): Instr {
  const a = unit.valtype(from);
  const b = unit.valtype(to);
  if (from === to || (a === b && to !== "bool")) return value;
  if (a === "i32" && b === "i64") return ins("i64.extend_i32_s", value);
  if (a === "i64" && b === "i32" && to !== "bool") return ins("i32.wrap_i64", value);
  return fromF64(unit, toF64(unit, value, from), to);
}

/** x is neither zero nor NaN: one comparison, which NaN fails. */
export const truthy = (x: Instr): Instr => ins("f64.gt", ins("f64.abs", x), constant("f64", 0));

/** ECMAScript ToInt32 of any double. */
export function toInt32(frame: Frame, x: Instr): Instr {
  // The usual case inline: below 2^63 truncation is exact in an i64 and its low word is the answer. NaN fails the test.
  const { first, again } = frame.twice(x, "f64");
  return choose(
    "i32",
    ins("f64.lt", ins("f64.abs", first), constant("f64", 2 ** 63)),
    ins("i32.wrap_i64", ins("i64.trunc_f64_s", again)),
    call(frame.unit.helper("toint32", hugeToInt32), again),
    "likely",
  );
}

// ToInt32 of a double whose exponent is at least 63, of an infinity or NaN. The double is m * 2^s with a 53-bit
// mantissa m and s >= 11, so its low 32 bits are those of m shifted left by s: none if s >= 32, which infinities and
// NaN have too. The mantissa's hidden bit is at place 52 and never among them.
function hugeToInt32(unit: Unit): Fun {
  const x: Slot = { name: "x", type: "f64", rank: 0, index: 0 };
  const fun = unit.add("toint32", [x], ["i32"]);
  const bits: Slot = { name: "bits", type: "i64", rank: 0, index: 2 };
  const s: Slot = { name: "s", type: "i32", rank: 0, index: 1 };
  fun.locals = [s, bits];
  const exponent = ins(
    "i32.and",
    ins(
      "i32.wrap_i64",
      ins("i64.shr_u", teeSlot(bits, ins("i64.reinterpret_f64", getSlot(x))), constant("i64", 52)),
    ),
    constant("i32", 0x7ff),
  );
  fun.body = [
    setSlot(s, ins("i32.sub", exponent, constant("i32", 1075))),
    when(ins("i32.ge_u", getSlot(s), constant("i32", 32)), [ins("return", constant("i32", 0))]),
    setSlot(s, ins("i32.shl", ins("i32.wrap_i64", getSlot(bits)), getSlot(s))),
    ins(
      "select",
      ins("i32.sub", constant("i32", 0), getSlot(s)),
      getSlot(s),
      ins("i64.lt_s", getSlot(bits), constant("i64", 0)),
    ),
  ];
  return fun;
}

// How an integer element is read: sign- or zero-extended to i32 or i64.
const LOAD: Record<Elem, { readonly i32: OpName; readonly i64: OpName }> = {
  i8: { i32: "i32.load8_s", i64: "i64.load8_s" },
  u8: { i32: "i32.load8_u", i64: "i64.load8_u" },
  i16: { i32: "i32.load16_s", i64: "i64.load16_s" },
  u16: { i32: "i32.load16_u", i64: "i64.load16_u" },
  i32: { i32: "i32.load", i64: "i64.load32_s" },
  u32: { i32: "i32.load", i64: "i64.load32_u" },
  f32: { i32: "f32.load", i64: "f32.load" },
  f64: { i32: "f64.load", i64: "f64.load" },
};

// How an integer is stored: its low bits.
const STORE: Record<Elem, { readonly i32: OpName; readonly i64: OpName }> = {
  i8: { i32: "i32.store8", i64: "i64.store8" },
  u8: { i32: "i32.store8", i64: "i64.store8" },
  i16: { i32: "i32.store16", i64: "i64.store16" },
  u16: { i32: "i32.store16", i64: "i64.store16" },
  i32: { i32: "i32.store", i64: "i64.store32" },
  u32: { i32: "i32.store", i64: "i64.store32" },
  f32: { i32: "f32.store", i64: "f32.store" },
  f64: { i32: "f64.store", i64: "f64.store" },
};

/** An element read by `read(op)` as a value of type `to`. */
export function loaded(unit: Unit, elem: Elem, to: Type, read: (op: OpName) => Instr): Instr {
  if (elem === "f64") return fromF64(unit, read("f64.load"), to);
  if (elem === "f32") {
    return to === "f32" ? read("f32.load") : fromF64(unit, ins("f64.promote_f32", read("f32.load")), to);
  }
  const type = unit.valtype(to);
  if (type === "i32" || type === "i64") return read(LOAD[elem][type]);
  // Straight to f32 rounds once, which is what rounding the exact double gives.
  return ins(`${type}.convert_i32_${elem === "u32" ? "u" : "s"}`, read(LOAD[elem].i32));
}

/** The value as it is stored in an element, and the instruction that stores it. */
export function stored(
  frame: Frame,
  elem: Elem,
  value: Instr,
  from: Type,
): { readonly op: OpName; readonly value: Instr } {
  const { unit } = frame;
  if (elem === "f64") return { op: "f64.store", value: toF64(unit, value, from) };
  if (elem === "f32") {
    const narrow = from === "f32" ? value : ins("f32.demote_f64", toF64(unit, value, from));
    return { op: "f32.store", value: narrow };
  }
  const type = unit.valtype(from);
  if (type === "i32" || type === "i64") return { op: STORE[elem][type], value };
  return { op: STORE[elem].i32, value: toInt32(frame, toF64(unit, value, from)) };
}
