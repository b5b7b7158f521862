// The instructions of WebAssembly that this back end uses: name, code, and what follows the code.
// One table for the byte writer and the text writer, so that the two cannot differ. (Core specification 3.0, chapter 5.4.)
import { BYTES16, LANE, LANE_MEMORY, VECTOR, VECTOR_MEMORY } from "./simd.ts";

/** A type of a wasm value. */
export type ValType = "i32" | "i64" | "f32" | "f64" | "v128";

/** The byte that stands for a type. */
export const VALTYPE: Record<ValType, number> = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b };

/** What an instruction carries besides its operands. */
export type Immediate =
  | "none"
  | "block"
  | "label"
  | "func"
  | "local"
  | "global"
  | "mem"
  | "i32"
  | "i64"
  | "f32"
  | "f64"
  | "lane"
  | "memlane"
  | "bytes";

/** One instruction of the table. Codes above 0xff are a prefix byte, then the low 16 bits as a LEB128 number. */
export interface Op {
  readonly name: OpName;
  readonly code: number;
  readonly immediate: Immediate;
  /** log2 of the natural alignment of a memory access. */
  readonly align: number;
}

const CONTROL = {
  unreachable: [0x00, "none"],
  block: [0x02, "block"],
  loop: [0x03, "block"],
  if: [0x04, "block"],
  br: [0x0c, "label"],
  br_if: [0x0d, "label"],
  return: [0x0f, "none"],
  call: [0x10, "func"],
  drop: [0x1a, "none"],
  select: [0x1b, "none"],
  "local.get": [0x20, "local"],
  "local.set": [0x21, "local"],
  "local.tee": [0x22, "local"],
  "global.get": [0x23, "global"],
  "i32.const": [0x41, "i32"],
  "i64.const": [0x42, "i64"],
  "f32.const": [0x43, "f32"],
  "f64.const": [0x44, "f64"],
} as const satisfies Record<string, readonly [number, Immediate]>;

const MEMORY = {
  "i32.load": [0x28, 2],
  "i64.load": [0x29, 3],
  "f32.load": [0x2a, 2],
  "f64.load": [0x2b, 3],
  "i32.load8_s": [0x2c, 0],
  "i32.load8_u": [0x2d, 0],
  "i32.load16_s": [0x2e, 1],
  "i32.load16_u": [0x2f, 1],
  "i64.load8_s": [0x30, 0],
  "i64.load8_u": [0x31, 0],
  "i64.load16_s": [0x32, 1],
  "i64.load16_u": [0x33, 1],
  "i64.load32_s": [0x34, 2],
  "i64.load32_u": [0x35, 2],
  "i32.store": [0x36, 2],
  "i64.store": [0x37, 3],
  "f32.store": [0x38, 2],
  "f64.store": [0x39, 3],
  "i32.store8": [0x3a, 0],
  "i32.store16": [0x3b, 1],
  "i64.store8": [0x3c, 0],
  "i64.store16": [0x3d, 1],
  "i64.store32": [0x3e, 2],
} as const satisfies Record<string, readonly [number, number]>;

