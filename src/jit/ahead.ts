// What compiling ahead of time asks of jit: the kernel behind a function, compiled or plain, before any call.
import { Kernel } from "./kernel.ts";
import { compilerOf } from "./originals.ts";

type AnyFunction = (...args: never[]) => unknown;

/** The kernel of a function that `jit` gave, with the options that it was given; of any other function with none. */
export function kernelOf(fn: AnyFunction): Kernel {
  const known = compilerOf(fn);
  return known instanceof Kernel ? known : new Kernel(fn, {});
}
