// Where an element lies: the index as a number of 64 bits, computed in them where it does not wrap.
import type { Bin, Expr, Local } from "../../ir/index.ts";
import { literal } from "./literal.ts";
import { ELEMENTS } from "./types.ts";
import type { Frame } from "./unit.ts";

/** An element of memory as an lvalue. */
export function element(frame: Frame, base: Local, index: Expr, elem: keyof typeof ELEMENTS): string {
  return `((${ELEMENTS[elem]} *)${frame.name(base)})[${distance(frame, index)}]`;
}

/** An index as a number of 64 bits. */
export function distance(frame: Frame, e: Expr): string {
  // One that fits no integer stands behind a check that it fails.
  if (e.k === "const") return literal("i64", Number.isSafeInteger(e.value) ? e.value : 0);
  if (e.type === "i64") return frame.scalar(e);
  return e.type === "i32" ? wide(frame, e) : `(int64_t)${frame.scalar(e)}`;
}

function wide(frame: Frame, e: Expr): string {
  if (e.k === "const") return literal("i64", e.value);
  if (e.k === "get") return frame.isWide(e.local) ? frame.name(e.local) : `(int64_t)${frame.name(e.local)}`;
  if (isExact(e)) return `(${wide(frame, e.a)} ${SIGNS[e.op as keyof typeof SIGNS]} ${wide(frame, e.b)})`;
  return `(int64_t)${frame.scalar(e)}`;
}

const SIGNS = { add: "+", sub: "-", mul: "*" };

/** True of a sum or product of int32 that does not wrap: then 64 bits say the same, and need no extension. */
const isExact = (e: Expr): e is Bin => e.k === "bin" && !e.wraps && e.op in SIGNS;
