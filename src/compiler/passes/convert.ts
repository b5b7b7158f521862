// Numbers between the integer types and f64: what fits where, and the conversions, all of them exact.
// Constants take the type they are wanted in.
import { type Bin, constant, type Expr, type Fact, type Type, un } from "../ir/index.ts";
import type { Analysis } from "./analysis.ts";
import { binFact, factOf, fitsExact, fitsI32 } from "./facts.ts";

/** True of the integer types. */
export const isInt = (t: Type): boolean => t === "i32" || t === "i64";

/** True if every value of a fact fits an integer type. */
export const fits = (f: Fact, type: Type): boolean => (type === "i32" ? fitsI32(f) : fitsExact(f));

/** True of an i32, and of a constant that may be one. */
export const isI32 = (e: Expr): boolean =>
  e.type === "i32" ||
  (e.k === "const" && Number.isInteger(e.value) && Math.abs(e.value) < 2 ** 31 && !Object.is(e.value, -0));

/** True of an integer, and of a constant that may be one. */
export const integral = (e: Expr): boolean =>
  isInt(e.type) ||
  (e.k === "const" && Number.isInteger(e.value) && Math.abs(e.value) <= 2 ** 53 && !Object.is(e.value, -0));

/** A number in another type; it must be representable there. */
export function convert(e: Expr, type: Type): Expr {
  if (e.type === type) return e;
  if (e.k === "const") {
    if (!isInt(type)) return constant(type, e.value);
    // What does not fit stands where an integer is proven only in code that never runs, or runs in lanes that are off;
    // any integer will do there.
    if (type === "i32") return constant(type, e.value | 0);
    return constant(type, Number.isInteger(e.value) && Math.abs(e.value) <= 2 ** 53 ? e.value : 0);
  }
  if (type === "f64") return un("tof64", e, "f64");
  if (type === "i64" && e.type === "i32") return un("widen", e, "i64");
  if (type === "i32" && e.type === "i64") return un("wrap", e, "i32");
  if (e.type === "f64" && isInt(type)) return un("exact", e, type);
  return e;
}

/** Two numbers in one type that holds both; `exact`: floats here are known to be integers below 2^53. */
export function unify(a: Expr, b: Expr, exact = false): [Expr, Expr] {
  if (a.type === b.type) return [a, b];
  if (integral(a) && integral(b)) {
    const type: Type = isI32(a) && isI32(b) ? "i32" : "i64";
    return [convert(a, type), convert(b, type)];
  }
  if (exact && isInt(b.type) && a.type === "f64") return [un("exact", a, "i64"), convert(b, "i64")];
  return [convert(a, "f64"), convert(b, "f64")];
}

/** True unless an operation on int32 is proven to give what it would on integers without end. */
export function mayWrap(e: Bin, facts: Analysis): boolean {
  if (e.type !== "i32") return false;
  const [a, b] = [facts.expr(e.a), facts.expr(e.b)];
  if (e.op === "add" || e.op === "sub" || e.op === "mul") return !fitsI32(binFact(e.op, "f64", a, b));
  if (e.op !== "shl") return false;
  return b.lo !== b.hi || !fitsI32(binFact("mul", "f64", a, factOf(2 ** (b.lo & 31))));
}
