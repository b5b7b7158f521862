// Which native library beside a built module can be used: one for this platform, with the bytes that it was built with,
// that says itself that the processor has what it needs.
import { ffi, throughGate } from "../../ffi/index.ts";
import type { FoundLibrary } from "./data.ts";
import type { BuiltModule } from "./description.ts";

/** The name of the function of every library, made for any processor, that says what this one has. */
export const LEVEL = "amdahl_level";

/** The first library that fits. Says on standard error which one, or why none, with AMDAHL_DEBUG. */
export function findLibrary(module: BuiltModule, url: string): FoundLibrary | undefined {
  const reasons: string[] = [];
  for (const [nth, library] of module.libraries.entries()) {
    if (library.platform !== process.platform || library.arch !== process.arch) continue;
    const path = pathOf(library.file, url);
    const problem = path === undefined ? "the module is not a file" : problemOf(path, library);
    if (problem === undefined) {
      say(`amdahl: ${module.name} runs ${library.file}`);
      return { nth, file: library.file, path: path as string };
    }
    reasons.push(`${library.file}: ${problem}`);
  }
  say(`amdahl: ${module.name} runs as WebAssembly (${reasons.join("; ") || "no library for this platform"})`);
  return undefined;
}

function problemOf(path: string, { hash, level }: BuiltModule["libraries"][number]): string | undefined {
  const found = hashOf(path);
  if (found === undefined) return "not there";
  if (found !== hash) return "not the one that it was built with";
  const interfaces = ffi();
  if (interfaces instanceof Error) return interfaces.message.split("\n")[0];
  try {
    const has = throughGate(() => interfaces.open(path).int(LEVEL, 0)());
    return has >= level ? undefined : "the processor has not the instructions for it";
  } catch (error) {
    return (error as Error).message;
  }
}

function pathOf(file: string, url: string): string | undefined {
  try {
    return process.getBuiltinModule("node:url").fileURLToPath(new URL(file, url));
  } catch {
    return undefined;
  }
}

function hashOf(path: string): string | undefined {
  try {
    const bytes = process.getBuiltinModule("node:fs").readFileSync(path);
    return process.getBuiltinModule("node:crypto").createHash("sha256").update(bytes).digest("hex");
  } catch {
    return undefined;
  }
}

function say(text: string): void {
  if (process.env.AMDAHL_DEBUG) process.getBuiltinModule("node:fs").writeSync(2, `${text}\n`);
}
