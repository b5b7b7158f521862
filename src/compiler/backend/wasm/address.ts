// Where an element lies: base + (index << shift), with constant parts of the subscript moved into the offset that every
// wasm access carries for free.
import type { Expr, Local } from "../../ir/index.ts";
import { RESERVED } from "./abi.ts";
import { constant, type Instr, ins } from "./instr.ts";
import type { Frame, Unit } from "./unit.ts";

/** An address: what is computed, and what is added to it by the access. */
export interface Place {
  readonly address: Instr;
  readonly offset: number;
}

/** A subscript in parts: an expression, bytes for the access to add, and bytes to add before. */
export interface Subscript {
  readonly rest: Expr | undefined;
  /** The rest is not negative: it is the whole index, or more. */
  readonly unsigned: boolean;
  readonly offset: number;
  readonly added: number;
}

/** `e` as a sum of something and a constant: only through additions, which wrap alike before and after. */
function split(e: Expr): { readonly rest: Expr | undefined; readonly constant: number } {
  if (e.k === "const") return { rest: undefined, constant: e.value };
  if (e.k !== "bin" || (e.op !== "add" && e.op !== "sub")) return { rest: e, constant: 0 };
  const a = split(e.a);
  const b = split(e.b);
  const sum = e.op === "add" ? a.constant + b.constant : a.constant - b.constant;
  if (!b.rest) return { rest: a.rest, constant: sum };
  if (!a.rest && e.op === "add") return { rest: b.rest, constant: sum };
  if (!a.rest) return { rest: e, constant: 0 };
  const same = a.rest === e.a && b.rest === e.b;
  return { rest: same ? e : { ...e, a: a.rest, b: b.rest }, constant: sum };
}

const notNegative = (e: Expr): boolean =>
  e.k === "get" && e.local.fact !== undefined && e.local.fact.lo >= 0 && !e.local.fact.nan;

/**
 * The parts of element `index`, of 2^shift bytes, in the array that lies at some base.
 *
 * The index as a whole is in range (that is the IR's rule), so base + (index << shift) is an address. Without its
 * constant part c the rest may be negative, and an access does not wrap around where it adds its offset. But the rest is
 * at least -c, so the address without c is at least base - (c << shift), and that is not negative as long as
 * c << shift <= RESERVED <= base. Other constants are added to the sum, which wraps; last, so that neighbours share the
 * rest: V8 unrolls a loop only while it has few operations.
 */
export function fold(index: Expr, shift: number): Subscript {
  const whole = { rest: index, unsigned: true, offset: 0, added: 0 };
  if (index.type === "f64" && index.k !== "const") return whole;
  const parts = split(index);
  const { rest } = parts;
  // Modulo 2^32, as the sum is: then index - c has no more than 32 bits, with a sign if c > 0, without one if not.
  const constant = rest && index.type === "i32" ? parts.constant | 0 : parts.constant;
  if (!Number.isSafeInteger(constant * 2 ** shift)) return whole;
  const bytes = constant * 2 ** shift;
  const fits = bytes >= 0 && bytes < 2 ** 31 && (bytes <= RESERVED || !rest || notNegative(rest));
  return {
    rest,
    unsigned: constant <= 0 || (rest !== undefined && notNegative(rest)),
    offset: fits ? bytes : 0,
    added: fits ? 0 : bytes,
  };
}

/** A lowered subscript as a distance in bytes. `unsigned`: it is not negative. */
export function scale(unit: Unit, index: Instr, type: Expr["type"], unsigned: boolean, shift: number): Instr {
  const to = unit.address;
  let value = index;
  // Through i64, which is the processor's own conversion: 9 % faster than the unsigned one on a 2-D stencil.
  if (type === "f64") value = ins("i64.trunc_f64_s", index);
  if (type !== "i32" && to === "i32") value = ins("i32.wrap_i64", value);
  // Zero extension is free on the processors at hand, sign extension is an instruction.
  if (type === "i32" && to === "i64") value = ins(unsigned ? "i64.extend_i32_u" : "i64.extend_i32_s", index);
  return shift === 0 ? value : ins(`${to}.shl`, value, constant(to, shift));
}

/** The address of element `index`, of 2^shift bytes, of what `base` points at; `before`: it may lie before that. */
export function place(frame: Frame, base: Local, index: Expr, shift: number, before = false): Place {
  const { unit } = frame;
  const { rest, unsigned: above, offset, added } = fold(index, shift);
  const unsigned = above && !before;
  let address = frame.read(base);
  if (rest) {
    const distance = scale(unit, frame.scalar(rest), rest.type, unsigned, shift);
    address = ins(`${unit.address}.add`, address, distance);
  }
  if (added !== 0) address = ins(`${unit.address}.add`, address, constant(unit.address, added));
  return { address, offset };
}
