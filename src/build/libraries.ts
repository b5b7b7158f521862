// The native libraries of a built module: one for each level of instructions, with all its functions in it.
import { EXPORTS } from "../ffi/index.ts";
import {
  type BuiltLibrary,
  type BuiltNative,
  type Compiler,
  type Level,
  libraryOf,
  type Part,
} from "../jit/index.ts";
import type { MadeKernel } from "./kernels.ts";
import type { Variant } from "./variants.ts";

// Builtins are asked for where they are needed: an import would load them at the start of every program.
const crypto = () => process.getBuiltinModule("node:crypto");
const fs = () => process.getBuiltinModule("node:fs");
const path = () => process.getBuiltinModule("node:path");
const timers = () => process.getBuiltinModule("node:timers/promises");

/** A library that was made, and how each variant is called in it. */
export interface MadeLibrary {
  readonly described: BuiltLibrary;
  readonly bytes: number;
  readonly natives: ReadonlyMap<Variant, BuiltNative>;
}

const EXTENSIONS: Readonly<Record<string, string>> = { darwin: "dylib", win32: "dll" };

/** The file of a library for this platform. */
export const libraryFile = (name: string, level: Level): string =>
  `${name}.${process.platform}-${level.arch}-${level.name}.${EXTENSIONS[process.platform] ?? "so"}`;

/** Makes the library `file` for a level in `folder`; undefined if no function is to run as machine code. */
export async function makeLibrary(
  kernels: readonly MadeKernel[],
  tools: Compiler,
  level: Level,
  { folder, scratch, file }: { readonly folder: string; readonly scratch: string; readonly file: string },
  signal?: AbortSignal,
): Promise<MadeLibrary | undefined> {
  const natives = new Map<Variant, BuiltNative>();
  const parts: Part[] = [];
  for (const { native, specialisations } of kernels) {
    if (!native) continue;
    for (const { prepared, variants } of specialisations) {
      for (const variant of variants) {
        // Numbers that keep no promise are rare: for them WebAssembly does.
        if (variant.takesAll && variants.length > 1) continue;
        const { text, slots, quotes, forks, polls } = prepared.native(variant.guards, level.machine);
        const prefix = `k${parts.length}_`;
        const exports = [
          EXPORTS.entry,
          EXPORTS.watch,
          ...Array.from({ length: forks }, (_, i) => EXPORTS.fork(i)),
        ];
        parts.push({ text, prefix, exports });
        natives.set(variant, { prefix, slots, quotes, forks, polls });
        // Whoever wants to end this is heard.
        await timers().setImmediate();
      }
    }
  }
  if (parts.length === 0) return undefined;
  const made = path().join(scratch, file);
  await libraryOf(tools, level, parts, scratch, made, signal);
  const bytes = fs().readFileSync(made);
  fs().renameSync(made, path().join(folder, file));
  const hash = crypto().createHash("sha256").update(bytes).digest("hex");
  const { arch, number } = level;
  return {
    described: { file, platform: process.platform, arch, level: number, hash },
    bytes: bytes.length,
    natives,
  };
}
