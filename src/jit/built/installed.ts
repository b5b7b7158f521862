// amdahl as the runtime of built modules: its heap, so that its arrays are used where they are; its team of threads; and
// the native libraries beside the module, where one fits the processor.
import { is64 } from "../../heap/index.ts";
import { Place } from "./data.ts";
import { type BuiltModule, CONTRACT } from "./description.ts";
import { findLibrary } from "./libraries.ts";
import { kernelsOf, type OpenedKernel } from "./open.ts";

const TARGETS = ["auto", "wasm", "native"] as const;

/**
 * The functions of a module that `amdahl build` wrote, to be run by amdahl; undefined if they cannot be, since it is for
 * another contract, or since the heap has addresses of 64 bits (`AMDAHL_HEAP` above 4 GiB), which modules are not made for.
 *
 * @example
 * openBuilt({ contract: 0 } as never, import.meta.url) // undefined: of another version
 */
export function openBuilt(module: BuiltModule, url: string): readonly OpenedKernel[] | undefined {
  if (module.contract !== CONTRACT || is64()) return undefined;
  const target = TARGETS.find((t) => t === process.env.AMDAHL_TARGET) ?? "auto";
  return kernelsOf(module, new Place(module, target, () => findLibrary(module, url)));
}
