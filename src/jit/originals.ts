// Compiled functions named inside others: what is compiled into the caller is the function as it was written.
import type { Captured } from "../capture/index.ts";

type AnyFunction = (...args: never[]) => unknown;

/** Whoever compiles a function, and how it is captured. */
interface Compiling {
  captured(): Captured;
}

const compiling = new WeakMap<AnyFunction, Compiling>();

/** Remembers what a compiled function was made by. */
export function remember(compiled: AnyFunction, by: Compiling): void {
  compiling.set(compiled, by);
}

/** The function behind a compiled one, captured; undefined for any other function. */
export function originalOf(fn: AnyFunction): Captured | undefined {
  return compiling.get(fn)?.captured();
}

/** What `remember` was given for a function. */
export function compilerOf(fn: AnyFunction): Compiling | undefined {
  return compiling.get(fn);
}
