// Types that a source file declares, found in its text: Node takes them out before anything runs, and they are needed
// to know what a parameter's type means, and to say so to whoever uses the built module.
import type { NamedType } from "../jit/index.ts";

// Builtins are asked for where they are needed: an import would load them at the start of every program.
const fs = () => process.getBuiltinModule("node:fs");
const path = () => process.getBuiltinModule("node:path");

/** A type as it is declared. */
export interface DeclaredType {
  readonly name: string;
  /** The whole declaration without `export`. */
  readonly declaration: string;
  /** What a name of it stands for, if that is text by itself: not where there are type parameters or `extends`. */
  readonly meaning: string | undefined;
  /** The file that it is declared in. */
  readonly home: SourceTypes;
}

const DECLARATION = /^(export\s+)?(?:declare\s+)?(type|interface)\s+([A-Za-z_$][\w$]*)/gm;
const IMPORT = /^import\s+(type\s+)?(?:[\w$]+\s*,\s*)?\{([^}]*)\}\s*from\s*["']([^"']+)["']/gm;
const EXPORTED_LIST = /^export\s+(?:type\s+)?\{([^}]*)\}(?:\s*from\s*["']([^"']+)["'])?/gm;
const EXPORTED_ALL = /^export\s+(?:type\s+)?\*\s+from\s+["']([^"']+)["']/gm;
const NAME = /[A-Za-z_$][\w$]*/g;

/** Imports of imports are followed so far; files that import a name from each other have none. */
const MOST_HOPS = 16;

export class SourceTypes {
  readonly #declared = new Map<string, DeclaredType>();
  /** Where names that are imported come from; undefined for what cannot be read. */
  readonly #imported = new Map<string, { readonly file: string | undefined; readonly name: string }>();
  readonly #files: Map<string, SourceTypes>;
  /** Names that the file exports, of types and of values. */
  readonly #names = new Set<string>();
  /** Files of which it exports everything. */
  readonly #all: readonly string[];

  constructor(file: string, text: string, files = new Map<string, SourceTypes>()) {
    this.#files = files;
    files.set(file, this);
    for (const [, list, from] of text.matchAll(EXPORTED_LIST)) {
      for (const [name, as] of namesIn(list as string)) {
        this.#names.add(as);
        if (from !== undefined) this.#imported.set(as, { file: fileOf(from, file), name });
      }
    }
    this.#all = [...text.matchAll(EXPORTED_ALL)].flatMap(([, from]) => fileOf(from as string, file) ?? []);
    for (const found of text.matchAll(DECLARATION)) {
      const [head, isExported, kind, name] = found as unknown as [string, string?, string?, string?];
      const declared = declarationAt(text, found.index, head.length, kind as "type" | "interface");
      if (isExported !== undefined) this.#names.add(name as string);
      this.#declared.set(name as string, { name: name as string, ...declared, home: this });
    }
    for (const [, , list, from] of text.matchAll(IMPORT)) {
      for (const [name, as] of namesIn(list as string)) {
        this.#imported.set(as, { file: fileOf(from as string, file), name });
      }
    }
  }

  /** Types that the file exports, by the names that they are declared with. */
  get exported(): readonly DeclaredType[] {
    const found = new Set<DeclaredType>();
    this.#collect(found, new Set());
    return [...found];
  }

  #collect(found: Set<DeclaredType>, seen: Set<SourceTypes>): void {
    if (seen.has(this)) return;
    seen.add(this);
    for (const name of this.#names) {
      const type = this.find(name);
      if (type?.name === name) found.add(type);
    }
    for (const file of this.#all) this.inFile(file).#collect(found, seen);
  }

  /** The declaration that a name means in this file, here or where it is imported from. */
  find(name: string, hops = 0): DeclaredType | undefined {
    const own = this.#declared.get(name);
    const imported = this.#imported.get(name);
    if (own || !imported?.file || hops > MOST_HOPS) return own;
    return this.inFile(imported.file).find(imported.name, hops + 1);
  }

  /** The types of another file. */
  inFile(file: string): SourceTypes {
    return this.#files.get(file) ?? new SourceTypes(file, fs().readFileSync(file, "utf8"), this.#files);
  }

