// The text of a built module: what it carries, what runs it, and its exports. Plain JavaScript that makes no code from
// text, as strict content security policies want it.
import type { BuiltModule } from "../jit/index.ts";

/** Where the output lies. In two parts: whole, it would be this file's own place to those who bundle it. */
const PLACE = ["import.meta", "url"].join(".");

/** What a module exports. */
export type Exported =
  | { readonly name: string; readonly value: unknown }
  | { readonly name: string; readonly kernel: number };

/** What the text is made of. */
export interface ScriptParts {
  /** The first line, without the comment's sign. */
  readonly about: string;
  readonly module: BuiltModule;
  /** An expression whose value opens modules. */
  readonly runtime: string;
  readonly exports: readonly Exported[];
}

export function scriptOf({ about, module, runtime, exports }: ScriptParts): string {
  const locals = exports.map((e, i) => {
    const value = "kernel" in e ? `opened[${e.kernel}]` : literal(e.value);
    return `const export${i} = ${value};`;
  });
  const names = exports.map((e, i) => `export${i} as ${exportName(e.name)}`);
  return [
    `// ${about}`,
    `const built = ${literal(module)};`,
    "// amdahl, MIT license: what calls the functions, by itself or by the package where that is installed.",
    `const open = ${runtime};`,
    `const opened = open(built, ${PLACE});`,
    ...locals,
    `export { ${names.join(", ")} };`,
    "",
  ].join("\n");
}

const exportName = (name: string): string =>
  /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? name : JSON.stringify(name);

/** A value as an expression: numbers that JSON has not, and undefined, included. */
export function literal(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (typeof value !== "object" || value === null)
    return value === undefined ? "void 0" : JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(",")}]`;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${literal(field)}`).join(",")}}`;
}
