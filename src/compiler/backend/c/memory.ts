// Vectors in memory: elements side by side, or each lane's own, read and written at the width of the element.
import {
  ELEM_SHIFT,
  type Elem,
  type Expr,
  type Load,
  lanesOf,
  type Store,
  scalarOf,
} from "../../ir/index.ts";
import { runtime } from "./runtime.ts";
import { laneOfMask, reduce } from "./simd.ts";
import { convert, modular } from "./simd-convert.ts";
import { distance } from "./subscript.ts";
import { ELEMENTS } from "./types.ts";
import type { Frame, Unit } from "./unit.ts";

/** What of an element's kind a register holds first: narrow integers as int32. */
const HELD: Readonly<Record<Elem, "f64" | "f32" | "i32">> = {
  f64: "f64",
  f32: "f32",
  i32: "i32",
  u32: "i32",
  i16: "i32",
  u16: "i32",
  i8: "i32",
  u8: "i32",
};

/** Lanes of memory, which may lie anywhere and be anything. */
const inMemory = (elem: Elem, lanes: number): string => {
  const bytes = lanes * { f64: 8, f32: 4, i32: 4, u32: 4, i16: 2, u16: 2, i8: 1, u8: 1 }[elem];
  return `${ELEMENTS[elem]} __attribute__((vector_size(${bytes}), aligned(1), may_alias))`;
};

/** The parts of a vector that is read. */
export function gathered(frame: Frame, e: Load): string[] {
  const { unit } = frame;
  const { elem } = e.array;
  const each = unit.cut.each(e.type);
  const want = unit.cut.part(e.type);
  const held = `${HELD[elem]}x${each}`;
  const parts =
    lanesOf(e.index.type) > 1 ? scattered(frame, e, held, each) : sideBySide(frame, e, held, each);
  if (held === want) return parts;
  const turn = convert(unit, held, want, elem === "u32" && want.startsWith("i32") === false);
  return parts.map((p) => `${turn}(${p})`);
}

/** Elements side by side. */
function sideBySide(frame: Frame, e: Load, held: string, each: number): string[] {
  const { unit } = frame;
  const { elem, base } = e.array;
  const type = unit.vector(held);
  const name = `load_${elem}x${each}`;
  unit.helper(name, () => {
    const memory = inMemory(elem, each);
    const read = `*(const m *)at`;
    const narrow = elem !== "f64" && elem !== "f32" && elem !== "i32";
    const same = elem === "u32" ? `(${type})` : "";
    const value = narrow && elem !== "u32" ? `__builtin_convertvector(${read}, ${type})` : `${same}${read}`;
    return `static inline ${type} ${name}(const ${ELEMENTS[elem]} *at) { typedef ${memory} m; return ${value}; }`;
  });
  const start = `(const ${ELEMENTS[elem]} *)${frame.name(base)} + ${distance(frame, e.index)}`;
  if (e.mask) {
    const masks = frame.vector(e.mask);
    const some = loadSome(unit, elem, each, held, unit.cut.part(e.mask.type));
    return masks.map((m, p) => `${some}(${p === 0 ? start : `${start} + ${p * each}`}, ${m})`);
  }
  return Array.from({ length: unit.cut.parts(e.type) }, (_, p) =>
    p === 0 ? `${name}(${start})` : `${name}(${start} + ${p * each})`,
  );
}

/** Lanes that a mask has, and zeros: memory under the others is not read. */
function loadSome(unit: Unit, elem: Elem, each: number, held: string, mask: string): string {
  const name = `load_some_${elem}x${each}_${mask}`;
  const [type, masks] = [unit.vector(held), unit.vector(mask)];
  return unit.helper(name, () => {
    const every = reduce(unit, "all", mask);
    const params = `const ${ELEMENTS[elem]} *at, ${masks} m`;
    const builtin = unit.machine.isa === "avx512" ? MASKED_LOADS[`${elem}x${each}`] : undefined;
    if (builtin) return `static inline ${type} ${name}(${params}) { return ${builtin}(${type}){0}, m); }`;
    const lanes = Array.from(
      { length: each },
      (_, l) => `if (${laneOfMask(unit, "m", l)}) v[${l}] = at[${l}];`,
    ).join(" ");
    return `static inline ${type} ${name}(${params}) { if (${every}(m)) return load_${elem}x${each}(at); ${type} v = {0}; ${lanes} return v; }`;
  });
}

