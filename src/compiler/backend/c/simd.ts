// Operators on registers that GNU C has no sign for, or not for every compiler: masks, choices, roundings, conversions
// from doubles. Each is a function of C, printed once somebody asks for it, in the instructions of the machine at hand
// or, where it has none, lane by lane. Builtins and no header: <immintrin.h> takes a compiler longer than a kernel.
import type { Unit } from "./unit.ts";

/** A register's lanes. */
export interface Shape {
  readonly lane: "f64" | "f32" | "i64" | "i32" | "b64" | "b32";
  readonly lanes: number;
}

export const shapeOf = (part: string): Shape => {
  const [lane, lanes] = part.split("x") as [Shape["lane"], string];
  return { lane, lanes: Number(lanes) };
};

const SUFFIX = { f64: "pd", f32: "ps", i64: "q", i32: "d", b64: "q", b32: "d" } as const;
export const BYTES = { f64: 8, f32: 4, i64: 8, i32: 4, b64: 8, b32: 4 } as const;
export const C = {
  f64: "double",
  f32: "float",
  i64: "int64_t",
  i32: "int32_t",
  b64: "int64_t",
  b32: "int32_t",
} as const;

export const bitsOf = ({ lane, lanes }: Shape): number => 8 * BYTES[lane] * lanes;

/** The mask that goes with a register of numbers. */
export const maskOf = (part: string): string => {
  const { lane, lanes } = shapeOf(part);
  return `b${8 * BYTES[lane]}x${lanes}`;
};

/** The register of whole numbers as wide as the lanes of another. */
export const wordsOf = (part: string): string => {
  const { lane, lanes } = shapeOf(part);
  return `i${8 * BYTES[lane]}x${lanes}`;
};

/** True if masks are bits of a number. */
const hasBits = (unit: Unit): boolean => unit.machine.isa === "avx512";

/** True if the machine has instructions of AVX-512 for a register of so many bits. */
const hasWide = (unit: Unit, s: Shape): boolean => hasBits(unit) && bitsOf(s) >= 128;

const full = (lanes: number): string => `0x${(2 ** lanes - 1).toString(16)}`;

export const each = (lanes: number, text: (l: number) => string, separator = ", "): string =>
  Array.from({ length: lanes }, (_, l) => text(l)).join(separator);

export const define = (type: string, name: string, params: string, body: string): string =>
  `static inline ${type} ${name}(${params}) { ${body} }`;

/** Every lane the same number. */
export function splat(unit: Unit, part: string): string {
  const { lane, lanes } = shapeOf(part);
  const type = unit.vector(part);
  return unit.helper(`splat_${part}`, () => {
    const name = `splat_${part}`;
    if (lane === "b64" || lane === "b32") {
      if (hasBits(unit)) return define(type, name, "int x", `return x ? ${full(lanes)} : 0;`);
      return define(
        type,
        name,
        "int x",
        `const ${C[lane]} m = -(${C[lane]})x; return (${type}){${each(lanes, () => "m")}};`,
      );
    }
    return define(type, name, `${C[lane]} x`, `return (${type}){${each(lanes, () => "x")}};`);
  });
}

/** Half of a register's lanes. */
export function halfOf(unit: Unit, which: "low" | "high", from: string, to: string): string {
  const { lanes } = shapeOf(to);
  const name = `${which}_${from}`;
  const [whole, half] = [unit.vector(from), unit.vector(to)];
  const first = which === "low" ? 0 : lanes;
  const list = (text: (l: number) => string): string => each(lanes, (l) => text(first + l));
  return unit.helper(name, () =>
    [
      "#if defined __clang__ || __GNUC__ >= 12",
      define(half, name, `${whole} v`, `return __builtin_shufflevector(v, v, ${list(String)});`),
      "#else",
      define(half, name, `${whole} v`, `return (${half}){${list((l) => `v[${l}]`)}};`),
      "#endif",
    ].join("\n"),
  );
}

const COMPARE = { lt: "<", le: "<=", gt: ">", ge: ">=", eq: "==", ne: "!=" } as const;
export type Compare = keyof typeof COMPARE;
/** Predicates of the instructions: of doubles those that NaN fails (but for "not equal") and nothing is signalled by. */
const FLOAT_PREDICATE = { lt: 17, le: 18, gt: 30, ge: 29, eq: 0, ne: 4 } as const;
const WORD_PREDICATE = { lt: 1, le: 2, gt: 6, ge: 5, eq: 0, ne: 4 } as const;

