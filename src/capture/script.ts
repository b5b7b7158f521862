// The script that a function stands in. If the file on disk provably is what runs, everything is read from it;
// otherwise (tsx, eval, a bundle without its file) the engine is asked for the text, which is slower.
import type * as Fs from "node:fs";
import type * as Module from "node:module";
import { builtin } from "./inspect.ts";
import { asUrl, isKnown, pathOf, textFromEngine, urlOf } from "./loaded.ts";
import { Scopes } from "./scope.ts";
import { loadedMapOf, type MapPlace, mapOf } from "./sourcemap.ts";

export class Script {
  /** URL, or whatever name the engine has for text without a file; may be empty. */
  readonly url: string;
  /** The path of a `file:` URL. */
  readonly file: string | undefined;
  /** The file on disk, if there is one. */
  readonly written: string | undefined;
  /** Whether what runs is `written`, or `written` with its types blanked out. */
  readonly asWritten: boolean;
  /** Which names were ruled out at a glance as reassigned. */
  readonly glances: Map<string, boolean> = new Map();
  readonly #id: string | undefined;
  #text: string | undefined | null = null;
  #scopes: Scopes | undefined | null = null;
  #map: MapPlace | undefined | null = null;

  constructor(id: string | undefined, url: string, asWritten: (written: string) => boolean) {
    this.#id = id;
    this.url = url;
    this.file = pathOf(url);
    this.written = this.file === undefined ? undefined : read(this.file);
    this.asWritten = this.written !== undefined && asWritten(this.written);
  }

  /** What the engine runs, in lines and columns of the engine; undefined when it could not be had. */
  get text(): string | undefined {
    if (this.#text === null) {
      if (this.asWritten) this.#text = plain(this.url, this.written as string);
      else this.#text = this.#id === undefined ? undefined : textFromEngine(this.#id);
    }
    return this.#text;
  }

  /** A text to search for assignments by name without asking the engine. A loader that compiles in memory keeps names. */
  get searchable(): string | undefined {
    return this.asWritten || /\.[cm]?[jt]sx?$/.test(this.file ?? "") ? this.written : undefined;
  }

  /** Leads from a place in `text` to the file that it was compiled from; undefined for text that was not compiled. */
  get map(): MapPlace | undefined {
    if (this.#map === null) {
      const known = this.asWritten ? undefined : loadedMapOf(this.url);
      const text = this.asWritten ? this.written : known ? undefined : this.text;
      this.#map = known ?? (text === undefined ? undefined : mapOf(text, this.url));
    }
    return this.#map;
  }

  /** The scopes of `text`; undefined when there is no text, or acorn does not know its syntax yet. */
  get scopes(): Scopes | undefined {
    if (this.#scopes === null) {
      this.#scopes = undefined;
      try {
        if (this.text !== undefined) this.#scopes = new Scopes(this.text);
      } catch (error) {
        // New syntax, or an expression nested too deeply for the stack (RangeError): nothing is known of its scopes.
        if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
      }
    }
    return this.#scopes;
  }
}

const scripts = new Map<string, Script>();
const modules = new Map<string, Script>();

/** The script with the engine's number; `asWritten` says whether the text of a file is what runs. */
export function scriptOf(scriptId: string, asWritten: (written: string) => boolean): Script {
  const known = scripts.get(scriptId);
  if (known) return known;
  const url = isKnown(scriptId) ? undefined : importedUrl(asWritten);
  const script = new Script(scriptId, url ?? urlOf(scriptId) ?? "", asWritten);
  scripts.set(scriptId, script);
  return script;
}

/** The module that has exactly this text at this line and column, of those that a captured function imports from. */
function importedUrl(asWritten: (written: string) => boolean): string | undefined {
  for (const { url, written } of modules.values())
    if (written !== undefined && asWritten(written)) return url;
  return undefined;
}

/** A module of another file, for following an import: taken as it is on disk. */
export function moduleAt(url: string): Script {
  const known = modules.get(url);
  if (known) return known;
  const script = new Script(undefined, url, () => true);
  modules.set(url, script);
  return script;
}

/** Resolves an import's specifier as seen from the module at `url`; undefined for what is in no file. */
export function resolveImport(specifier: string, url: string): string | undefined {
  if (specifier.startsWith("node:")) return undefined;
  if (specifier.startsWith("file:")) return specifier;
  try {
    if (/^\.{0,2}\//.test(specifier)) return onDisk(new URL(specifier, url).href);
    const found = asUrl(builtin<typeof Module>("node:module")?.createRequire(url).resolve(specifier) ?? "");
    return found.startsWith("file:") ? found : undefined; // "fs" resolves to itself
  } catch {
    return undefined; // a package without an entry for `require`: taken as never reassigned
  }
}

/** The URL with the ending of the file that is there: compilers let `./x` and `./x.js` stand for `./x.ts`. */
function onDisk(url: string): string {
  const bare = url.replace(/[?#].*/, "");
  const stem = bare.replace(/\.([cm]?)js$/, ".$1ts");
  const endings = [".ts", ".js", ".tsx", "/index.ts", "/index.js"].map((ending) => bare + ending);
  const exists = builtin<typeof Fs>("node:fs")?.existsSync;
  const named = [bare, stem, `${stem}x`];
  return (
    [...(/\.\w+$/.test(bare) ? named : []), ...endings].find((candidate) =>
      exists?.(pathOf(candidate) ?? ""),
    ) ?? url
  );
}

/** The text of a file; undefined if it cannot be had. */
export function read(path: string): string | undefined {
  try {
    return builtin<typeof Fs>("node:fs")
      ?.readFileSync(path, "utf8")
      .replace(/^\uFEFF/, "");
  } catch {
    return undefined; // gone since, or forbidden by the permission model
  }
}

/** The text that native type stripping runs for a file: types become blanks, so places stay. */
function plain(url: string, written: string): string | undefined {
  if (!/\.[cm]?ts$/.test(url.replace(/[?#].*/, ""))) return written;
  const strip = builtin<typeof Module>("node:module")?.stripTypeScriptTypes;
  if (!strip) return undefined;
  // Node warns once that this function is experimental. The user never called it, so the warning is not for them.
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return strip(written);
  } catch {
    return undefined; // syntax that is not erasable, which some loader has compiled
  } finally {
    process.emitWarning = emitWarning;
  }
}
