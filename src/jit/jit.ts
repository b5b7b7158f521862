// jit: an ordinary function in, the same function compiled out.
import { diagnose } from "./diagnose.ts";
import type { Diagnostics } from "./diagnostics.ts";
import { inspect, type Stage } from "./inspect.ts";
import { Kernel } from "./kernel.ts";
import type { JitOptions } from "./options.ts";
import { remember } from "./originals.ts";

/**
 * A compiled function: it is called as the original is, overloads and type parameters included.
 *
 * @example
 * const half = (x: number): number => x / 2;
 * const compiled: Jitted<typeof half> = jit(half);
 * compiled(3); // 1.5
 */
export type Jitted<F extends (...args: never[]) => unknown> = F & {
  /** The function that was compiled, as it is written. */
  readonly original: F;
  /**
   * The code so far, for every list of argument types: `"source"`, `"types"`, `"ir"` (as lowered, the default),
   * `"final"` (after all passes), `"wat"`, `"c"`, `"asm"` (what the C compiler makes of it). Throws TypeError for other
   * stages, and Error for `"asm"` where there is no C compiler.
   *
   * @example
   * const square = jit((x: number) => x * x);
   * square(3);
   * console.log(square.inspect("wat"));
   */
  inspect(stage?: Stage): string;
  /**
   * What was proven of every loop and how it ran, compile times, guards and calls. Fields are data; printed, it is a
   * report.
   *
   * @example
   * const square = jit((x: number) => x * x);
   * square(3);
   * console.log(square.diagnostics());
   * square.diagnostics().specialisations[0].signature; // "(number) => number"
   */
  diagnostics(): Diagnostics;
};

/**
 * The function, compiled: at its first call, for the types of that call's arguments, and again for other types. It
 * takes numbers, booleans, typed arrays, arrays of numbers, arrays of arrays, NDArrays, tuples and flat records of
 * these. Arrays of `heap.array` are used where they are; others are copied in, and copied out if the code may have
 * written them, also after a throw. Fewer arguments than parameters are `undefined`, more are ignored. Compiled
 * functions that it calls are compiled into it.
 *
 * Throws TypeError for wrong options and SignatureError for signatures, at once. A call throws CompileError where the
 * function, or CaptureError where its text or its variables, cannot be compiled (unless `fallback`); TypeError for an
 * argument that cannot be passed; RangeError for an index out of range; OutOfMemoryError; and what the function throws.
 *
 * @example
 * const sum = jit((a: Float64Array) => {
 *   let s = 0;
 *   for (let i = 0; i < a.length; i++) s += a[i];
 *   return s;
 * });
 * sum(new Float64Array([1, 2, 3])); // 6
 */
export function jit<F extends (...args: never[]) => unknown>(fn: F, options: JitOptions = {}): Jitted<F> {
  if (typeof fn !== "function") {
    throw new TypeError(
      `jit compiles functions, and this is ${fn === null ? "null" : `a value of type ${typeof fn}`}.\n` +
        "Write instead: jit((x: number) => x * x), the function itself and not the result of calling it",
    );
  }
  const kernel = new Kernel(fn, options);
  const compiled = (...args: unknown[]): unknown => kernel.call(args);
  remember(compiled, kernel);
  kernel.begin();
  Object.defineProperties(compiled, {
    name: { value: fn.name, configurable: true },
    length: { value: fn.length, configurable: true },
    original: { value: fn },
    inspect: { value: (stage: Stage = "ir") => inspect(kernel, stage) },
    diagnostics: { value: () => diagnose(kernel) },
  });
  return compiled as unknown as Jitted<F>;
}
