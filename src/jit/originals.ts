// Compiled functions named inside others: what is compiled into the caller is the function as it was written.
import type { Captured } from "../capture/index.ts";

type AnyFunction = (...args: never[]) => unknown;

/** How the function behind a compiled one is captured. */
const originals = new WeakMap<AnyFunction, () => Captured>();

/** Remembers what a compiled function was made from. */
export function remember(compiled: AnyFunction, captured: () => Captured): void {
  originals.set(compiled, captured);
}

/** The function behind a compiled one, captured; undefined for any other function. */
export function originalOf(fn: AnyFunction): Captured | undefined {
  return originals.get(fn)?.();
}
