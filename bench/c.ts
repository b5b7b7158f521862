// What a person would write in C, as the reference for how fast this processor can be: the compiler that amdahl itself
// finds, its flags, and functions called in this process on the same arrays.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compiler, NoCompiler } from "../src/jit/index.ts";

/** A function of a file in bench/c. */
export interface CFunction<F> {
  /** The file's path from bench/, without `.c`. */
  readonly file: string;
  /** Its declaration, as koffi reads them: without qualifiers of pointers. */
  readonly declaration: string;
  /** Makes a function with the parameters of the TypeScript from it; without, they are its own. */
  readonly adapt?: (call: Foreign) => F;
}

/** What a C function is called with: an array is a pointer to its first element. */
export type CArguments = readonly (number | ArrayBufferView)[];

/** A C function as JavaScript calls it. */
export type Foreign = (...args: CArguments) => unknown;

/** Strict arithmetic, or whatever `-ffast-math` makes of it. */
export type Arithmetic = "strict" | "fast-math";

/** A C compiler whose libraries can be called. */
export interface CTools {
  readonly version: string;
  readonly command: readonly string[];
  readonly flags: readonly string[];
}

/** Why there is no C. */
export interface NoC {
  readonly missing: string;
}

/** The compiler that machine code is made with too, and its flags; or why nothing in C can run here. */
export function findC(): CTools | NoC {
  const tools = compiler();
  if (tools instanceof NoCompiler) return { missing: tools.message };
  const { version, command } = tools;
  // What is about generated text and its one entry is not for files that people write.
  return { version, command, flags: tools.flags.filter((f) => f !== "-fvisibility=hidden" && f !== "-w") };
}

/**
 * The function as C makes it, compiled at its first call.
 *
 * @throws Error at that call, with what the compiler said.
 */
export function inC<F extends (...args: never[]) => unknown>(
  { file, declaration, adapt = (call) => call as unknown as F }: CFunction<F>,
  arithmetic: Arithmetic,
): F {
  let made: F | undefined;
  return ((...args: Parameters<F>) => {
    made ??= adapt(load(file, declaration, arithmetic));
    return made(...args);
  }) as F;
}

interface Koffi {
  load(path: string): { func(declaration: string): Foreign };
}

function load(file: string, declaration: string, arithmetic: Arithmetic): Foreign {
  const tools = findC();
  if ("missing" in tools) throw new Error(`${file}.c: ${tools.missing}`);
  const koffi = createRequire(import.meta.url)("koffi") as Koffi;
  const folder = mkdtempSync(join(tmpdir(), "amdahl-bench-"));
  try {
    const [object, library] = [join(folder, "kernel.o"), join(folder, "kernel.so")];
    // Amdahl's flags forbid fusing, and the last word counts.
    const relaxed = arithmetic === "strict" ? [] : ["-ffast-math", "-ffp-contract=fast"];
    const source = join(import.meta.dirname, `${file}.c`);
    call(tools, [...tools.flags, ...relaxed, "-fPIC", "-c", source, "-o", object]);
    // Linked without: -ffast-math there makes the whole process round subnormal numbers to zero.
    call(tools, ["-shared", object, "-o", library, "-lm"]);
    return koffi.load(library).func(declaration);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function call({ command }: CTools, args: readonly string[]): void {
  const [program, ...rest] = command;
  const { error, status, stderr } = spawnSync(program, [...rest, ...args], {
    encoding: "utf8",
    timeout: 120_000,
  });
  if (error !== undefined) throw new Error(`${program} cannot be run: ${error.message}`);
  if (status !== 0) throw new Error(`${program} ended with status ${status}:\n${stderr.trimEnd()}`);
}
