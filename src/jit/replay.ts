// AMDAHL_REPLAY=FOLDER: the code of every kernel that is compiled, a file each, whose name follows from what it was made of.
// Two such folders, of before and after a change to the compiler, show what it changed: nothing, after a refactor.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { typeName } from "../compiler/index.ts";
import { promiseText } from "./inspect.ts";
import type { Specialisation } from "./specialisation.ts";
import type { Subject } from "./subject.ts";

/** Keeps the code of a compilation, if that is wanted. */
export function keepCode(kernel: Subject, s: Specialisation): void {
  const folder = process.env.AMDAHL_REPLAY;
  if (!folder || !s.compiled) return;
  const { name, source } = kernel.captured();
  const { lanes, fastmath, threads } = kernel.settings;
  const made = [
    `${name}(${s.prepared.params.map(typeName).join(", ")})`,
    `lanes ${lanes}, threads ${threads}, fastmath ${fastmath.join(" ") || "none"}`,
    ...s.guards.map((g, i) => `${i}: ${g ? promiseText(g) : "anything"}`),
    source,
  ].join("\n");
  const { createHash } = process.getBuiltinModule("node:crypto");
  const hash = createHash("sha256").update(made).digest("hex").slice(0, 16);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name.replace(/\W+/g, "")}-${hash}.txt`);
  writeFileSync(file, `${made}\n\n${settled(s.compiled.ir())}\n${settled(s.wat() as string)}`);
}

/** Without the numbers of labels: they count what the process has compiled before. */
const settled = (text: string): string => text.replace(/(["'_])\d+/g, "$1");