  /** What a name stands for, where that is text by itself; names in it mean what they mean in its own file. */
  meaningOf(name: string): NamedType | undefined {
    const found = this.find(name);
    if (found?.meaning === undefined) return undefined;
    return { text: found.meaning, named: (inner) => found.home.meaningOf(inner) };
  }

  /** True of a name that means something which this file does not declare, and which cannot be found either. */
  isForeign(name: string): boolean {
    return this.#imported.has(name) && this.find(name)?.name !== name;
  }

  /**
   * The declarations that a text of types needs, and theirs, by name; or the name that cannot be had. Names that nobody
   * declares are JavaScript's.
   */
  needed(text: string, found = new Map<string, DeclaredType>()): Map<string, DeclaredType> | string {
    const code = withoutComments(text);
    if (/\btypeof\b/.test(code)) return "typeof";
    for (const name of code.match(NAME) ?? []) {
      if (this.isForeign(name)) return name;
      const type = this.find(name);
      const known = found.get(name);
      // Two files may call two types the same, and the declarations are one file.
      if (known && known !== type) return name;
      if (!type || known) continue;
      found.set(name, type);
      const inner = type.home.needed(type.declaration, found);
      if (typeof inner === "string") return inner;
    }
    return found;
  }
}

/** The names in braces of an import or an export, each with the one that it goes by. */
function namesIn(list: string): [string, string][] {
  return list.split(",").flatMap((item): [string, string][] => {
    const [name, as] = item
      .trim()
      .replace(/^type\s+/, "")
      .split(/\s+as\s+/);
    return name ? [[name, as ?? name]] : [];
  });
}

/** The file that a relative import means. */
function fileOf(from: string, importer: string): string | undefined {
  if (!from.startsWith(".")) return undefined;
  const file = path().resolve(path().dirname(importer), from);
  return fs().existsSync(file) ? file : undefined;
}

function declarationAt(
  text: string,
  at: number,
  head: number,
  kind: "type" | "interface",
): Pick<DeclaredType, "declaration" | "meaning"> {
  const after = at + head;
  const end = kind === "type" ? endOfType(text, after) : endOfBody(text, after);
  const declaration = text.slice(at, end).replace(/^export\s+/, "");
  const rest = withoutComments(text.slice(after, end)).trim();
  if (kind === "interface") return { declaration, meaning: rest.startsWith("{") ? rest : undefined };
  return {
    declaration: declaration.endsWith(";") ? declaration : `${declaration};`,
    meaning: rest.startsWith("=") ? rest.slice(1).replace(/;$/, "").trim() : undefined,
  };
}

/** A text whose comments are blank, so that places in it stay what they are. */
export const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, (comment) => comment.replace(/[^\n]/g, " "));

/** Behind the closing brace of an interface. */
function endOfBody(text: string, from: number): number {
  let depth = 0;
  for (const { at, char } of brackets(text, from)) {
    if (char === "{") depth++;
    if (char === "}" && --depth === 0) return at + 1;
  }
  return text.length;
}

/** Behind the semicolon of a type, or at the line's end where one could stand. */
function endOfType(text: string, from: number): number {
  let depth = 0;
  for (const { at, char } of brackets(text, from)) {
    if ("([{<".includes(char)) depth++;
    else if (")]}".includes(char) || (char === ">" && text[at - 1] !== "=")) depth--;
    else if (depth === 0 && char === ";") return at + 1;
    else if (depth === 0 && char === "\n") {
      const ends = !/[|&=:?,]\s*$/.test(text.slice(from, at)) && !/^\s*(?:[|&?:]|=>)/.test(text.slice(at));
      if (ends && /\S/.test(text.slice(from, at).replace("=", ""))) return at;
    }
  }
  return text.length;
}

/** The characters that can begin or end something, without those in strings and comments. */
function* brackets(text: string, from: number): Generator<{ readonly at: number; readonly char: string }> {
  const token =
    /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|[()[\]{}<>;\n]/g;
  token.lastIndex = from;
  for (let found = token.exec(text); found; found = token.exec(text)) {
    if (found[0].length === 1) yield { at: found.index, char: found[0] };
  }
}
