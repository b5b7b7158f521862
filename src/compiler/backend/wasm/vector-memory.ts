// Vectors in memory: elements side by side, or each lane's own, read and written at the width of the element.
import {
  type ArrayRef,
  ELEM_SHIFT,
  type Elem,
  type Expr,
  type Load,
  laneBytes,
  lanesOf,
  type Store,
  scalarOf,
  type Type,
} from "../../ir/index.ts";
import { place, scale } from "./address.ts";
import {
  access,
  after,
  atLane,
  bytes16,
  constant,
  getSlot,
  type Instr,
  ins,
  laneAccess,
  type Slot,
  setSlot,
  when,
} from "./instr.ts";
import { halves, joined, packed } from "./lanes.ts";
import { OPS, type OpName } from "./opcodes.ts";
import { partsOf } from "./parts.ts";
import type { Frame } from "./unit.ts";

/** The parts of a vector that is read. */
export function gathered(frame: Frame, e: Load): Instr[] {
  const { elem } = e.array;
  // First in lanes of what memory holds, then as what is wanted: doubles of single floats or of integers.
  const raw: Type = elem === "f64" ? e.type : `${elem === "f32" ? "f32" : "i32"}x${lanesOf(e.type)}`;
  const parts = lanesOf(e.index.type) > 1 ? scattered(frame, e, raw) : contiguous(frame, e, raw);
  const lanes = lanesOf(e.type);
  const want = scalarOf(e.type);
  if (want === scalarOf(raw)) return parts;
  const unsigned = elem === "u32" ? "u" : "s";
  if (want === "f64") {
    const name = elem === "f32" ? "f64x2.promote_low_f32x4" : `f64x2.convert_low_i32x4_${unsigned}`;
    return halves(frame, parts, lanes).map((p) => ins(name as OpName, p));
  }
  if (want === "f32") return parts.map((p) => ins(`f32x4.convert_i32x4_${unsigned}`, p));
  if (want === "i64") {
    return halves(frame, parts, lanes).map((p) => ins(`i64x2.extend_low_i32x4_${unsigned}`, p));
  }
  throw new Error(`wasm back end: ${elem} elements as ${e.type}`);
}

const WIDEN: Partial<Record<Elem, readonly OpName[]>> = {
  i8: ["i16x8.extend_low_i8x16_s", "i32x4.extend_low_i16x8_s"],
  u8: ["i16x8.extend_low_i8x16_u", "i32x4.extend_low_i16x8_u"],
  i16: ["i32x4.extend_low_i16x8_s"],
  u16: ["i32x4.extend_low_i16x8_u"],
};

/** Elements side by side, a part at a time. */
function contiguous(frame: Frame, e: Load, raw: Type): Instr[] {
  const { elem } = e.array;
  const at = fixed(frame, e.array, e.index);
  const size = 2 ** ELEM_SHIFT[elem];
  const lanes = Math.min(lanesOf(raw), 16 / laneBytes(raw));
  return Array.from({ length: partsOf(raw) }, (_, part) => {
    const offset = at.offset + part * lanes * size;
    const address = part === 0 ? at.first : at.again;
    const bytes = lanes * size;
    let value: Instr;
    if (bytes === 16) value = access(OPS["v128.load"], offset, address);
    else if (bytes === 8) value = access(OPS["v128.load64_zero"], offset, address);
    else if (bytes === 4) value = access(OPS["v128.load32_zero"], offset, address);
    else value = laneAccess("v128.load16_lane", offset, 0, address, bytes16("v128.const", ZEROS));
    for (const name of WIDEN[elem] ?? []) value = ins(name, value);
    return value;
  });
}

const ZEROS: readonly number[] = new Array<number>(16).fill(0);

interface Fixed {
  readonly first: Instr;
  readonly again: Instr;
  readonly offset: number;
}

/** An address that is used several times. */
function fixed(frame: Frame, array: ArrayRef, index: Expr): Fixed {
  const { address, offset } = place(frame, array.base, index, ELEM_SHIFT[array.elem], array.strided);
  return { ...frame.twice(address, frame.unit.address), offset };
}