const NUMERIC = {
  "i32.eqz": 0x45,
  "i32.eq": 0x46,
  "i32.ne": 0x47,
  "i32.lt_s": 0x48,
  "i32.lt_u": 0x49,
  "i32.gt_s": 0x4a,
  "i32.gt_u": 0x4b,
  "i32.le_s": 0x4c,
  "i32.le_u": 0x4d,
  "i32.ge_s": 0x4e,
  "i32.ge_u": 0x4f,
  "i64.eqz": 0x50,
  "i64.eq": 0x51,
  "i64.ne": 0x52,
  "i64.lt_s": 0x53,
  "i64.lt_u": 0x54,
  "i64.gt_s": 0x55,
  "i64.gt_u": 0x56,
  "i64.le_s": 0x57,
  "i64.le_u": 0x58,
  "i64.ge_s": 0x59,
  "i64.ge_u": 0x5a,
  "f32.eq": 0x5b,
  "f32.ne": 0x5c,
  "f32.lt": 0x5d,
  "f32.gt": 0x5e,
  "f32.le": 0x5f,
  "f32.ge": 0x60,
  "f64.eq": 0x61,
  "f64.ne": 0x62,
  "f64.lt": 0x63,
  "f64.gt": 0x64,
  "f64.le": 0x65,
  "f64.ge": 0x66,
  "i32.clz": 0x67,
  "i32.add": 0x6a,
  "i32.sub": 0x6b,
  "i32.mul": 0x6c,
  "i32.div_s": 0x6d,
  "i32.div_u": 0x6e,
  "i32.rem_s": 0x6f,
  "i32.rem_u": 0x70,
  "i32.and": 0x71,
  "i32.or": 0x72,
  "i32.xor": 0x73,
  "i32.shl": 0x74,
  "i32.shr_s": 0x75,
  "i32.shr_u": 0x76,
  "i64.add": 0x7c,
  "i64.sub": 0x7d,
  "i64.mul": 0x7e,
  "i64.div_s": 0x7f,
  "i64.div_u": 0x80,
  "i64.rem_s": 0x81,
  "i64.rem_u": 0x82,
  "i64.and": 0x83,
  "i64.or": 0x84,
  "i64.xor": 0x85,
  "i64.shl": 0x86,
  "i64.shr_s": 0x87,
  "i64.shr_u": 0x88,
  "f32.abs": 0x8b,
  "f32.neg": 0x8c,
  "f32.ceil": 0x8d,
  "f32.floor": 0x8e,
  "f32.trunc": 0x8f,
  "f32.nearest": 0x90,
  "f32.sqrt": 0x91,
  "f32.add": 0x92,
  "f32.sub": 0x93,
  "f32.mul": 0x94,
  "f32.div": 0x95,
  "f32.min": 0x96,
  "f32.max": 0x97,
  "f64.abs": 0x99,
  "f64.neg": 0x9a,
  "f64.ceil": 0x9b,
  "f64.floor": 0x9c,
  "f64.trunc": 0x9d,
  "f64.nearest": 0x9e,
  "f64.sqrt": 0x9f,
  "f64.add": 0xa0,
  "f64.sub": 0xa1,
  "f64.mul": 0xa2,
  "f64.div": 0xa3,
  "f64.min": 0xa4,
  "f64.max": 0xa5,
  "i32.wrap_i64": 0xa7,
  "i32.trunc_f64_s": 0xaa,
  "i32.trunc_f64_u": 0xab,
  "i64.extend_i32_s": 0xac,
  "i64.extend_i32_u": 0xad,
  "i64.trunc_f64_s": 0xb0,
  "i64.trunc_f64_u": 0xb1,
  "f32.convert_i32_s": 0xb2,
  "f32.convert_i32_u": 0xb3,
  "f32.convert_i64_s": 0xb4,
  "f32.demote_f64": 0xb6,
  "f64.convert_i32_s": 0xb7,
  "f64.convert_i32_u": 0xb8,
  "f64.convert_i64_s": 0xb9,
  "f64.convert_i64_u": 0xba,
  "f64.promote_f32": 0xbb,
  "i64.reinterpret_f64": 0xbd,
  "f64.reinterpret_i64": 0xbf,
  "i64.trunc_sat_f64_s": 0xfc_0006,
} as const satisfies Record<string, number>;

/** The name of an instruction of the table, as the text format spells it. */
export type OpName =
  | keyof typeof CONTROL
  | keyof typeof MEMORY
  | keyof typeof NUMERIC
  | keyof typeof VECTOR
  | keyof typeof VECTOR_MEMORY
  | keyof typeof LANE
  | keyof typeof LANE_MEMORY
  | keyof typeof BYTES16;

const table: Partial<Record<OpName, Op>> = {};
const enter = (name: string, code: number, immediate: Immediate, align: number): void => {
  table[name as OpName] = { name: name as OpName, code, immediate, align };
};
for (const [name, [code, immediate]] of Object.entries(CONTROL)) enter(name, code, immediate, 0);
for (const [name, [code, align]] of Object.entries(MEMORY)) enter(name, code, "mem", align);
for (const [name, code] of Object.entries(NUMERIC)) enter(name, code, "none", 0);
const simd = (code: number): number => (0xfd << 16) | code;
for (const [name, code] of Object.entries(VECTOR)) enter(name, simd(code), "none", 0);
for (const [name, code] of Object.entries(LANE)) enter(name, simd(code), "lane", 0);
for (const [name, code] of Object.entries(BYTES16)) enter(name, simd(code), "bytes", 0);
for (const [name, [code, align]] of Object.entries(VECTOR_MEMORY)) enter(name, simd(code), "mem", align);
for (const [name, [code, align]] of Object.entries(LANE_MEMORY)) enter(name, simd(code), "memlane", align);

/** The instructions by name. */
export const OPS = table as Readonly<Record<OpName, Op>>;
