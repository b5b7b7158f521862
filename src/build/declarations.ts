// The types of a built module: its functions with the types that their source gives them, its constants, and the types
// that the source exports, as far as they stand on their own feet.
import type { VType } from "../compiler/index.ts";
import { parseType, SignatureError } from "../jit/index.ts";
import type { MadeKernel } from "./kernels.ts";
import type { DeclaredType, SourceTypes } from "./source-types.ts";
import { typeText } from "./type-text.ts";
import type { Declared } from "./wanted.ts";

/** The text of declarations, and what could not be carried into it. */
export interface Declarations {
  readonly text: string;
  readonly notes: readonly string[];
}

/** What is declared. */
export type DeclaredExport =
  | { readonly name: string; readonly value: unknown }
  | { readonly name: string; readonly kernel: MadeKernel };

/** What every function says of itself beside its call. */
const BUILT = `/** As what a function runs. Asking opens the module's runtime, as a first call does. */
interface BuiltFunction {
  /** "amdahl": the installed package runs it, on all cores; "alone": the module does, on one thread. */
  readonly runtime: "amdahl" | "alone";
  /** For each signature "wasm", or the file of the native library. */
  readonly code: readonly { readonly signature: string; readonly code: string }[];
}`;

const NDARRAY = `/** An array of amdahl/array, or what shows itself as one. */
interface NDArray {
  readonly data: ArrayBufferView;
  readonly shape: readonly number[];
  readonly elementStrides: readonly number[];
  readonly offset: number;
}`;

/** The text of a module's \`.d.ts\`. */
export function declarationsOf(
  about: string,
  exports: readonly DeclaredExport[],
  types: SourceTypes,
): Declarations {
  const needed = new Map<string, DeclaredType>();
  const notes: string[] = [];
  const exported = new Set(types.exported);
  for (const type of exported) {
    const found = type.home.needed(type.declaration);
    if (typeof found === "string")
      notes.push(`the type ${type.name} is left out of the declarations: it needs ${found}`);
    else for (const [name, each] of [[type.name, type] as const, ...found]) needed.set(name, each);
  }
  const lines = exports.map((e, i) => {
    const type = "kernel" in e ? new Words(e.kernel.types, needed).kernel(e.kernel) : undefined;
    return declaration(e.name, i, type ?? constant((e as { value: unknown }).value));
  });
  const text = [
    `// ${about}`,
    BUILT,
    ...(lines.some((l) => /\bNDArray\b/.test(l)) && !needed.has("NDArray") ? [NDARRAY] : []),
    ...[...needed.values()].map((t) => (exported.has(t) ? `export ${t.declaration}` : t.declaration)),
    ...lines,
    "export {};",
  ].join("\n");
  return { text: `${text}\n`, notes };
}

/** Types as text. */
class Words {
  readonly #types: SourceTypes;
  readonly #needed: Map<string, DeclaredType>;

  constructor(types: SourceTypes, needed: Map<string, DeclaredType>) {
    this.#types = types;
    this.#needed = needed;
  }

  /** The type of a function: a call signature for each that it is compiled for. */
  kernel({ declared, specialisations }: MadeKernel): string {
    const results = new Map(specialisations.map((s) => [s.described.params, s.described.result]));
    const signatures = declared.flatMap((d) => {
      const found = d.wanted.map((w) => results.get(w.params));
      const texts = found.map((r) => (r ? this.#result(d, r) : undefined));
      const one = new Set(texts.filter((t) => t !== undefined)).size === 1;
      // One signature with optional parameters, unless what it returns hangs on them.
      const lengths = one ? [d.parameters.length] : d.wanted.map((w) => w.params.length);
      return lengths.map((length, i) => {
        const parameters = d.parameters.slice(0, length).map(({ name, type, optional, parsed }) => {
          return `${name}${one && optional ? "?" : ""}: ${this.#written(type, parsed)}`;
        });
        return `(${parameters.join(", ")}): ${texts[one ? texts.length - 1 : i] ?? texts.find(Boolean)};`;
      });
    });
    return `{\n${[...new Set(signatures)].map((s) => `  ${s}`).join("\n")}\n  readonly built: BuiltFunction;\n}`;
  }

  /** A type as it is written, if all that it names can be had; else what it means. */
  #written(text: string, type: VType): string {
    const found = this.#types.needed(text);
    // Two files may call two types the same, and the declarations are one file.
    if (
      typeof found === "string" ||
      [...found].some(([name, each]) => (this.#needed.get(name) ?? each) !== each)
    )
      return typeText(type);
    for (const [name, each] of found) this.#needed.set(name, each);
    return text.replace(/\bNDArray\s*<[^>]*>/g, "NDArray").replace(/\s+/g, " ");
  }

  /** A result's type: as it is written, if it is what was found. */
  #result({ result }: Declared, found: VType): string {
    if (result === undefined) return typeText(found);
    try {
      const written = parseType(result, (name) => this.#types.meaningOf(name));
      return typeText(written) === typeText(found) ? this.#written(result, found) : typeText(found);
    } catch (error) {
      if (error instanceof SignatureError) return typeText(found);
      throw error;
    }
  }
}

/** Names that only an export can have. */
const RESERVED: ReadonlySet<string> = new Set(
  (
    "await break case catch class const continue debugger default delete do else enum export extends false finally for " +
    "function if import in instanceof new null return super switch this throw true try typeof var void while with yield"
  ).split(" "),
);

function declaration(name: string, nth: number, type: string): string {
  if (/^[A-Za-z_$][\w$]*$/.test(name) && !RESERVED.has(name)) return `export declare const ${name}: ${type};`;
  return `declare const export${nth}: ${type};\nexport { export${nth} as ${RESERVED.has(name) ? name : JSON.stringify(name)} };`;
}

/** The type of a constant: its value, where TypeScript has a type for it. */
function constant(value: unknown): string {
  if (typeof value === "number")
    return Number.isFinite(value) && !Object.is(value, -0) ? String(value) : "number";
  if (typeof value === "bigint") return `${value}n`;
  return value === undefined ? "undefined" : JSON.stringify(value);
}
