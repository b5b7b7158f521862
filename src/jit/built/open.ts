// The functions that a built module exports. Nothing happens before the first call, or before somebody asks as what
// they run: a program may import a module and need one function of it, or none.
import type { Place } from "./data.ts";
import { type BuiltModule, CONTRACT } from "./description.ts";
import { Built } from "./kernel.ts";
import type { Running } from "./specialisation.ts";

/** A function of a built module, once something of it is needed. */
export interface OpenedKernel {
  call(args: readonly unknown[]): unknown;
  readonly running: readonly Running[];
}

/** What runs built modules. */
export interface BuiltRuntime {
  /** Its name: "amdahl" where the package does it, "alone" where the module does it itself. */
  readonly name: string;
  /** The module's functions, in the description's order; undefined if this runtime cannot run it here. */
  open(module: BuiltModule, url: string): readonly OpenedKernel[] | undefined;
}

type Exported = (...args: unknown[]) => unknown;

/** The module's functions, one for each of its kernels; `runtimes` in order of preference, the last one takes all. */
export function expose(
  module: BuiltModule,
  url: string,
  runtimes: readonly (() => BuiltRuntime | undefined)[],
): Exported[] {
  let opened: { readonly name: string; readonly kernels: readonly OpenedKernel[] } | undefined;
  const open = (): NonNullable<typeof opened> => {
    for (const find of runtimes) {
      const runtime = find();
      const kernels = runtime?.open(module, url);
      if (runtime && kernels) return { name: runtime.name, kernels };
    }
    throw new Error(`${module.name} was built for another contract than ${CONTRACT}: build it anew`);
  };
  return module.kernels.map(({ name, length }, nth) => {
    let kernel: OpenedKernel | undefined;
    const get = (): OpenedKernel => {
      opened ??= open();
      kernel ??= opened.kernels[nth] as OpenedKernel;
      return kernel;
    };
    const exported: Exported = (...args) => (kernel ?? get()).call(args);
    const built = (): object => {
      const { running } = get();
      return { runtime: opened?.name, code: running };
    };
    Object.defineProperties(exported, {
      name: { value: name, configurable: true },
      length: { value: length, configurable: true },
      built: { get: built },
    });
    return exported;
  });
}

/** The runtime's answer to `open` for a place. */
export function kernelsOf(module: BuiltModule, place: Place): readonly OpenedKernel[] {
  return module.kernels.map((k) => new Built(k, place));
}
