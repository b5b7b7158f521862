// Values that several parts of a vector share, and the shuffles between lanes of four bytes and of eight.
// Everything is said of lists of parts of 128 bits, in their order.
import { bytes16, type Instr, ins } from "./instr.ts";
import type { Frame } from "./unit.ts";

/** The same value in so many parts, computed once. */
export function shared(frame: Frame, value: Instr, parts: number): Instr[] {
  if (parts === 1) return [value];
  const { first, again } = frame.twice(value, "v128");
  return Array.from({ length: parts }, (_, i) => (i === 0 ? first : again));
}

const range = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i);
const words = (...list: number[]): number[] => list.flatMap((w) => range(4 * w, 4));

const LOW_WORDS = words(0, 2, 4, 6);
const HIGH_WORDS = words(1, 3, 5, 7);
const LOW_HALVES = words(0, 1, 4, 5);
const UPPER_HALF = words(2, 3, 2, 3);
const MIXED_LOW = words(0, 4, 1, 5);
const MIXED_HIGH = words(2, 6, 3, 7);

/** Lanes of eight bytes as lanes of four: of each, the low word or the high one. */
export function packed(frame: Frame, parts: readonly Instr[], word: "low" | "high"): Instr[] {
  return paired(frame, parts, word === "low" ? LOW_WORDS : HIGH_WORDS);
}

/** Parts whose first eight bytes count, two in one. */
export function joined(frame: Frame, parts: readonly Instr[]): Instr[] {
  return parts.length === 1 ? [...parts] : paired(frame, parts, LOW_HALVES);
}

function paired(frame: Frame, parts: readonly Instr[], lanes: readonly number[]): Instr[] {
  const out: Instr[] = [];
  for (let i = 0; i < parts.length; i += 2) {
    const [a, b] = [parts[i] as Instr, parts[i + 1]];
    if (b) out.push(bytes16("i8x16.shuffle", lanes, a, b));
    else {
      const { first, again } = frame.twice(a, "v128");
      out.push(bytes16("i8x16.shuffle", lanes, first, again));
    }
  }
  return out;
}

/** Lanes of four bytes by twos: each result has two of them in its lower half. `lanes`: how many there are. */
export function halves(frame: Frame, parts: readonly Instr[], lanes: number): Instr[] {
  if (lanes === 2) return [...parts];
  return parts.flatMap((p) => {
    const { first, again } = frame.twice(p, "v128");
    return [first, upper(again)];
  });
}

/** The upper half of a register in its lower one. `value` is evaluated twice: a local. */
const upper = (value: Instr): Instr => bytes16("i8x16.shuffle", UPPER_HALF, value, value);

/** Lanes of four bytes extended to eight by `low` and `high`, the two instructions for the halves of a register. */
export function extended(frame: Frame, parts: readonly Instr[], lanes: number, sign: "s" | "u"): Instr[] {
  return parts.flatMap((p) => {
    if (lanes === 2) return [ins(`i64x2.extend_low_i32x4_${sign}`, p)];
    const { first, again } = frame.twice(p, "v128");
    return [ins(`i64x2.extend_low_i32x4_${sign}`, first), ins(`i64x2.extend_high_i32x4_${sign}`, again)];
  });
}

/** Doubles from their words. */
export function interleaved(
  frame: Frame,
  high: readonly Instr[],
  low: readonly Instr[],
  lanes: number,
): Instr[] {
  return high.flatMap((h, i) => {
    const [hi, lo] = [frame.twice(h, "v128"), frame.twice(low[i] as Instr, "v128")];
    const first = bytes16("i8x16.shuffle", MIXED_LOW, lo.first, hi.first);
    return lanes === 2 ? [first] : [first, bytes16("i8x16.shuffle", MIXED_HIGH, lo.again, hi.again)];
  });
}
