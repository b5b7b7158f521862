// What can be known of a number, and how operators carry it: intervals, integrality, NaN, minus zero.
// Bounds are computed in round-to-nearest, which is monotone, so rounding never moves a value out of its interval.
import type { BinOp, Elem, Fact, Type, UnOp } from "../ir/index.ts";

const INF = Number.POSITIVE_INFINITY;
const I32: Fact = { lo: -(2 ** 31), hi: 2 ** 31 - 1, int: true, nan: false, negz: false };

/** Nothing is known. */
export const TOP: Fact = { lo: -INF, hi: INF, int: false, nan: true, negz: true };

/** Every value of an interval of integers. */
export const ints = (lo: number, hi: number, negz = false): Fact => ({ lo, hi, int: true, nan: false, negz });

/** The fact of one number. */
export function factOf(x: number): Fact {
  if (Number.isNaN(x)) return { lo: 0, hi: 0, int: true, nan: true, negz: false };
  return {
    lo: x,
    hi: x,
    int: Number.isInteger(x) || !Number.isFinite(x),
    nan: false,
    negz: Object.is(x, -0),
  };
}

/** What holds of every value of a type. */
export function factOfType(type: Type): Fact {
  if (type === "i32") return I32;
  if (type === "bool") return ints(0, 1);
  if (type === "i64" || type === "addr") return ints(-(2 ** 63), 2 ** 63);
  return TOP;
}

const ELEMENTS: Record<Elem, Fact> = {
  i8: ints(-128, 127),
  u8: ints(0, 255),
  i16: ints(-32768, 32767),
  u16: ints(0, 65535),
  i32: I32,
  u32: ints(0, 2 ** 32 - 1),
  f32: TOP,
  f64: TOP,
};

/** What holds of every element of an array. */
export const factOfElem = (elem: Elem): Fact => ELEMENTS[elem];

/** The least fact that both are. */
export const join = (a: Fact, b: Fact): Fact =>
  a === b
    ? a
    : {
        lo: Math.min(a.lo, b.lo),
        hi: Math.max(a.hi, b.hi),
        int: a.int && b.int,
        nan: a.nan || b.nan,
        negz: a.negz || b.negz,
      };

export const same = (a: Fact, b: Fact): boolean =>
  a.lo === b.lo && a.hi === b.hi && a.int === b.int && a.nan === b.nan && a.negz === b.negz;

const STEPS = [0, 2 ** 8, 2 ** 16, 2 ** 31 - 2 ** 17, 2 ** 31 - 1, 2 ** 32, 2 ** 53, INF];

/** Moves a bound that is still growing to the next of a few steps, so that a loop's fixed point is reached soon. */
export function widen(old: Fact, now: Fact): Fact {
  const up = now.hi > old.hi ? (STEPS.find((s) => s >= now.hi) ?? INF) : now.hi;
  const down = now.lo < old.lo ? -(STEPS.find((s) => s >= -now.lo) ?? INF) : now.lo;
  return {
    ...now,
    lo: now.lo < old.lo && now.lo >= 0 ? 0 : down,
    hi: now.hi > old.hi && now.hi <= 0 ? 0 : up,
  };
}

const has0 = (f: Fact): boolean => f.lo <= 0 && f.hi >= 0;
const negative = (f: Fact): boolean => f.lo < 0 || f.negz;
const infinite = (f: Fact): boolean => f.lo === -INF || f.hi === INF;

/** The fact of `a op b`. */
export function binFact(op: BinOp, type: Type, a: Fact, b: Fact): Fact {
  if (type === "bool") return ints(0, 1);
  const exact = floatBin(op, a, b);
  if (type === "f64" || type === "f32") return op === "words" ? TOP : (exact ?? TOP);
  return integerBin(op, type, a, b, exact);
}

function floatBin(op: BinOp, a: Fact, b: Fact): Fact | undefined {
  const int = a.int && b.int;
  const nan = a.nan || b.nan;
  switch (op) {
    case "add": {
      const clash = (a.hi === INF && b.lo === -INF) || (a.lo === -INF && b.hi === INF);
      return { ...ends(a.lo + b.lo, a.hi + b.hi), int, nan: nan || clash, negz: a.negz && b.negz };
    }
    case "sub": {
      const clash = (a.hi === INF && b.hi === INF) || (a.lo === -INF && b.lo === -INF);
      return { ...ends(a.lo - b.hi, a.hi - b.lo), int, nan: nan || clash, negz: a.negz && has0(b) };
    }
    case "mul": {
      const clash = (infinite(a) && has0(b)) || (infinite(b) && has0(a));
      // A product of fractions may underflow to zero with either sign; one of integers is zero only by a zero.
      const zero = int
        ? (has0(a) && negative(b)) || (has0(b) && negative(a)) || a.negz || b.negz
        : negative(a) || negative(b);
      return {
        ...ends(a.lo * b.lo, a.lo * b.hi, a.hi * b.lo, a.hi * b.hi),
        int,
        nan: nan || clash,
        negz: zero,
      };
    }
    case "div": {
      const negz = negative(a) || negative(b);
      if (has0(b))
        return {
          lo: negz ? -INF : 0,
          hi: INF,
          int: false,
          nan: nan || has0(a) || (infinite(a) && infinite(b)),
          negz,
        };
      return {
        ...ends(a.lo / b.lo, a.lo / b.hi, a.hi / b.lo, a.hi / b.hi),
        int: false,
        nan: nan || (infinite(a) && infinite(b)),
        negz,
      };
    }
    case "rem": {
      const most = Math.max(Math.abs(b.lo), Math.abs(b.hi)) - (int ? 1 : 0);
      const lo = a.lo >= 0 ? 0 : Math.max(a.lo, -most);
      const hi = a.hi <= 0 ? 0 : Math.min(a.hi, most);
      return {
        lo: Math.min(lo, 0),
        hi: Math.max(hi, 0),
        int,
        nan: nan || has0(b) || infinite(a),
        negz: negative(a),
      };
    }
    case "min":
      return { lo: Math.min(a.lo, b.lo), hi: Math.min(a.hi, b.hi), int, nan, negz: a.negz || b.negz };
    case "max":
      return { lo: Math.max(a.lo, b.lo), hi: Math.max(a.hi, b.hi), int, nan, negz: a.negz || b.negz };
    default:
      return undefined;
  }
}

