// What a module exports, sorted: functions to be compiled, constants to be carried, and what is neither.
import { BuildError } from "./failure.ts";

type AnyFunction = (...args: never[]) => unknown;

/** An export that can be built. */
export type Export =
  | { readonly name: string; readonly fn: AnyFunction }
  | { readonly name: string; readonly value: unknown };

/** The exports of a module, whose source has the given text. Throws BuildError for what cannot be built. */
export function exportsOf(
  module: Readonly<Record<string, unknown>>,
  file: string,
  text: string,
): readonly Export[] {
  const problems: string[] = [];
  const found: Export[] = [];
  for (const [name, value] of Object.entries(module)) {
    if (isCommonJs(name, value, module)) continue;
    if (typeof value === "function" && !isClass(value)) found.push({ name, fn: value as AnyFunction });
    else if (
      (typeof value !== "object" && typeof value !== "function" && typeof value !== "symbol") ||
      value === null
    )
      found.push({ name, value });
    else problems.push(refusal(name, value, file, text));
  }
  if (problems.length > 0) throw new BuildError(problems);
  if (!found.some((e) => "fn" in e)) {
    throw new BuildError([
      `${file} exports no function.\nWrite instead: export const dot = jit((a: Float64Array, b: Float64Array): number => …), or export function dot(…)`,
    ]);
  }
  return found;
}

/** What a CommonJS module is as a whole, beside the names of its parts. */
function isCommonJs(name: string, value: unknown, module: Readonly<Record<string, unknown>>): boolean {
  if (name === "module.exports") return true;
  if (name !== "default" || typeof value !== "object" || value === null) return false;
  const parts = Object.entries(value);
  return parts.length > 0 && parts.every(([part, each]) => module[part] === each);
}

/** A class's text begins with its keyword; a function's never does. */
const isClass = (value: unknown): boolean => /^class\b/.test(Function.prototype.toString.call(value));

function refusal(name: string, value: unknown, file: string, text: string): string {
  const what =
    typeof value === "function"
      ? "a class"
      : typeof value === "symbol"
        ? "a symbol"
        : Array.isArray(value) || ArrayBuffer.isView(value)
          ? "an array"
          : "an object";
  const line = lineOf(text, name);
  const at = line > 0 ? `\n  at ${file}:${line}\n> ${line} | ${text.split("\n")[line - 1]?.trimEnd()}` : "";
  return (
    `export ${name}: It is ${what}; a built module has functions, numbers, strings and booleans only.${at}\n` +
    `Write instead: ${name} without export, and a function that takes or returns what is needed of it`
  );
}

/** The line that exports a name, as most do; 0 if none is found. */
function lineOf(text: string, name: string): number {
  const escaped = name.replace(/[^\w]/g, "\\$&");
  const head =
    name === "default" ? "default\\b" : `(?:async\\s+)?(?:const|let|var|class|function\\*?)\\s+${escaped}\\b`;
  const found = new RegExp(`^export\\s+${head}|^export\\s*\\{[^}]*\\b${escaped}\\b`, "m").exec(text);
  return found ? text.slice(0, found.index).split("\n").length : 0;
}
