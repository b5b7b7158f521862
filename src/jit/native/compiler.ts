// Which C compiler there is, proved by what it makes: a probe is compiled, loaded and called before anything is
// trusted to it, and says what the processor's vector registers are.
import type { Machine } from "../../compiler/index.ts";
import { ffi } from "../../ffi/index.ts";
import { compileTo, type Toolchain } from "./make.ts";
import { record, recorded } from "./records.ts";
import { processor, scratch } from "./store.ts";

/** A compiler that works, and what it compiles for. */
export interface Compiler extends Toolchain {
  readonly machine: Machine;
  /** What its code depends on beside the text: for names in the cache. */
  readonly identity: string;
  /** Its first line of `--version`. */
  readonly version: string;
}

/** Optimised, for a processor, and with the arithmetic of the standard: no flag that lets a compiler change a bit. */
export const flagsFor = (processor: string): readonly string[] => [
  "-std=gnu11",
  "-O3",
  processor,
  // Products and sums are rounded each by itself.
  "-ffp-contract=off",
  // Nobody asks for errno: square roots are single instructions. But never -fno-trapping-math: with it gcc 12 makes
  // trunc(x) of (double)(int)x, which keeps the sign of -0.
  "-fno-math-errno",
  // Elements of one memory are read as whatever type they have.
  "-fno-strict-aliasing",
  // Integers wrap around, as in JavaScript's bitwise operators.
  "-fwrapv",
  "-fvisibility=hidden",
  // What the printer makes is no text that warnings are for.
  "-w",
];

const FLAGS = flagsFor(process.arch === "arm64" ? "-mcpu=native" : "-march=native");

/**
 * The probe: the width of registers in bits, by the instructions that the compiler may use. It needs what kernels need of
 * the C library, so that it cannot be loaded where they could not.
 */
const PROBE = `
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#if defined(__AVX512F__) && defined(__AVX512DQ__) && defined(__AVX512BW__) && defined(__AVX512VL__)
#define BITS 512
#elif defined(__AVX2__)
#define BITS 256
#else
#define BITS 128
#endif
extern double floor(double), trunc(double), fmod(double, double);
void *const amdahl_needs[] = {
  (void *)floor, (void *)trunc, (void *)fmod, (void *)memcpy, (void *)memset, (void *)memmove, (void *)free,
#ifndef _WIN32
  (void *)aligned_alloc, (void *)sigaction,
#endif
};
__attribute__((visibility("default"))) int amdahl_probe(void) {
  typedef double wide __attribute__((vector_size(BITS / 8)));
  volatile double one = 1.0;
  wide a = {one}, b = a + a;
  jmp_buf here;
  if (_setjmp(here) != 0) return b[0] == 2.0 && amdahl_needs[0] != 0 ? BITS : 0;
  _longjmp(here, 1);
}
`;

/** Why native code cannot be made here. */
export class NoCompiler extends Error {
  override readonly name = "NoCompiler";
}

let found: Compiler | NoCompiler | undefined;

/** The first compiler that works of `AMDAHL_CC`, clang, gcc, cc and zig, or why there is none. Looked for once. */
export function compiler(): Compiler | NoCompiler {
  found ??= find();
  return found;
}

function find(): Compiler | NoCompiler {
  const interfaces = ffi();
  if (interfaces instanceof Error)
    return new NoCompiler(`native code cannot be called: ${interfaces.message.split("\n")[0]}`);
  const asked = process.env.AMDAHL_CC?.trim();
  const commands = asked ? [asked.split(/\s+/)] : [["clang"], ["gcc"], ["cc"], ["zig", "cc"]];
  const reasons: string[] = [];
  for (const command of commands) {
    const made = prove(command);
    if (!(made instanceof Error)) return made;
    reasons.push(`${command.join(" ")}: ${made.message}`);
  }
  return new NoCompiler(`no C compiler works here (${reasons.join("; ")})`);
}

/** A command's compiler, if it makes a library that runs. */
function prove(command: readonly string[]): Compiler | Error {
  const program = which(command[0] as string);
  if (program === undefined) return new Error("not on the PATH");
  const { size, mtimeMs } = process.getBuiltinModule("node:fs").statSync(program);
  const tools: Toolchain = { command: [program, ...command.slice(1)], flags: FLAGS };
  const identity = [program, size, mtimeMs, ...command.slice(1), ...FLAGS, processor()].join("\n");
  const key = Buffer.from(`${identity}\n${PROBE}`);
  const known = recorded<{ bits: number; version: string; linker?: string }>("cc", key);
  if (known) {
    const { bits, version, linker } = known;
    return { ...tools, linker, identity, machine: machineOf(bits), version };
  }
  const linker = process.platform === "linux" ? which("ld") : undefined;
  const tried = linker === undefined ? undefined : probed({ ...tools, linker });
  const quick = typeof tried === "number";
  const bits = quick ? tried : probed(tools);
  if (typeof bits !== "number") return bits;
  const version = versionOf(tools);
  record("cc", key, { bits, version, ...(quick && { linker }) });
  return { ...tools, ...(quick && { linker }), identity, machine: machineOf(bits), version };
}

/** What the probe says; an Error if it cannot be made, loaded or believed. */
function probed(tools: Toolchain): number | Error {
  try {
    const library = scratch("probe.so");
    compileTo(tools, PROBE, library);
    const interfaces = ffi();
    if (interfaces instanceof Error) return interfaces;
    const bits = interfaces.open(library).int("amdahl_probe", 0)();
    return bits === 0 ? new Error("what it makes computes wrongly") : bits;
  } catch (error) {
    return error as Error;
  }
}

function machineOf(bits: number): Machine {
  if (bits === 512) return { isa: "avx512", bytes: 64 };
  return bits === 256 ? { isa: "avx2", bytes: 32 } : { isa: "generic", bytes: 16 };
}

function versionOf({ command }: Toolchain): string {
  const [program, ...rest] = command as [string, ...string[]];
  const { spawnSync } = process.getBuiltinModule("node:child_process");
  const { stdout } = spawnSync(program, [...rest, "--version"], { encoding: "utf8", timeout: 10_000 });
  return (stdout ?? "").split("\n")[0] ?? "";
}

/** The file that a command's name means. */
function which(name: string): string | undefined {
  const { accessSync, constants } = process.getBuiltinModule("node:fs");
  const { delimiter, isAbsolute, join } = process.getBuiltinModule("node:path");
  const places = isAbsolute(name)
    ? [name]
    : (process.env.PATH ?? "").split(delimiter).map((p) => join(p, name));
  for (const place of places) {
    try {
      accessSync(place, constants.X_OK);
      // Not where a link points: what a compiler does may hang on the name that it is called by.
      return place;
    } catch {
      // Not here.
    }
  }
  return undefined;
}
