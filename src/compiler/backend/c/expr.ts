// Scalar expressions of the IR as C. C leaves the order of operands open: where a left one may trap and a right one hangs
// on that, the left one has a statement of its own in front of the other.
import {
  type Bin,
  type BinOp,
  type Expr,
  type Index,
  isVector,
  someExpr,
  type Type,
  type Un,
} from "../../ir/index.ts";
import { fused, fusion } from "./fused.ts";
import { literal } from "./literal.ts";
import { fromNumber, runtime } from "./runtime.ts";
import { element } from "./subscript.ts";
import { ELEMENTS, SCALARS, scalarType } from "./types.ts";
import type { Frame } from "./unit.ts";
import { laneOf, reduced } from "./vector.ts";

/** An expression as C text, in parentheses unless it needs none. */
export function expr(frame: Frame, e: Expr): string {
  switch (e.k) {
    case "const":
      return literal(e.type, e.value);
    case "get":
      return frame.isWide(e.local) ? `(int32_t)${frame.name(e.local)}` : frame.name(e.local);
    case "un":
      return unary(frame, e);
    case "bin":
      return binary(frame, e);
    case "cond":
      return `(${expr(frame, e.test)} ? ${expr(frame, e.a)} : ${expr(frame, e.b)})`;
    case "load":
      return loaded(e.array.elem, e.type, element(frame, e.array.base, e.index, e.array.elem));
    case "index":
      return check(frame, e);
    case "peek": {
      const at = pointed(frame, e.base, e.offset);
      if (e.type === "addr") return fromNumber("addr", `*(const double *)${at}`);
      return loaded(e.elem, e.type, `*(const ${ELEMENTS[e.elem]} *)${at}`);
    }
  }
}

/** An address that the IR computes itself, `offset` bytes on. */
export function pointed(frame: Frame, base: Expr, offset: number): string {
  const start = expr(frame, base);
  return offset === 0 ? start : `(${start} + ${offset})`;
}

/** What is read of an element, as a value of `to`. */
export function loaded(elem: keyof typeof ELEMENTS, to: Type, read: string): string {
  if (to === "bool") return `(${read} != 0)`;
  // Of an unsigned element a signed one: the low 32 bits.
  return ELEMENTS[elem] === SCALARS[to as "f64"] ? read : `(${scalarType(to)})${read}`;
}

const FLOAT = { f64: "", f32: "f" } as const;

function unary(frame: Frame, e: Un): string {
  const { unit } = frame;
  if (isVector(e.a.type)) return reduced(frame, e);
  const a = expr(frame, e.a);
  const suffix = FLOAT[e.type as "f64"] ?? "";
  switch (e.op) {
    case "neg":
      return `(-${a})`;
    case "abs":
      return `__builtin_fabs${suffix}(${a})`;
    case "sqrt":
    case "floor":
    case "ceil":
    case "trunc":
      return `__builtin_${e.op}${suffix}(${a})`;
    case "nearest":
      return `__builtin_rint${suffix}(${a})`;
    case "fround":
      return `(double)(float)${a}`;
    case "clz":
      return `${runtime(unit, "leading_zeros")}(${a})`;
    case "not":
      return `(!${a})`;
    case "toint32":
      return modular(frame, e.a, a);
    case "tof64":
      return `(double)${a}`;
    case "utof64":
      return `(double)(uint32_t)${a}`;
    case "exact":
    case "widen":
    case "wrap":
    case "demote":
    case "frombool":
      return `(${scalarType(e.type)})${a}`;
    case "uwiden":
      return `(int64_t)(uint32_t)${a}`;
    case "truthy":
      return `(__builtin_fabs(${a}) > 0.0)`;
    case "hi":
      return `${runtime(unit, "high_word")}(${a})`;
    case "lo":
      return `${runtime(unit, "low_word")}(${a})`;
    case "toaddr":
      return `(uint64_t)${e.a.type === "i32" ? `(uint32_t)${a}` : e.a.type === "f64" ? `(int64_t)${a}` : a}`;
    default:
      throw new Error(`c back end: ${e.op} is for vectors`);
  }
}

/** ToInt32 of `a`, printed from `e`; one instruction where the double is known to fit. */
function modular(frame: Frame, e: Expr, a: string): string {
  if (e.k === "const") return literal("i32", e.value | 0);
  if (e.k === "un" && e.op === "tof64" && e.a.type !== "f32") return `(int32_t)${expr(frame, e.a)}`;
  if (e.k === "un" && e.op === "utof64") return expr(frame, e.a);
  const fact = e.k === "get" ? e.local.fact : undefined;
  if (fact && !fact.nan && fact.lo >= -(2 ** 31) && fact.hi < 2 ** 31) return `(int32_t)${a}`;
  return `${runtime(frame.unit, "to_int32")}(${a})`;
}