/** A comparison of two registers, lane by lane. */
export function compare(unit: Unit, op: Compare, part: string): string {
  const s = shapeOf(part);
  const [type, mask] = [unit.vector(part), unit.vector(maskOf(part))];
  const name = `${op}_${part}`;
  return unit.helper(name, () => {
    const params = `${type} a, ${type} b`;
    if (!hasBits(unit)) return define(mask, name, params, `return (${mask})(a ${COMPARE[op]} b);`);
    const bits = bitsOf(s);
    const float = s.lane === "f64" || s.lane === "f32";
    if (bits < 128)
      return define(
        mask,
        name,
        params,
        `return ${each(s.lanes, (l) => `(a[${l}] ${COMPARE[op]} b[${l}]) << ${l}`, " | ")};`,
      );
    const predicate = float ? FLOAT_PREDICATE[op] : WORD_PREDICATE[op];
    // Of registers of 512 bits doubles are compared without exceptions (4: the current rounding).
    const more = bits === 512 && float ? ", 4" : "";
    const builtin = `__builtin_ia32_cmp${SUFFIX[s.lane]}${bits}_mask`;
    return define(
      mask,
      name,
      params,
      `return (${mask})${builtin}(${cast(s, "a")}, ${cast(s, "b")}, ${predicate}, -1${more});`,
    );
  });
}

/** Some builtins of 64-bit integers take `long long`, which GNU C tells apart from int64_t. */
function cast(s: Shape, x: string): string {
  if (s.lane !== "i64") return x;
  return `(long long __attribute__((vector_size(${bitsOf(s) / 8}))))${x}`;
}

/** `m ? a : b` of every lane. */
export function select(unit: Unit, part: string): string {
  const s = shapeOf(part);
  const type = unit.vector(part);
  const mask = unit.vector(maskOf(part));
  const name = `select_${part}`;
  return unit.helper(name, () => {
    const params = `${mask} m, ${type} a, ${type} b`;
    if (s.lane === "b64" || s.lane === "b32") return define(type, name, params, "return (m & a) | (~m & b);");
    const bits = bitsOf(s);
    if (hasWide(unit, s)) {
      const gcc = `__builtin_ia32_blendm${SUFFIX[s.lane]}_${bits}_mask(${cast(s, "b")}, ${cast(s, "a")}, m)`;
      const clang = `__builtin_ia32_select${SUFFIX[s.lane]}_${bits}(m, ${cast(s, "a")}, ${cast(s, "b")})`;
      return `#ifdef __clang__\n${define(type, name, params, `return (${type})${clang};`)}\n#else\n${define(type, name, params, `return (${type})${gcc};`)}\n#endif`;
    }
    if (hasBits(unit))
      return define(
        type,
        name,
        params,
        `return (${type}){${each(s.lanes, (l) => `m >> ${l} & 1 ? a[${l}] : b[${l}]`)}};`,
      );
    const words = unit.vector(wordsOf(part));
    if (unit.machine.isa === "avx2" && bits === 256) {
      // A lane of a mask is all ones or all zeros: its first bit says which.
      const [float, suffix] = BYTES[s.lane] === 8 ? ["double", "pd"] : ["float", "ps"];
      const as = `(${float} __attribute__((vector_size(32))))`;
      return define(
        type,
        name,
        params,
        `return (${type})__builtin_ia32_blendv${suffix}256(${as}b, ${as}a, ${as}m);`,
      );
    }
    return define(
      type,
      name,
      params,
      `return (${type})(((${words})m & (${words})a) | (~(${words})m & (${words})b));`,
    );
  });
}

/** All lanes of a mask the other way round. */
export function not(unit: Unit, mask: string): string {
  const type = unit.vector(mask);
  const name = `not_${mask}`;
  return unit.helper(name, () =>
    define(
      type,
      name,
      `${type} m`,
      hasBits(unit) ? `return m ^ ${full(shapeOf(mask).lanes)};` : "return ~m;",
    ),
  );
}

/** Whether some lane of a mask is true, or every one. */
export function reduce(unit: Unit, op: "any" | "all", mask: string): string {
  const s = shapeOf(mask);
  const type = unit.vector(mask);
  const name = `${op}_${mask}`;
  return unit.helper(name, () => {
    if (hasBits(unit))
      return define(
        "int",
        name,
        `${type} m`,
        op === "any" ? "return m != 0;" : `return m == ${full(s.lanes)};`,
      );
    const bits = bitsOf(s);
    if (unit.machine.isa === "avx2" && bits >= 128) {
      const [float, suffix] = BYTES[s.lane] === 8 ? ["double", "pd"] : ["float", "ps"];
      const as = `(${float} __attribute__((vector_size(${bits / 8}))))`;
      const set = `__builtin_ia32_movmsk${suffix}${bits === 256 ? "256" : ""}(${as}m)`;
      return define(
        "int",
        name,
        `${type} m`,
        op === "any" ? `return ${set} != 0;` : `return ${set} == ${full(s.lanes)};`,
      );
    }
    return define(
      "int",
      name,
      `${type} m`,
      `return (${each(s.lanes, (l) => `m[${l}]`, op === "any" ? " | " : " & ")}) != 0;`,
    );
  });
}

