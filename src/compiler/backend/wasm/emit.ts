// The two ways to see a compiled program: as the bytes that run and as the text that people read.
// Both print the same tree.
import type { Program } from "../../ir/index.ts";
import type { Options } from "./abi.ts";
import { binary } from "./binary.ts";
import { lower } from "./module.ts";
import { text } from "./text.ts";

/**
 * The program as a WebAssembly module whose imports and exports follow abi.ts.
 *
 * @param program IR whose rules hold (`verify`)
 * @param options the memory it is made for
 * @returns the binary module
 * @throws Error if the IR asks for what a pass should have removed: `rem` without the program's fmod, a reduction that
 *   was not outlined
 * @example
 * new WebAssembly.Module(emit(program, { maximumPages: 65536 }))
 */
export const emit = (program: Program, options: Options): Uint8Array<ArrayBuffer> =>
  binary(lower(program, options));

/**
 * The same module as WebAssembly text, folded and indented, with the names of the IR.
 *
 * @param program IR whose rules hold (`verify`)
 * @param options the memory it is made for
 * @returns the text of one `(module ...)`
 * @example
 * console.log(wat(program, { maximumPages: 65536 }))
 */
export const wat = (program: Program, options: Options): string => text(lower(program, options));