const INFIX: Partial<Record<BinOp, string>> = {
  add: "+",
  sub: "-",
  mul: "*",
  div: "/",
  rem: "%",
  and: "&",
  or: "|",
  xor: "^",
  lt: "<",
  le: "<=",
  gt: ">",
  ge: ">=",
  eq: "==",
  ne: "!=",
};

function binary(frame: Frame, e: Bin): string {
  if (e.op === "lane") return laneOf(frame, e);
  const once = fused(frame.unit, e);
  if (once) {
    const [x, y, c] = [once.x, once.y, once.c].map((o) => expr(frame, o));
    const { negative } = once;
    return `${fusion(frame.unit, "f64")}(${negative === "product" ? `-${x}` : x}, ${y}, ${negative === "c" ? `-${c}` : c})`;
  }
  if (hangsOn(e.b, e.a)) {
    const [a, b] = [scalarType(e.a.type), scalarType(e.b.type)];
    const made = operation(frame, e, "_a", "_b");
    return `({ ${a} _a = ${expr(frame, e.a)}; ${b} _b = ${expr(frame, e.b)}; ${made}; })`;
  }
  return operation(frame, e, expr(frame, e.a), expr(frame, e.b));
}

/** False of a floating-point number that no C compiler makes the constant 0 of while it reads the text. */
function mayReadAsZero(e: Expr): boolean {
  const hangsOnMemory = (x: Expr): boolean =>
    x.k === "get" ||
    x.k === "load" ||
    (x.k === "bin" && x.type === x.a.type && (hangsOnMemory(x.a) || hangsOnMemory(x.b)));
  return e.k === "const" ? Object.is(e.value, 0) : !hangsOnMemory(e);
}

function operation(frame: Frame, e: Bin, a: string, b: string): string {
  const { unit } = frame;
  const { type } = e.a;
  const isLong = type === "i64" || type === "addr";
  switch (e.op) {
    case "min":
    case "max":
      return `${runtime(unit, `${e.op}_${type}` as "min_f64")}(${a}, ${b})`;
    case "sub":
      if ((type === "f64" || type === "f32") && mayReadAsZero(e.a))
        return `${runtime(unit, `sub_${type}`)}(${a}, ${b})`;
      break;
    case "words":
      return `${runtime(unit, "from_words")}(${a}, ${b})`;
    case "shl":
      return isLong
        ? `(${scalarType(type)})((uint64_t)${a} << (${b} & 63))`
        : `(int32_t)((uint32_t)${a} << (${b} & 31))`;
    case "shr":
      return `(${a} >> (${b} & ${isLong ? 63 : 31}))`;
    case "shru":
      return isLong
        ? `(${scalarType(type)})((uint64_t)${a} >> (${b} & 63))`
        : `(int32_t)((uint32_t)${a} >> (${b} & 31))`;
    case "rem":
      if (type === "f64") {
        if (!unit.fmod) throw new Error("c back end: % of doubles without the program's fmod");
        return `${unit.fun(unit.fmod)}(self, ${a}, ${b})`;
      }
      if (type === "i32" || type === "i64") return `${runtime(unit, `rem_${type}`)}(${a}, ${b})`;
      break;
    default:
      break;
  }
  return `(${a} ${INFIX[e.op]} ${b})`;
}

/** True if evaluating an expression may end the call. */
export const traps = (e: Expr): boolean => someExpr(e, (x) => x.k === "index");

/**
 * True if `e` must be evaluated after `before`: that may end the call, and `e` may, too, or reads an element that is known
 * to be there by then only. C leaves the order of operands open.
 */
export const hangsOn = (e: Expr, before: Expr): boolean =>
  traps(before) && someExpr(e, (x) => x.k === "index" || x.k === "load" || x.k === "peek");

/** The value, after its bounds check. */
function check(frame: Frame, e: Index): string {
  const type = scalarType(e.type);
  const name = `checked_${e.type}${e.type === "f64" && e.whole ? "_whole" : ""}`;
  const made = frame.unit.helper(name, () => {
    runtime(frame.unit, "out_of_range");
    // A negative number is a large one when read as unsigned: one comparison for both ends. NaN fails a comparison, -0
    // passes it.
    const outside =
      e.type === "i32"
        ? "(uint32_t)value >= (uint32_t)length"
        : e.type === "i64"
          ? "(uint64_t)value >= (uint64_t)length"
          : `!(value < length && value >= 0.0${e.whole ? "" : " && __builtin_trunc(value) == value"})`;
    return `static inline ${type} ${name}(double *self, ${type} value, ${type} length, int32_t site) {
  if (__builtin_expect(${outside}, 0)) out_of_range(self, site, (double)value, (double)length);
  return value;
}`;
  });
  // Both operands are evaluated before the call, in an order that nobody sees: the length never traps.
  return `${made}(self, ${expr(frame, e.value)}, ${expr(frame, e.length)}, ${e.site})`;
}
