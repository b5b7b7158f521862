// The library of a text of C: from the cache, or made now.
// The key has in it whatever the machine code depends on.
import type { Compiler } from "./compiler.ts";
import { compileTo } from "./make.ts";
import { keepLibrary, keptLibrary } from "./store.ts";

/** The path of the library that `text` becomes. Throws Error with what the compiler said. */
export function library(tools: Compiler, text: string): string {
  const key = `${tools.identity}\n${text}`;
  return keptLibrary(key) ?? keepLibrary(key, (file) => compileTo(tools, text, file));
}
