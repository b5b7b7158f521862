// jit: an ordinary function in, the same function compiled out.
import { printProgram } from "../compiler/index.ts";
import { Kernel } from "./kernel.ts";
import type { JitOptions } from "./options.ts";

/** A compiled function: the original's type, and ways to look inside. */
export type Jitted<F extends (...args: never[]) => unknown> = F & {
  /** The code as compiled so far: "ir" (as lowered), "final" (after all passes), "wat". */
  inspect(stage?: "ir" | "final" | "wat"): string;
};

/** Compiles `fn` at its first call, for the types of that call's arguments. */
export function jit<F extends (...args: never[]) => unknown>(fn: F, options: JitOptions = {}): Jitted<F> {
  const kernel = new Kernel(fn, options);
  const compiled = (...args: unknown[]): unknown => kernel.call(args);
  const inspect = (stage: "ir" | "final" | "wat" = "ir"): string =>
    [...kernel.specialisations.values()]
      .map((s) =>
        stage === "wat"
          ? s.compiled?.wat()
          : stage === "final"
            ? s.compiled?.ir()
            : printProgram(s.prepared.meaning),
      )
      .join("\n");
  return Object.assign(compiled, { inspect }) as unknown as Jitted<F>;
}
