// Numbers as C text that C reads back to the same number.
// Of every type of the IR, with what C has no digits for.
import type { Type } from "../../ir/index.ts";

/** A number as C reads it back to the bit. */
export function literal(type: Type, exact: number): string {
  // Rounded once, as everywhere: a decimal number that C reads as a float has not been a double before.
  const value = type === "f32" ? Math.fround(exact) : exact;
  switch (type) {
    case "f64":
    case "f32": {
      const suffix = type === "f32" ? "f" : "";
      if (Number.isNaN(value)) return `__builtin_nan${suffix}("")`;
      if (!Number.isFinite(value))
        return value > 0 ? `__builtin_inf${suffix}()` : `(-__builtin_inf${suffix}())`;
      if (Object.is(value, -0)) return `-0.0${suffix}`;
      const text = String(value);
      const digits = /[.e]/.test(text) ? text : `${text}.0`;
      return value < 0 ? `(${digits}${suffix})` : `${digits}${suffix}`;
    }
    case "i64":
      // The smallest has no literal of its own type. Beyond 2^53 a number's digits are not all of the integer's.
      if (value === -(2 ** 63)) return "INT64_MIN";
      return value < 0 ? `(${BigInt(value)}LL)` : `${BigInt(value)}LL`;
    case "addr":
      return value < 0 ? `(uint64_t)${BigInt(value)}LL` : `${BigInt(value)}ULL`;
    default:
      // The smallest int32 has no literal of its own type.
      return value === -(2 ** 31) ? "INT32_MIN" : value < 0 ? `(${value})` : String(value);
  }
}
