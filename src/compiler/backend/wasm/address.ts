// Where an element lies: base + (index << shift), with constant parts of the subscript moved into the offset that every
// wasm access carries for free.
import type { Expr, Local } from "../../ir/index.ts";
import { RESERVED } from "./abi.ts";
import { expr } from "./expr.ts";
import { constant, getSlot, type Instr, ins } from "./instr.ts";
import type { Frame } from "./unit.ts";

/** An address: what is computed, and what is added to it by the access. */
export interface Place {
  readonly address: Instr;
  readonly offset: number;
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
 * The address of element `index` of what `base` points at.
 *
 * The index as a whole is in range (that is the IR's rule), so base + (index << shift) is an address. Without its
 * constant part c the rest may be negative, and an access does not wrap around where it adds its offset. But the rest is
 * at least -c, so the address without c is at least base - (c << shift), and that is not negative as long as
 * c << shift <= RESERVED <= base. Negative constants stay in the sum, which wraps.
 */
export function place(frame: Frame, base: Local, index: Expr, shift: number, extra = 0): Place {
  const { unit } = frame;
  const start = getSlot(frame.slot(base));
  let rest: Expr | undefined = index;
  let offset = extra;
  if (index.type === "i32" || index.type === "i64" || index.k === "const") {
    const parts = split(index);
    const bytes = parts.constant * 2 ** shift;
    const fits =
      bytes <= RESERVED || (!parts.rest && bytes < 2 ** 31) || (parts.rest && notNegative(parts.rest));
    if (bytes >= 0 && bytes + extra < 2 ** 31 && fits) {
      rest = parts.rest;
      offset += bytes;
    }
  }
  if (!rest) return { address: start, offset };
  const scaled = scale(frame, expr(frame, rest), rest.type as "i32" | "i64" | "f64", rest === index, shift);
  return { address: ins(`${unit.address}.add`, start, scaled), offset };
}

/** An index as a distance in bytes. `whole`: it is not negative; if not, it is a part of a sum that is not. */
function scale(
  frame: Frame,
  index: Instr,
  type: "i32" | "i64" | "f64",
  whole: boolean,
  shift: number,
): Instr {
  const to = frame.unit.address;
  let value = index;
  if (type === "f64") value = ins(`${to}.trunc_f64_u`, index);
  else if (type === "i64" && to === "i32") value = ins("i32.wrap_i64", index);
  // Zero extension is free on the processors at hand, sign extension is an instruction.
  else if (type === "i32" && to === "i64")
    value = ins(whole ? "i64.extend_i32_u" : "i64.extend_i32_s", index);
  return shift === 0 ? value : ins(`${to}.shl`, value, constant(to, shift));
}

/** An address that the IR computes itself, `offset` bytes on. */
export function pointed(frame: Frame, base: Expr, offset: number): Place {
  if (offset >= 0 && offset < 2 ** 31) return { address: expr(frame, base), offset };
  const { address } = frame.unit;
  return { address: ins(`${address}.add`, expr(frame, base), constant(address, offset)), offset: 0 };
}