/** Each lane's own element. */
function scattered(frame: Frame, e: Load, raw: Type): Instr[] {
  const { elem } = e.array;
  const before: Instr[] = [];
  const index = frame.vector(e.index).map((p) => keep(frame, p, before));
  const lanes = Math.min(lanesOf(raw), 16 / laneBytes(raw));
  return Array.from({ length: partsOf(raw) }, (_, part) => {
    let value: Instr | undefined;
    for (let l = 0; l < lanes; l++) {
      const address = laneAddress(frame, e.array, index, e.index.type, part * lanes + l);
      value = intoLane(elem, l, address, value);
    }
    // The index is in its locals before the first part looks at it.
    return part === 0 ? before.reduceRight((v, b) => after(b, v), value as Instr) : (value as Instr);
  });
}

const SCALAR_LOAD = {
  i8: "i32.load8_s",
  u8: "i32.load8_u",
  i16: "i32.load16_s",
  u16: "i32.load16_u",
} as const;

/** The vector with the element at `address` in lane `l`; lane 0 makes a new one. */
function intoLane(elem: Elem, l: number, address: Instr, value: Instr | undefined): Instr {
  if (elem === "f64") {
    return value
      ? laneAccess("v128.load64_lane", 0, l, address, value)
      : access(OPS["v128.load64_zero"], 0, address);
  }
  if (elem === "f32" || elem === "i32" || elem === "u32") {
    return value
      ? laneAccess("v128.load32_lane", 0, l, address, value)
      : access(OPS["v128.load32_zero"], 0, address);
  }
  const read = access(OPS[SCALAR_LOAD[elem]], 0, address);
  return value ? atLane("i32x4.replace_lane", l, value, read) : ins("i32x4.splat", read);
}

/** Appends a vector's store. */
export function scatter(frame: Frame, s: Store, out: Instr[]): void {
  const { elem } = s.array;
  const value = storable(frame, s.value, elem);
  const lanes = lanesOf(s.value.type);
  if (lanesOf(s.index.type) === 1 && !s.mask) {
    const at = fixed(frame, s.array, s.index);
    sideBySide(at, value, lanes, elem, out);
    return;
  }
  const kept = value.map((p) => keep(frame, p, out));
  const bits = s.mask && bitsOf(frame, s.mask, out);
  let one: (l: number) => Instr;
  let whole: Instr[] | undefined;
  if (lanesOf(s.index.type) === 1) {
    const { address, offset } = place(frame, s.array.base, s.index, ELEM_SHIFT[elem], s.array.strided);
    const at = frame.temp(frame.unit.address);
    out.push(setSlot(at, address));
    const size = 2 ** ELEM_SHIFT[elem];
    one = (l) => storeLane(kept, l, elem, offset + l * size, getSlot(at));
    whole = [];
    sideBySide({ first: getSlot(at), again: getSlot(at), offset }, kept, lanes, elem, whole);
  } else {
    const index = frame.vector(s.index).map((p) => keep(frame, p, out));
    one = (l) => storeLane(kept, l, elem, 0, laneAddress(frame, s.array, index, s.index.type, l));
  }
  const each: Instr[] = [];
  for (let l = 0; l < lanes; l++) {
    const stored = one(l);
    each.push(bits ? when(ins("i32.and", bits, constant("i32", 2 ** l)), [stored]) : stored);
  }
  if (bits && whole) {
    // Every lane is on in most gangs.
    out.push(when(ins("i32.eq", bits, constant("i32", 2 ** lanes - 1)), whole, each));
  } else out.push(...each);
}

/** The value in a local, to be read again. */
function keep(frame: Frame, value: Instr, out: Instr[]): Instr {
  const slot: Slot = frame.temp("v128");
  out.push(setSlot(slot, value));
  return getSlot(slot);
}