const MASKED_LOADS: Readonly<Record<string, string>> = {
  f64x8: "__builtin_ia32_loadupd512_mask((const void *)at, ",
  f32x16: "__builtin_ia32_loadups512_mask((const void *)at, ",
  f32x8: "__builtin_ia32_loadups256_mask((const void *)at, ",
};

/** Each lane's own element. */
function scattered(frame: Frame, e: Load, held: string, each: number): string[] {
  const { unit } = frame;
  const { elem, base } = e.array;
  const index = frame.vector(e.index);
  const from = unit.vector(unit.cut.part(e.index.type));
  const type = unit.vector(held);
  const name = `gather_${elem}_${from}`;
  unit.helper(name, () => {
    const list = Array.from({ length: each }, (_, l) => `at[i[${l}]]`).join(", ");
    return `static inline ${type} ${name}(const ${ELEMENTS[elem]} *at, ${from} i) { return (${type}){${list}}; }`;
  });
  return index.map((p) => `${name}((const ${ELEMENTS[elem]} *)${frame.name(base)}, ${p})`);
}

/** Prints a vector's store. */
export function scatter(frame: Frame, s: Store): void {
  const { unit } = frame;
  const { elem, base } = s.array;
  const each = unit.cut.each(s.value.type);
  const value = storable(frame, s.value, elem);
  const side = lanesOf(s.index.type) === 1;
  const at = `(${ELEMENTS[elem]} *)${frame.name(base)}`;
  // Values and masks first: a store may change what they read.
  const held = unit.vector(`${HELD[elem]}x${each}`);
  const values = value.length > 1 || !side ? value.map((v) => kept(frame, held, v)) : value;
  const masks = s.mask
    ? frame.vector(s.mask).map((m) => kept(frame, unit.vector(unit.cut.part((s.mask as Expr).type)), m))
    : undefined;
  if (side) {
    const start = kept(frame, `${ELEMENTS[elem]} *`, `${at} + ${distance(frame, s.index)}`);
    const whole = storeAll(unit, elem, each, held);
    const places = values.map((_, p) => (p === 0 ? start : `${start} + ${p * each}`));
    const past = s.past && !masks ? storePast(unit, elem, each, held) : undefined;
    if (s.past && past) {
      const all = (name: string): string => values.map((v, p) => `${name}(${places[p]}, ${v});`).join(" ");
      frame.line(`if (${frame.scalar(s.past)}) { ${all(past)} } else { ${all(whole)} }`);
      return;
    }
    values.forEach((v, p) => {
      const place = places[p];
      if (!masks) frame.line(`${whole}(${place}, ${v});`);
      else {
        const mask = unit.cut.part((s.mask as Expr).type);
        frame.line(`${storeSome(unit, elem, each, held, mask)}(${place}, ${v}, ${masks[p]});`);
      }
    });
    return;
  }
  const type = unit.vector(unit.cut.part(s.index.type));
  const index = frame.vector(s.index).map((i) => kept(frame, type, i));
  // The lanes in order: the last of those that meet is the one that stays.
  values.forEach((v, p) => {
    for (let l = 0; l < each; l++) {
      const store = `(${at})[${index[p]}[${l}]] = (${ELEMENTS[elem]})${v}[${l}];`;
      frame.line(masks ? `if (${laneOfMask(unit, masks[p] as string, l)}) ${store}` : store);
    }
  });
}

function kept(frame: Frame, type: string, value: string): string {
  const name = frame.own("kept", type);
  frame.line(`${name} = ${value};`);
  return name;
}

function storeAll(unit: Unit, elem: Elem, each: number, held: string): string {
  const name = `store_${elem}x${each}`;
  return unit.helper(name, () => {
    const same = HELD[elem] === elem ? "" : elem === "u32" ? "(m)" : undefined;
    const value = same === undefined ? "__builtin_convertvector(v, m)" : `${same}v`;
    return `static inline void ${name}(${ELEMENTS[elem]} *at, ${held} v) { typedef ${inMemory(elem, each)} m; *(m *)at = ${value}; }`;
  });
}

/**
 * Past the caches where a processor can and the address allows it; undefined where there is no such store. Others may see
 * such stores late, in any order, until this thread has executed a locked instruction (x86) or a store-release (ARM). A
 * thread that is done, or forks, says so by JavaScript's Atomics, which are those; so no fence is needed here.
 */
