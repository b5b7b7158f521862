// Where an element lies: the index as a number of 64 bits, computed in them where it is seen not to wrap.
import type { Expr, Local } from "../../ir/index.ts";
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
  if (e.type === "i32" && isExact(e)) return wide(frame, e);
  return `(int64_t)${frame.scalar(e)}`;
}

function wide(frame: Frame, e: Expr): string {
  if (e.k === "const") return literal("i64", e.value);
  if (e.k === "get") return frame.isWide(e.local) ? frame.name(e.local) : `(int64_t)${frame.name(e.local)}`;
  if (e.k === "bin" && isExact(e))
    return `(${wide(frame, e.a)} ${SIGNS[e.op as keyof typeof SIGNS]} ${wide(frame, e.b)})`;
  return `(int64_t)${frame.scalar(e)}`;
}

const SIGNS = { add: "+", sub: "-", mul: "*" };

/** True of sums and products of int32 that are seen not to wrap: then 64 bits say the same, and need no extension. */
const isExact = (e: Expr): boolean => range(e) !== undefined;

/** The range of an int32; undefined if a part of it may wrap. */
function range(e: Expr): readonly [number, number] | undefined {
  if (e.k === "const") return [e.value, e.value];
  if (e.k === "get") {
    const fact = e.local.fact;
    return fact && !fact.nan
      ? [Math.max(fact.lo, -(2 ** 31)), Math.min(fact.hi, 2 ** 31 - 1)]
      : [-(2 ** 31), 2 ** 31 - 1];
  }
  if (e.k !== "bin" || (e.op !== "add" && e.op !== "sub" && e.op !== "mul")) return undefined;
  const [a, b] = [range(e.a), range(e.b)];
  if (!a || !b) return undefined;
  const ends =
    e.op === "add"
      ? [a[0] + b[0], a[1] + b[1]]
      : e.op === "sub"
        ? [a[0] - b[1], a[1] - b[0]]
        : [a[0] * b[0], a[0] * b[1], a[1] * b[0], a[1] * b[1]];
  const [lo, hi] = [Math.min(...ends), Math.max(...ends)];
  return lo >= -(2 ** 31) && hi < 2 ** 31 ? [lo, hi] : undefined;
}
