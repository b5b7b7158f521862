// AMDAHL_DEBUG=1 to 5: what was compiled, as it is compiled, on standard error.
import { writeSync } from "node:fs";
import { typeName } from "../compiler/index.ts";
import { diagnose } from "./diagnose.ts";
import { inspectOne } from "./inspect.ts";
import { keepCode } from "./replay.ts";
import type { Specialisation } from "./specialisation.ts";
import type { Subject } from "./subject.ts";

/** 0: nothing; 1: a line per compilation; 2: and diagnostics; 3: and IR as lowered; 4: and final; 5: and wat. */
export function debugLevel(): number {
  const said = process.env.AMDAHL_DEBUG;
  if (!said) return 0;
  const level = Number(said);
  return Number.isNaN(level) ? 1 : level;
}

/** Called after every compilation. */
export function compiled(kernel: Subject, s: Specialisation): void {
  keepCode(kernel, s);
  const level = debugLevel();
  if (level < 1) return;
  const { front, back, engine } = s.milliseconds;
  const again = s.compilations > 1 ? ` again (${s.compilations})` : "";
  const total = (front + back + engine).toFixed(1);
  say(
    `amdahl: compiled ${kernel.captured().name}(${s.prepared.params.map(typeName).join(", ")})${again} ` +
      `in ${total} ms (front ${front.toFixed(1)}, back ${back.toFixed(1)}, engine ${engine.toFixed(1)}), ` +
      `${s.bytes} bytes${s.compiled?.target === "native" ? " of C" : ""}`,
  );
  if (level >= 2) say(diagnose(kernel).toString());
  if (level >= 3) say(inspectOne(kernel, s, "ir"));
  if (level >= 4) say(inspectOne(kernel, s, "final"));
  if (level >= 5) say(inspectOne(kernel, s, "wat"));
}

/** Says once that a function runs as it is. */
export function sayFallback(name: string, reason: string): void {
  say(`amdahl: ${name || "(anonymous)"} runs uncompiled (fallback: true):\n${indented(reason)}`);
}

/** Called where machine code should have taken over and does not. */
export function stays(name: string, problem: string): void {
  if (debugLevel() < 1) return;
  say(`amdahl: ${name} stays WebAssembly, since machine code cannot be made of it:\n${indented(problem)}`);
}

/** The first lines of a text, a little to the right. */
function indented(text: string): string {
  const lines = text.split("\n");
  const shown = lines.slice(0, 8).map((line) => `  ${line}`);
  if (lines.length > shown.length) shown.push("  …");
  return shown.join("\n");
}

/** Straight into the file: kernels may be compiled where the event loop never turns. */
function say(text: string): void {
  writeSync(2, text.endsWith("\n") ? text : `${text}\n`);
}
