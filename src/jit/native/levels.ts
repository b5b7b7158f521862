// Native code for other processors than this one: the levels of instructions that libraries are made for ahead of time,
// and the part of every such library that says what a processor has, which runs on any.
import type { Machine } from "../../compiler/index.ts";
import { type Compiler, flagsFor } from "./compiler.ts";
import { run, type Toolchain } from "./make.ts";

/** A set of instructions. */
export interface Level {
  /** What a person calls it. */
  readonly name: string;
  /** By Node's name. */
  readonly arch: string;
  /** What `amdahl_level` must give at least. */
  readonly number: number;
  readonly flag: string;
  readonly machine: Machine;
}

/** All levels, wider registers first. Those of x64 are the x86-64 psABI's. */
export const LEVELS: readonly Level[] = [
  { name: "avx512", arch: "x64", number: 4, flag: "-march=x86-64-v4", machine: { isa: "avx512", bytes: 64 } },
  { name: "avx2", arch: "x64", number: 3, flag: "-march=x86-64-v3", machine: { isa: "avx2", bytes: 32 } },
  { name: "sse", arch: "x64", number: 2, flag: "-march=x86-64-v2", machine: { isa: "generic", bytes: 16 } },
  { name: "neon", arch: "arm64", number: 1, flag: "-march=armv8-a", machine: { isa: "generic", bytes: 16 } },
];

/** The widest level that this processor has. */
export function levelHere({ machine }: Compiler): Level | undefined {
  return LEVELS.find((l) => l.arch === process.arch && l.machine.bytes <= machine.bytes);
}

/** One program of a library. */
export interface Part {
  /** Its C. */
  readonly text: string;
  /** What its exports' names are to begin with. */
  readonly prefix: string;
  /** The names of its exports. */
  readonly exports: readonly string[];
}

/**
 * Makes one library of several programs for a level, in `folder`, which is left with the objects in it; asks between them
 * for nothing, so that `signal` ends it soon. Throws Error with what the compiler said.
 */
export async function libraryOf(
  tools: Compiler,
  level: Level,
  parts: readonly Part[],
  folder: string,
  library: string,
  signal?: AbortSignal,
): Promise<void> {
  const { join } = process.getBuiltinModule("node:path");
  const make = async (toolchain: Toolchain, text: string, name: string): Promise<string> => {
    const file = join(folder, `${name}.o`);
    await run(toolchain, ["-x", "c", "-", "-c", "-fPIC", "-o", file], text, signal);
    return file;
  };
  const objects: string[] = [];
  for (const { text, prefix, exports } of parts) {
    const renamed = exports.map((name) => `-D${name}=${prefix}${name}`);
    const flags = [...flagsFor(level.flag), ...renamed];
    objects.push(await make({ command: tools.command, flags }, text, `${level.name}-${prefix}`));
  }
  const baseline = { command: tools.command, flags: ["-std=gnu11", "-O2", "-fvisibility=hidden", "-w"] };
  objects.push(await make(baseline, LEVEL_TEXT, `${level.name}-level`));
  await run({ command: tools.command, flags: [] }, [...objects, "-shared", "-o", library, "-lm"], "", signal);
}

/**
 * The level of the processor that it runs on, by the bits of cpuid, and of xgetbv for what the system keeps of registers:
 * __builtin_cpu_supports knows no levels in the compilers of some years ago.
 */
const LEVEL_TEXT = `
#define VISIBLE __attribute__((visibility("default")))
#if defined(__x86_64__)
#include <cpuid.h>
static int all(unsigned word, unsigned bits) { return (word & bits) == bits; }
VISIBLE int amdahl_level(void) {
  unsigned a, b, c, d, b7 = 0, c1, ce = 0;
  if (!__get_cpuid(1, &a, &b, &c1, &d)) return 1;
  if (__get_cpuid_count(7, 0, &a, &b, &c, &d)) b7 = b;
  if (__get_cpuid(0x80000001u, &a, &b, &c, &d)) ce = c;
  // SSE3, SSSE3, CMPXCHG16B, SSE4.1, SSE4.2, POPCNT, and LAHF.
  if (!all(c1, 1u | 1u << 9 | 1u << 13 | 1u << 19 | 1u << 20 | 1u << 23) || !all(ce, 1u)) return 1;
  // FMA, MOVBE, OSXSAVE, AVX, F16C; BMI1, AVX2, BMI2; LZCNT.
  if (!all(c1, 1u << 12 | 1u << 22 | 1u << 27 | 1u << 28 | 1u << 29)) return 2;
  if (!all(b7, 1u << 3 | 1u << 5 | 1u << 8) || !all(ce, 1u << 5)) return 2;
  unsigned low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  if (!all(low, 0x6u)) return 2;
  // AVX-512 F, DQ, CD, BW, VL.
  if (!all(b7, 1u << 16 | 1u << 17 | 1u << 28 | 1u << 30 | 1u << 31) || !all(low, 0xe6u)) return 3;
  return 4;
}
#else
VISIBLE int amdahl_level(void) { return 1; }
#endif
`;