/** One lane of a mask as 0 or 1; `m` is a variable. */
export const laneOfMask = (unit: Unit, m: string, lane: number): string =>
  hasBits(unit) ? `(${m} >> ${lane} & 1)` : `(int)(${m}[${lane}] & 1)`;

/** A mask in lanes of the other width. */
export function convertMask(unit: Unit, from: string, to: string): string {
  const [a, b] = [unit.vector(from), unit.vector(to)];
  const name = `${from}_as_${to}`;
  return unit.helper(name, () =>
    define(b, name, `${a} m`, hasBits(unit) ? "return m;" : `return __builtin_convertvector(m, ${b});`),
  );
}

/** 1 where a mask is true, else 0. */
export function ones(unit: Unit, mask: string, part: string): string {
  const [m, type] = [unit.vector(mask), unit.vector(part)];
  const name = `ones_${mask}_${part}`;
  return unit.helper(name, () => {
    if (hasBits(unit)) {
      // As wide as the numbers, whatever it was made of: masks are bits.
      const choose = select(unit, part);
      const spread = splat(unit, part);
      return define(type, name, `${m} m`, `return ${choose}(m, ${spread}(1), ${spread}(0));`);
    }
    const words = unit.vector(wordsOf(part));
    const spread = splat(unit, part);
    return define(type, name, `${m} m`, `return (${type})((${words})m & (${words})${spread}(1));`);
  });
}

/** The operators of one operand that round, and the square root. */
const ROUND = { nearest: 8, floor: 9, ceil: 10, trunc: 11 } as const;

export function unaryMath(unit: Unit, op: "sqrt" | keyof typeof ROUND, part: string): string {
  const s = shapeOf(part);
  const type = unit.vector(part);
  const name = `${op}_${part}`;
  return unit.helper(name, () => {
    const bits = bitsOf(s);
    const suffix = SUFFIX[s.lane];
    const scalar = `__builtin_${op === "nearest" ? "rint" : op}${s.lane === "f32" ? "f" : ""}`;
    const lanes = define(
      type,
      name,
      `${type} a`,
      `return (${type}){${each(s.lanes, (l) => `${scalar}(a[${l}])`)}};`,
    );
    if (unit.machine.isa === "generic" || bits < 128) return lanes;
    if (op === "sqrt") {
      if (bits < 512)
        return define(
          type,
          name,
          `${type} a`,
          `return __builtin_ia32_sqrt${suffix}${bits === 256 ? "256" : ""}(a);`,
        );
      const clang = define(type, name, `${type} a`, `return __builtin_ia32_sqrt${suffix}512(a, 4);`);
      const gcc = define(
        type,
        name,
        `${type} a`,
        `return __builtin_ia32_sqrt${suffix}512_mask(a, a, -1, 4);`,
      );
      return `#ifdef __clang__\n${clang}\n#else\n${gcc}\n#endif`;
    }
    // 8 and more: no exception for a result that is not exact.
    const how = ROUND[op];
    if (bits < 512)
      return define(
        type,
        name,
        `${type} a`,
        `return __builtin_ia32_round${suffix}${bits === 256 ? "256" : ""}(a, ${how});`,
      );
    return define(
      type,
      name,
      `${type} a`,
      `return __builtin_ia32_rndscale${suffix}_mask(a, ${how}, a, -1, 4);`,
    );
  });
}

/** The sign taken away. */
export function absolute(unit: Unit, part: string): string {
  const type = unit.vector(part);
  const words = unit.vector(wordsOf(part));
  const name = `abs_${part}`;
  return unit.helper(name, () => {
    const rest = BYTES[shapeOf(part).lane] === 8 ? "0x7fffffffffffffffLL" : "0x7fffffff";
    return define(type, name, `${type} a`, `return (${type})((${words})a & ${rest});`);
  });
}

/** Math.min and Math.max of two registers: see `minimum` in runtime.ts. */
export function extreme(unit: Unit, op: "min" | "max", part: string): string {
  const s = shapeOf(part);
  const type = unit.vector(part);
  const name = `${op}_${part}`;
  return unit.helper(name, () => {
    const params = `${type} a, ${type} b`;
    const choose = select(unit, part);
    if (s.lane === "i32" || s.lane === "i64") {
      const less = compare(unit, op === "min" ? "lt" : "gt", part);
      return define(type, name, params, `return ${choose}(${less}(a, b), a, b);`);
    }
    if (op === "max") {
      const least = extreme(unit, "min", part);
      return define(type, name, params, `return -${least}(-a, -b);`);
    }
    const less = compare(unit, "lt", part);
    const words = unit.vector(wordsOf(part));
    const [x, y] = [`${choose}(${less}(a, b), a, b)`, `${choose}(${less}(b, a), b, a)`];
    return define(type, name, params, `return (${type})((${words})${x} | (${words})${y});`);
  });
}
