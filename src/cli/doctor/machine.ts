// The real machine, as the probes of `amdahl doctor` see it. Every answer is guarded here once, so that no odd
// file, program or permission can end the report.
import { execFileSync } from "node:child_process";
import { accessSync, constants, readdirSync, statSync } from "node:fs";
import { arch, availableParallelism, cpus, totalmem } from "node:os";
import { delimiter, join } from "node:path";
import { cachePlace, openCache } from "../../cache/index.ts";
import { ffi } from "../../ffi/index.ts";
import * as arrays from "../../heap/index.ts";
import { compiler, NoCompiler } from "../../jit/index.ts";
import { cores } from "../../team/index.ts";
import type { Machine } from "./finding.ts";

// Not in Node's own type declarations.
const { WebAssembly } = globalThis as unknown as { WebAssembly: { validate(bytes: Uint8Array): boolean } };

/** This machine. */
export const thisMachine: Machine = {
  environment: process.env,
  platform: process.platform,
  arch: arch(),
  nodeVersion: process.version,
  processors: cpus().length,
  available: availableParallelism(),
  cores: cores(),
  memoryBytes: totalmem(),
  heap,
  list: (folder) => attempt(() => readdirSync(folder)) ?? [],
  which,
  firstLine: (command, args) =>
    attempt(() =>
      execFileSync(command, args, { encoding: "utf8", timeout: 2000, stdio: ["ignore", "pipe", "pipe"] })
        .split("\n")[0]
        .trim(),
    ),
  ffi: () => {
    const found = ffi();
    return found instanceof Error
      ? { problem: found.message.split("\n")[0] as string }
      : { name: found.name };
  },
  compiler: () => {
    const found = compiler();
    if (found instanceof NoCompiler) return found.message;
    const { command, flags, version, machine } = found;
    return { command: command.join(" "), version, flags: flags.join(" "), bits: 8 * machine.bytes };
  },
  cache: () => {
    const folder = cachePlace();
    if (folder === undefined) return { folder, problem: undefined };
    return { folder, problem: openCache() ? undefined : "not yours alone: others could put code there" };
  },
  acceptsWasm: (bytes) => attempt(() => WebAssembly.validate(bytes)) ?? false,
};

function attempt<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}

function heap(): number | string {
  try {
    return arrays.stats().capacity;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function which(name: string): string | undefined {
  const suffixes = process.platform === "win32" ? (process.env.PATHEXT ?? ".EXE;.CMD").split(";") : [""];
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    for (const suffix of suffixes) {
      const path = join(folder, name + suffix);
      const found = attempt(() => {
        accessSync(path, constants.X_OK);
        return statSync(path).isFile();
      });
      if (folder !== "" && found) return path;
    }
  }
  return undefined;
}
