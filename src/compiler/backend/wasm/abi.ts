// The contract between a compiled module and whoever instantiates it: what it imports, what it exports, what crosses.
//
// Everything that crosses is an i32, f32 or f64. An address crosses as f64 (exact below 2^53) and is converted inside;
// a bool crosses as the i32 0 or 1; an i64 crosses as f64.
//
// Imports, all from module "amdahl", each only if it is used
//   memory                      the heap: shared; indexed by i32, or by i64 with the option memory64
//   line                        where the number of the line at work is stored, for profiles: an address as i32 or i64
//   oob(site, value, length)    a bounds check failed. Throws. The value and the length are those compared
//   arg(x)                      appends a number to the list that the next throw or print quotes
//   flag(b)                     appends a bool to that list
//   throw(site)                 throws the error of the site with that list, and empties it
//   print(site)                 prints the line of the site with that list, and empties it. `oob`, and whoever calls an
//                               export, empty it too: an argument behind others may have failed its bounds check
//   alloc(bytes, escapes) -> address of zeroed memory, 64-byte aligned
//   mark() -> f64               how much is allocated now
//   release(mark)               frees what was allocated since that mark and does not escape. Every mark is released
//                               once, inner before outer, on every way out of its scope except a throw
//   fork(fn, units, frame, stride, schedule, loop) -> address of partials
//                               runs the export "fork" + fn over the units 0 <= u < units, each once, on any threads;
//                               returns when all have run. `schedule`: 0 static, 1 dynamic, 2 on the calling
//                               thread alone, since the units may not run at once; `loop`: LoopFacts.id
//
// Exports
//   entry(...)                  the program's entry function; several results come as an array
//   fork0, fork1, ...           (first i32, last i32, frame f64, partials f64): the functions that forks name, in order
//                               of first appearance: a chunk's units first <= u < last
//
// No array may lie in the first RESERVED bytes of the memory: a constant part of a subscript is folded into the
// offset of the access, and what is left of the address must not pass below zero.
import type { ValType } from "./opcodes.ts";

/** Bytes at the start of the memory where no array lies. */
export const RESERVED = 8192;

/** The name of the module that everything is imported from. */
export const MODULE = "amdahl";

/** The name of the import that says where the line at work is stored: a global, and the only one. */
export const LINE = "line";

/** The functions a module may import: the types of parameters, with names for the text, and of results. */
export const IMPORTS = {
  oob: { params: { site: "i32", value: "f64", length: "f64" }, results: [] },
  arg: { params: { x: "f64" }, results: [] },
  flag: { params: { b: "i32" }, results: [] },
  throw: { params: { site: "i32" }, results: [] },
  print: { params: { site: "i32" }, results: [] },
  alloc: { params: { bytes: "f64", escapes: "i32" }, results: ["f64"] },
  mark: { params: {}, results: ["f64"] },
  release: { params: { mark: "f64" }, results: [] },
  fork: {
    params: { fn: "i32", units: "f64", frame: "f64", stride: "i32", schedule: "i32", loop: "i32" },
    results: ["f64"],
  },
} as const satisfies Record<string, { params: Record<string, ValType>; results: readonly ValType[] }>;

/** The name of a function that a module may import. */
export type ImportName = keyof typeof IMPORTS;

/** What a module is made for. */
export interface Options {
  /** The memory's maximum in pages of 64 KiB; the memory imported must have the same or a smaller one. */
  readonly maximumPages: number;
  /** Addresses of 64 bits, for memories beyond 4 GiB. */
  readonly memory64?: boolean;
  /** Without the instructions of relaxed SIMD, which Node has and not every browser: the same bits, a little slower. */
  readonly strict?: boolean;
}
