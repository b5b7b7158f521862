// Conversions between registers' lanes, words of doubles, shifts, and functions of scalars lane by lane.
// As in simd.ts, each is a function of C that is printed once somebody asks for it.
import { bitsOf, C, compare, define, each, select, shapeOf, splat, unaryMath, wordsOf } from "./simd.ts";
import type { Unit } from "./unit.ts";

/** Conversions that are exact, or round as the hardware does, lane by lane: what GNU C converts itself. */
export function convert(unit: Unit, from: string, to: string, unsigned = false): string {
  const [a, b] = [unit.vector(from), unit.vector(to)];
  const name = `${from}${unsigned ? "_unsigned" : ""}_to_${to}`;
  return unit.helper(name, () => {
    const { lanes } = shapeOf(from);
    if (!unsigned) return define(b, name, `${a} a`, `return __builtin_convertvector(a, ${b});`);
    return define(
      b,
      name,
      `${a} a`,
      `return __builtin_convertvector((uint32_t __attribute__((vector_size(${4 * lanes}))))a, ${b});`,
    );
  });
}

/** Doubles that are whole numbers and fit, or whose lane is off, as integers. */
export function truncate(unit: Unit, from: string, to: string): string {
  const s = shapeOf(from);
  const t = shapeOf(to);
  const [a, b] = [unit.vector(from), unit.vector(to)];
  const name = `truncate_${from}_${to}`;
  return unit.helper(name, () => {
    const bits = bitsOf(s);
    const { isa } = unit.machine;
    if (t.lane === "i32" && isa === "avx512" && bits === 512)
      return define(b, name, `${a} a`, `return (${b})__builtin_ia32_cvttpd2dq512_mask(a, (${b}){0}, -1, 4);`);
    if (t.lane === "i32" && isa !== "generic" && bits === 256)
      return define(b, name, `${a} a`, `return (${b})__builtin_ia32_cvttpd2dq256(a);`);
    if (t.lane === "i64" && isa === "avx512" && bits === 512)
      return define(
        b,
        name,
        `${a} a`,
        `return (${b})__builtin_ia32_cvttpd2qq512_mask(a, (long long __attribute__((vector_size(64)))){0}, -1, 4);`,
      );
    if (t.lane === "i64" && isa === "avx512" && bits >= 128)
      return define(
        b,
        name,
        `${a} a`,
        `return (${b})__builtin_ia32_cvttpd2qq${bits}_mask(a, (long long __attribute__((vector_size(${bits / 8})))){0}, -1);`,
      );
    // C leaves open what a double becomes that does not fit; the processor does not, and nobody looks.
    return define(b, name, `${a} a`, `return (${b}){${each(s.lanes, (l) => `(${C[t.lane]})a[${l}]`)}};`);
  });
}

/**
 * ToInt32 of doubles: what is left of the integer part after whole multiples of 2^32 are taken away. Every step is exact
 * (see the wasm back end), and of infinities and NaN becomes NaN, which is taken for 0.
 */
export function modular(unit: Unit, from: string, to: string): string {
  const [a, b] = [unit.vector(from), unit.vector(to)];
  const name = `to_int32_${from}`;
  return unit.helper(name, () => {
    const { lanes } = shapeOf(from);
    const whole = unaryMath(unit, "trunc", from);
    const floor = unaryMath(unit, "floor", from);
    const equal = compare(unit, "eq", from);
    const choose = select(unit, from);
    const spread = splat(unit, from);
    const words = `i64x${lanes}`;
    const wide = unit.vector(words);
    const down = truncate(unit, from, words);
    return define(
      b,
      name,
      `${a} a`,
      `const ${a} whole = ${whole}(a), rest = whole - ${floor}(whole * 0x1p-32) * 0x1p32; ` +
        `const ${wide} low = ${down}(${choose}(${equal}(rest, rest), rest, ${spread}(0.0))); return __builtin_convertvector(low, ${b});`,
    );
  });
}

/** The high or the low word of doubles. */
export function word(unit: Unit, which: "hi" | "lo", from: string, to: string): string {
  const [a, b] = [unit.vector(from), unit.vector(to)];
  const name = `${which}_${from}`;
  return unit.helper(name, () => {
    const wide = unit.vector(wordsOf(from));
    return define(
      b,
      name,
      `${a} a`,
      `return __builtin_convertvector((${wide})a${which === "hi" ? " >> 32" : ""}, ${b});`,
    );
  });
}

/** Doubles from their words. */
export function words(unit: Unit, from: string, to: string): string {
  const [a, b] = [unit.vector(from), unit.vector(to)];
  const name = `words_${to}`;
  return unit.helper(name, () => {
    const wide = unit.vector(wordsOf(to));
    const widen = convert(unit, from, wide, true);
    return define(b, name, `${a} high, ${a} low`, `return (${b})(${widen}(high) << 32 | ${widen}(low));`);
  });
}

/** Shifts by each lane's count, modulo 32. */
export function shift(unit: Unit, op: "shl" | "shr" | "shru", part: string): string {
  const type = unit.vector(part);
  const name = `${op}_${part}`;
  return unit.helper(name, () => {
    const { lanes } = shapeOf(part);
    const unsigned = `(uint32_t __attribute__((vector_size(${4 * lanes}))))`;
    const text =
      op === "shl"
        ? "a << (n & 31)"
        : op === "shr"
          ? "a >> (n & 31)"
          : `(${type})(${unsigned}a >> ${unsigned}(n & 31))`;
    return define(type, name, `${type} a, ${type} n`, `return ${text};`);
  });
}

/** A function of scalars in every lane; it gets the context first. */
export function eachLane(
  unit: Unit,
  name: string,
  from: string,
  to: string,
  operands: number,
  call: (args: string[]) => string,
): string {
  const [a, b] = [unit.vector(from), unit.vector(to)];
  const made = `each_${name}_${from}`;
  return unit.helper(made, () => {
    const names = ["a", "b"].slice(0, operands);
    const params = ["double *self", ...names.map((n) => `${a} ${n}`)].join(", ");
    const lanes = each(shapeOf(from).lanes, (l) => call(names.map((n) => `${n}[${l}]`)));
    return define(b, made, params, `return (${b}){${lanes}};`);
  });
}
