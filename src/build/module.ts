// What a built module says of itself, put together of what was compiled.
import { type BuiltKernel, type BuiltModule, type BuiltVariant, CONTRACT } from "../jit/index.ts";
import type { Carried } from "./carried.ts";
import type { MadeKernel } from "./kernels.ts";
import type { MadeLibrary } from "./libraries.ts";

/** The description of a module: `name` is its file. */
export function moduleOf(
  name: string,
  kernels: readonly MadeKernel[],
  libraries: readonly MadeLibrary[],
  carried: Carried,
): BuiltModule {
  return {
    contract: CONTRACT,
    name,
    arrays: carried.arrays,
    libraries: libraries.map((l) => l.described),
    kernels: kernels.map((k) => described(k, libraries)),
  };
}

function described(kernel: MadeKernel, libraries: readonly MadeLibrary[]): BuiltKernel {
  const specialisations = kernel.specialisations.map(({ described: d, variants }) => ({
    ...d,
    variants: variants.map((v): BuiltVariant => {
      const { bytes, flag } = v.code;
      const native = libraries.flatMap((l) => l.natives.get(v) ?? []);
      return { guards: v.guards, wasm: bytes.toString("base64"), flag, native };
    }),
  }));
  return { ...kernel.described, specialisations };
}