/** The lanes of a mask as bits of a local. */
function bitsOf(frame: Frame, mask: Expr, out: Instr[]): Instr {
  const each = 16 / laneBytes(mask.type);
  const name: OpName = laneBytes(mask.type) === 8 ? "i64x2.bitmask" : "i32x4.bitmask";
  const bits = frame.vector(mask).map((p, i) => {
    const part = ins(name, p);
    return i === 0 ? part : ins("i32.shl", part, constant("i32", i * each));
  });
  let all = bits.reduce((a, b) => ins("i32.or", a, b));
  if (lanesOf(mask.type) < each) all = ins("i32.and", all, constant("i32", 2 ** lanesOf(mask.type) - 1));
  const slot = frame.temp("i32");
  out.push(setSlot(slot, all));
  return getSlot(slot);
}

/** A value in lanes as wide as what is stored of it: eight bytes of doubles, four of all else. */
function storable(frame: Frame, value: Expr, elem: Elem): readonly Instr[] {
  const lanes = lanesOf(value.type);
  const as = (op: "demote" | "toint32" | "tof64" | "wrap", to: "f32" | "i32" | "f64"): readonly Instr[] =>
    frame.vector({ k: "un", op, a: value, type: `${to}x${lanes}` });
  const from = scalarOf(value.type);
  if (elem === "f64") return from === "f64" ? frame.vector(value) : as("tof64", "f64");
  if (elem === "f32") {
    if (from === "f32") return frame.vector(value);
    if (from === "f64") return as("demote", "f32");
    return joined(
      frame,
      as("tof64", "f64").map((p) => ins("f32x4.demote_f64x2_zero", p)),
    );
  }
  if (from === "i64") return packed(frame, frame.vector(value), "low");
  return from === "i32" ? frame.vector(value) : as("toint32", "i32");
}

const NARROW = { 1: [0, 4, 8, 12], 2: [0, 1, 4, 5, 8, 9, 12, 13] } as const;

/** Stores lanes side by side. */
function sideBySide(at: Fixed, value: readonly Instr[], lanes: number, elem: Elem, out: Instr[]): void {
  const size = 2 ** ELEM_SHIFT[elem];
  const each = Math.min(lanes, elem === "f64" ? 2 : 4);
  for (const [i, part] of value.entries()) {
    const offset = at.offset + i * each * size;
    const address = i === 0 ? at.first : at.again;
    const bytes = each * size;
    let packed = part;
    if (size < 4) {
      const lanes = NARROW[size as 1 | 2];
      packed = bytes16("i8x16.shuffle", [...lanes, ...lanes, ...lanes, ...lanes].slice(0, 16), part, ZERO);
    }
    if (bytes === 16) out.push(access(OPS["v128.store"], offset, address, packed));
    else {
      const name = `v128.store${(bytes * 8) as 16 | 32 | 64}_lane` as const;
      out.push(laneAccess(name, offset, 0, address, packed));
    }
  }
}

const ZERO = bytes16("v128.const", ZEROS);

const BITS = { f64: 64, f32: 32, i32: 32, u32: 32, i16: 16, u16: 16, i8: 8, u8: 8 } as const;

/** Stores lane `l` of what was kept. */
function storeLane(kept: readonly Instr[], l: number, elem: Elem, offset: number, address: Instr): Instr {
  const each = elem === "f64" ? 2 : 4;
  const bits = BITS[elem];
  // The low bytes of a lane of four: the first of the smaller lanes there.
  const lane = (l % each) * ((elem === "f64" ? 64 : 32) / bits);
  return laneAccess(`v128.store${bits}_lane`, offset, lane, address, kept[Math.floor(l / each)] as Instr);
}

/** The address of a lane's own element. */
function laneAddress(frame: Frame, array: ArrayRef, index: readonly Instr[], type: Type, l: number): Instr {
  const { unit } = frame;
  const each = 16 / laneBytes(type);
  const scalar = scalarOf(type);
  const name = scalar === "i64" ? "i64x2.extract_lane" : "i32x4.extract_lane";
  const distance = scale(
    unit,
    atLane(name, l % each, index[Math.floor(l / each)] as Instr),
    scalar,
    !array.strided,
    ELEM_SHIFT[array.elem],
  );
  return ins(`${unit.address}.add`, frame.read(array.base), distance);
}
