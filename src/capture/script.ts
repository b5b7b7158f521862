// The text and file of the script that a function stands in. The file on disk is used if it provably is that
// text; otherwise (tsx, bundles without their file, eval) the engine is asked, which is slower.
import type * as Fs from "node:fs";
import type * as Module from "node:module";
import type * as Url from "node:url";
import type * as Util from "node:util";
import { builtin, NoInspector, withSession } from "./inspect.ts";
import { Scopes } from "./scope.ts";
import { type Mapped, mapOf } from "./sourcemap.ts";

export interface Script {
  readonly url: string;
  /** The path of a `file:` URL. */
  readonly file: string | undefined;
  /** What the engine runs; undefined when it could not be had. */
  readonly text: string | undefined;
  /** The file as written, if its lines and columns are those of `text`. */
  readonly original: string | undefined;
  /** From a place in `text` to the place in the file it was compiled from, for compiled text. */
  readonly map: ((line: number, column: number) => Mapped | undefined) | undefined;
  /** The scopes of `text`, parsed once; undefined when there is no text or it does not parse. */
  scopes(): Scopes | undefined;
}

const scripts = new Map<string, Script>();
const urls = new Map<string, string>();
const files = new Map<string, { text: string; original: string } | undefined>();
const providers: ((url: string) => string | undefined)[] = [];

/**
 * Registers who knows a module's text as it was before instrumentation: called with the module's URL, it returns
 * the text whose lines and columns the running code keeps, or undefined.
 *
 * @example
 * provideOriginal((url) => loader.originals.get(url));
 */
export function provideOriginal(provider: (url: string) => string | undefined): void {
  providers.push(provider);
}

/** Remembers the URLs of the scripts now on the stack; it costs 0.05 ms, the other ways cost 6 and 30. */
export function noteCallers(scriptId: string): void {
  if (urls.has(scriptId)) return;
  const sites = builtin<typeof Util>("node:util")?.getCallSites?.(100) ?? [];
  for (const site of sites) {
    const { scriptId: id, scriptName } = site as { scriptId?: string; scriptName: string };
    if (id && scriptName) urls.set(id, asUrl(scriptName));
  }
}

function asUrl(name: string): string {
  return /^([a-z]:)?[\\/]/i.test(name)
    ? (builtin<typeof Url>("node:url")?.pathToFileURL(name).href ?? name)
    : name;
}

function urlOf(scriptId: string): string | undefined {
  if (!urls.has(scriptId)) {
    // Best-effort coverage reads the counters that are there anyway: no mode is switched, nothing is deoptimised.
    withSession((post) => {
      type Coverage = { result: { scriptId: string; url: string }[] };
      for (const { scriptId: id, url } of post<Coverage>("Profiler.getBestEffortCoverage").result)
        urls.set(id, asUrl(url));
    });
  }
  return urls.get(scriptId);
}

/** The script with the engine's number; `has` says whether a candidate text is the one that runs. */
export function scriptOf(scriptId: string, has: (text: string) => boolean): Script {
  let script = scripts.get(scriptId);
  if (!script) scripts.set(scriptId, (script = find(scriptId, has)));
  return script;
}

function find(scriptId: string, has: (text: string) => boolean): Script {
  const url = urlOf(scriptId);
  if (url !== undefined) {
    for (const provider of providers) {
      const original = provider(url);
      if (original !== undefined) return make(url, plain(url, original), original, undefined);
    }
    const read = readModule(url);
    if (read && has(read.text)) return make(url, read.text, read.original, mapOf(read.text, url));
  }
  const engine = fromEngine(scriptId);
  const at = engine.url || url || "";
  return make(at, engine.text, undefined, engine.text === undefined ? undefined : mapOf(engine.text, at));
}

function make(
  url: string,
  text: string | undefined,
  original: string | undefined,
  map: Script["map"],
): Script {
  let scopes: Scopes | undefined;
  let parsed = text === undefined;
  return {
    url,
    file: pathOf(url),
    text,
    original: map ? undefined : original,
    map,
    scopes() {
      if (!parsed) {
        parsed = true;
        try {
          scopes = new Scopes(text as string);
        } catch {
          scopes = undefined; // text in a syntax that acorn does not know yet
        }
      }
      return scopes;
    },
  };
}

/** A module of another file, for following an import; not checked against what runs. */
export function moduleAt(url: string): Script | undefined {
  const read = readModule(url);
  return read && make(url, read.text, read.original, undefined);
}

/** Resolves an import's specifier as seen from the module at `url`. */
export function resolveImport(specifier: string, url: string): string | undefined {
  if (/^\.{0,2}\//.test(specifier)) return new URL(specifier, url).href;
  if (specifier.startsWith("file:")) return specifier;
  if (specifier.startsWith("node:")) return undefined;
  try {
    const found = builtin<typeof Module>("node:module")?.createRequire(url).resolve(specifier);
    return found && /^([a-z]:)?[\\/]/i.test(found) ? asUrl(found) : undefined;
  } catch {
    return undefined; // a package without a CommonJS entry: taken as never reassigned
  }
}

export function pathOf(url: string): string | undefined {
  if (!url.startsWith("file:")) return undefined;
  try {
    return builtin<typeof Url>("node:url")?.fileURLToPath(url);
  } catch {
    return undefined;
  }
}

function readModule(url: string): { text: string; original: string } | undefined {
  const path = pathOf(url);
  if (path === undefined) return undefined;
  if (!files.has(path)) {
    let read: { text: string; original: string } | undefined;
    try {
      const original = builtin<typeof Fs>("node:fs")
        ?.readFileSync(path, "utf8")
        .replace(/^\uFEFF/, "");
      if (original !== undefined) read = { original, text: plain(url, original) };
    } catch {
      read = undefined; // gone, or not ours to read, or not erasable TypeScript
    }
    files.set(path, read);
  }
  return files.get(path);
}

/** The text that native type stripping runs for a file: types become spaces, so places stay. */
function plain(url: string, original: string): string {
  if (!/\.[cm]?ts$/.test(url.replace(/[?#].*/, ""))) return original;
  const strip = builtin<typeof Module>("node:module")?.stripTypeScriptTypes;
  if (!strip) return original;
  // Node warns once that this function is experimental; the warning is not for our user, whose code never called it.
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return strip(original);
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** Asks the engine. The Debugger domain must be on for that, which drops compiled wasm code until its next call. */
function fromEngine(scriptId: string): { url: string | undefined; text: string | undefined } {
  let url: string | undefined;
  try {
    return withSession((post, session) => {
      session.on("Debugger.scriptParsed", ({ params }) => {
        if (params.scriptId === scriptId) url = params.url || undefined;
      });
      post("Debugger.enable");
      try {
        const { scriptSource } = post<{ scriptSource: string }>("Debugger.getScriptSource", { scriptId });
        return { url, text: scriptSource };
      } finally {
        post("Debugger.disable");
      }
    });
  } catch (error) {
    if (error instanceof NoInspector) return { url, text: undefined };
    throw error;
  }
}
