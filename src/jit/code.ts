// The code for some promises: a module of WebAssembly, or a library of machine code, compiled now or found in the cache.
// Of a library that was found the compiler's own part is done when somebody wants to look inside.
import type { Compiled, CompiledC, Fact, Prepared } from "../compiler/index.ts";
import { wasm } from "../heap/index.ts";
import { type Compiler, index, indexed, indexKey, type Library, library } from "./native/index.ts";
import { type NativeCode, type Payload, stopWord } from "./runtime/index.ts";

/** What calls run, and what is known of it. */
export interface Code {
  readonly target: "wasm" | "native";
  /** What a thread loads. */
  readonly payload: Payload["code"];
  /** The program after all passes, and its text. */
  compiled(): Compiled | CompiledC;
  /** Milliseconds of passes and printing, and of the engine or the C compiler. */
  readonly back: number;
  readonly engine: number;
}

/** How code is made. */
export interface CodeOptions {
  /** Makes native code, if that is what is wanted. */
  readonly tools: Compiler | undefined;
  readonly lanes: "auto" | "off" | number;
  /** C may round a product and a sum as one. */
  readonly contract: boolean;
  /** Checks the IR after every stage. */
  readonly verify: boolean;
}

/** Makes code that counts on `guards`. Throws Error with what a C compiler said. */
export function makeCode(
  prepared: Prepared,
  guards: readonly (Fact | undefined)[],
  options: CodeOptions,
): Code {
  const { tools } = options;
  return tools ? machineCode(prepared, guards, tools, options) : moduleCode(prepared, guards);
}

function moduleCode(prepared: Prepared, guards: readonly (Fact | undefined)[]): Code {
  const start = performance.now();
  const compiled = prepared.finish(guards);
  const made = performance.now();
  const { Module } = wasm();
  const payload = { module: new Module(compiled.bytes) };
  const engine = performance.now() - made;
  return { target: "wasm", payload, compiled: () => compiled, back: made - start, engine };
}

function machineCode(
  prepared: Prepared,
  guards: readonly (Fact | undefined)[],
  tools: Compiler,
  { lanes, contract, verify }: CodeOptions,
): Code {
  const start = performance.now();
  const { meaning } = prepared;
  let compiled: CompiledC | undefined;
  const compile = (): CompiledC => {
    compiled ??= prepared.native(guards, tools.machine);
    return compiled;
  };
  const key = indexKey(tools, { meaning, guards, lanes, contract, verify });
  let found = key && indexed(key);
  let made = performance.now();
  if (!found) {
    const fresh = compile();
    made = performance.now();
    found = { ...fresh, path: library(tools, fresh.text) };
    if (key) index(key, found);
  }
  const payload = { native: nativeCode(found, prepared) };
  return {
    target: "native",
    payload,
    compiled: compile,
    back: made - start,
    engine: performance.now() - made,
  };
}

/** What is loaded of a library that was made from what was prepared. */
export function nativeCode(
  { path, slots, quotes, forks, polls }: Library,
  { meaning: { entry } }: Prepared,
): NativeCode {
  const [params, results] = [entry.params.length, entry.results.length];
  return { path, slots, quotes, forks, stop: polls ? stopWord() : undefined, params, results };
}
