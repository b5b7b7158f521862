// What a built module carries to run by itself: bundled by tools/alone.ts with a heap, a team and builtins of its own in
// place of amdahl's (see alone/), it needs nothing but WebAssembly.
import { Place } from "./data.ts";
import { type BuiltModule, CONTRACT } from "./description.ts";
import { type BuiltRuntime, expose, kernelsOf } from "./open.ts";

const alone: BuiltRuntime = {
  name: "alone",
  open: (module) =>
    module.contract === CONTRACT ? kernelsOf(module, new Place(module, "wasm", () => undefined)) : undefined,
};

/** What is used of Node, where this is Node. */
interface NodeProcess {
  readonly env?: Readonly<Record<string, string | undefined>>;
  getBuiltinModule?(id: "node:module"): { createRequire(url: string): (id: string) => unknown } | undefined;
}

/** amdahl's own runtime, if it can be had from where the module lies. */
function installed(module: BuiltModule, url: string): BuiltRuntime | undefined {
  const { process } = globalThis as { process?: NodeProcess };
  if (!url || process?.env?.AMDAHL_RUNTIME === "off") return undefined;
  try {
    const builtin = process?.getBuiltinModule?.("node:module");
    // Asked for so that bundlers do not see it.
    const found = builtin?.createRequire(url)("amdahl/runtime") as
      | (BuiltRuntime & { contract?: number })
      | undefined;
    return found?.contract === module.contract ? found : undefined;
  } catch {
    return undefined;
  }
}

/** The functions of a built module, in its order. */
export const open = (module: BuiltModule, url: string): unknown[] =>
  expose(module, url, [() => installed(module, url), () => alone]);