function storePast(unit: Unit, elem: Elem, each: number, held: string): string | undefined {
  const builtin = PAST[`${elem}x${each}`];
  if (!builtin) return undefined;
  const name = `store_past_${elem}x${each}`;
  const whole = storeAll(unit, elem, each, held);
  return unit.helper(name, () => {
    const params = `${ELEMENTS[elem]} *at, ${held} v`;
    const bytes = each * 2 ** ELEM_SHIFT[elem];
    return `#if defined(__clang__)
#define STORE_PAST(at, v) __builtin_nontemporal_store(v, (${held} *)(at))
#elif defined(__x86_64__)
#define STORE_PAST(at, v) ${builtin}
#else
#define STORE_PAST(at, v) ${whole}(at, v)
#endif
static inline void ${name}(${params}) { if (((uint64_t)at & ${bytes - 1}) == 0) STORE_PAST(at, v); else ${whole}(at, v); }
#undef STORE_PAST`;
  });
}

/** Stores past the caches as gcc calls them, which has them for x86 only. */
const PAST: Readonly<Record<string, string>> = {
  f64x8: "__builtin_ia32_movntpd512(at, v)",
  f64x4: "__builtin_ia32_movntpd256(at, v)",
  f64x2: "__builtin_ia32_movntpd(at, v)",
  f32x16: "__builtin_ia32_movntps512(at, v)",
  f32x8: "__builtin_ia32_movntps256(at, v)",
  f32x4: "__builtin_ia32_movntps(at, v)",
};

/** Stores lanes that a mask has; memory under the others is neither read nor written. */
function storeSome(unit: Unit, elem: Elem, each: number, held: string, mask: string): string {
  const name = `store_some_${elem}x${each}_${mask}`;
  const type = unit.vector(mask);
  return unit.helper(name, () => {
    const all = storeAll(unit, elem, each, held);
    const every = reduce(unit, "all", mask);
    const params = `${ELEMENTS[elem]} *at, ${held} v, ${type} m`;
    const builtin = unit.machine.isa === "avx512" ? MASKED[`${elem}x${each}`] : undefined;
    // Of the half of a register gcc makes an extraction to memory under the mask, which faults where it must not.
    if (builtin?.includes("256")) {
      runtime(unit, "alone");
      return `static inline void ${name}(${params}) { ALONE(v); ${builtin}; }`;
    }
    if (builtin) return `static inline void ${name}(${params}) { ${builtin}; }`;
    const one = (l: number): string =>
      `if (${laneOfMask(unit, "m", l)}) at[${l}] = (${ELEMENTS[elem]})v[${l}];`;
    const list = Array.from({ length: each }, (_, l) => one(l)).join(" ");
    return `static inline void ${name}(${params}) { if (${every}(m)) ${all}(at, v); else { ${list} } }`;
  });
}

const MASKED: Readonly<Record<string, string>> = {
  f64x8: "__builtin_ia32_storeupd512_mask((void *)at, v, m)",
  f32x16: "__builtin_ia32_storeups512_mask((void *)at, v, m)",
  i32x16: "__builtin_ia32_storedqusi512_mask((void *)at, v, m)",
  f32x8: "__builtin_ia32_storeups256_mask((void *)at, v, m)",
  i32x8: "__builtin_ia32_storedqusi256_mask((void *)at, v, m)",
};

/** A value in lanes of what is stored of it. */
function storable(frame: Frame, value: Expr, elem: Elem): readonly string[] {
  const { unit } = frame;
  const from = scalarOf(value.type);
  const each = unit.cut.each(value.type);
  const have = unit.cut.part(value.type);
  const parts = frame.vector(value);
  const turned = (name: string): string[] => parts.map((p) => `${name}(${p})`);
  const want = `${HELD[elem]}x${each}`;
  if (have === want) return parts;
  if (HELD[elem] !== "i32") {
    // To float32 by way of doubles, as JavaScript has it: from int32 it rounds once either way.
    return turned(convert(unit, have, want));
  }
  if (from === "i64") return turned(convert(unit, have, want));
  if (from === "f32") {
    const double = `f64x${each}`;
    const [up, down] = [convert(unit, have, double), modular(unit, double, want)];
    return parts.map((p) => `${down}(${up}(${p}))`);
  }
  return turned(modular(unit, have, want));
}