/** The interval of some end points; an undetermined one (0 times infinity) counts as 0 with both neighbours unknown. */
function ends(a: number, b: number, c = a, d = b): { lo: number; hi: number } {
  const lo = Math.min(a, b, c, d);
  return Number.isNaN(lo) ? { lo: -INF, hi: INF } : { lo, hi: Math.max(a, b, c, d) };
}

function integerBin(op: BinOp, type: Type, a: Fact, b: Fact, exact: Fact | undefined): Fact {
  const all = factOfType(type);
  const wrapped = (f: Fact | undefined): Fact =>
    f && f.lo >= all.lo && f.hi <= all.hi ? { ...f, int: true, nan: false, negz: false } : all;
  switch (op) {
    case "add":
    case "sub":
    case "mul":
    case "min":
    case "max":
      return wrapped(exact);
    case "rem":
      return exact ? { ...exact, int: true, nan: false, negz: false } : all;
    case "and":
      if (a.lo >= 0 && b.lo >= 0) return ints(0, Math.min(a.hi, b.hi));
      if (a.lo >= 0) return ints(0, a.hi);
      return b.lo >= 0 ? ints(0, b.hi) : all;
    case "or":
    case "xor":
      return a.lo >= 0 && b.lo >= 0 ? ints(0, 2 ** Math.ceil(Math.log2(Math.max(a.hi, b.hi) + 1)) - 1) : all;
    case "shr":
      if (b.lo !== b.hi) return a.lo >= 0 ? ints(0, a.hi) : all;
      return ints(Math.floor(a.lo / 2 ** (b.lo & 31)), Math.floor(a.hi / 2 ** (b.lo & 31)));
    case "shru":
      if (b.lo === b.hi && (b.lo & 31) > 0) return ints(0, 2 ** (32 - (b.lo & 31)) - 1);
      return a.lo >= 0 ? ints(0, a.hi) : all;
    case "shl":
      return b.lo === b.hi ? wrapped(ints(a.lo * 2 ** (b.lo & 31), a.hi * 2 ** (b.lo & 31))) : all;
    default:
      return all;
  }
}

/** The fact of `op a`. */
export function unFact(op: UnOp, type: Type, a: Fact): Fact {
  switch (op) {
    case "neg":
      return { ...a, lo: -a.hi, hi: -a.lo, negz: has0(a) };
    case "abs":
      return {
        ...a,
        lo: has0(a) ? 0 : Math.min(Math.abs(a.lo), Math.abs(a.hi)),
        hi: Math.max(Math.abs(a.lo), Math.abs(a.hi)),
        negz: false,
      };
    case "sqrt":
      return {
        lo: Math.sqrt(Math.max(a.lo, 0)),
        hi: Math.sqrt(Math.max(a.hi, 0)),
        int: false,
        nan: a.nan || a.lo < 0,
        negz: a.negz,
      };
    case "floor":
      return { ...a, lo: Math.floor(a.lo), hi: Math.floor(a.hi), int: true };
    case "ceil":
      return { ...a, lo: Math.ceil(a.lo), hi: Math.ceil(a.hi), int: true, negz: negative(a) };
    case "trunc":
    case "nearest":
      return { ...a, lo: Math.floor(a.lo), hi: Math.ceil(a.hi), int: true, negz: negative(a) };
    case "fround":
      return { ...a, lo: Math.fround(a.lo), hi: Math.fround(a.hi), negz: a.negz || a.lo < 0 };
    case "clz":
      return ints(0, 32);
    case "toint32":
      return !infinite(a) && a.lo > -(2 ** 31) - 1 && a.hi < 2 ** 31
        ? ints(Math.min(Math.trunc(a.lo), a.nan ? 0 : INF), Math.max(Math.trunc(a.hi), a.nan ? 0 : -INF))
        : I32;
    case "utof64":
    case "uwiden":
      return a.lo >= 0 ? a : ints(0, 2 ** 32 - 1);
    case "tof64":
    case "exact":
    case "widen":
      return { ...a, negz: op === "tof64" ? a.negz : false };
    case "frombool":
      return ints(0, 1);
    default:
      return factOfType(type);
  }
}

/** The fact of a bounds-checked index that has passed. */
export function indexFact(value: Fact, length: Fact): Fact {
  return {
    lo: Math.max(value.lo, 0),
    hi: Math.min(Math.floor(value.hi), length.hi - 1),
    int: true,
    nan: false,
    negz: value.negz,
  };
}

/** True if a value is an integer that an i32 holds, its zero's sign aside. */
export const fitsI32 = (f: Fact): boolean => f.int && !f.nan && f.lo >= I32.lo && f.hi <= I32.hi;

/**
 * True if a value is an integer that a double holds exactly. The bound itself is out: a sum that passes 2^53 rounds
 * back to it, in the interval as in the program.
 */
export const fitsExact = (f: Fact): boolean => f.int && !f.nan && f.lo > -(2 ** 53) && f.hi < 2 ** 53;
