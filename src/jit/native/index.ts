// Native code: C for a function, compiled by what the machine has, kept in the user's cache.
// Other folders import this file and nothing beside it.
import type { Machine } from "../../compiler/index.ts";
import { type Compiler, compiler, NoCompiler } from "./compiler.ts";

export { inBackground, settled } from "./background.ts";
export { type Compiler, compiler, NoCompiler } from "./compiler.ts";
export { builtAs, index, indexed, indexKey } from "./indexed.ts";
export { LEVELS, type Level, levelHere, libraryOf, type Part } from "./levels.ts";
export { library } from "./library.ts";
export { assembly } from "./make.ts";
export type { Answer, Library, MadeCode } from "./orders.ts";

/** What C is printed for here: where nothing compiles it, for registers that every processor has. */
export function machine(): Machine {
  const tools = compiler();
  return tools instanceof NoCompiler ? { isa: "generic", bytes: 16 } : tools.machine;
}

/** The compiler for `who` asks for native code and nothing else. Throws Error with what can be done where there is none. */
export function nativeTools(who = 'target: "native"'): Compiler {
  const tools = compiler();
  if (!(tools instanceof NoCompiler)) return tools;
  throw new Error(
    `${who} needs a C compiler and koffi, and ${tools.message}.\n` +
      "Install one (apt-get install gcc, dnf install gcc, xcode-select --install), or name it: AMDAHL_CC=/path/to/cc.\n" +
      'Or write: target: "auto", which runs as WebAssembly where there is no compiler',
  );
}
