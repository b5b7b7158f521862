// What the engine knows of a loaded script by its number: its URL, and its text as a last resort.
import type { Session } from "node:inspector";
import type * as Url from "node:url";
import type * as Util from "node:util";
import { builtin, NoInspector, type Post, withSession } from "./inspect.ts";

const urls = new Map<string, string>();

/** Remembers the URLs of the scripts now on the stack: 0.1 ms, and often all that is needed. */
export function noteCallers(scriptId: string): void {
  if (urls.has(scriptId)) return;
  const sites = builtin<typeof Util>("node:util")?.getCallSites?.(100) ?? [];
  for (const { scriptId: id, scriptName } of sites as { scriptId?: string; scriptName: string }[])
    if (id && scriptName) urls.set(id, asUrl(scriptName));
}

/** Whether {@link urlOf} answers at once. */
export function isKnown(scriptId: string): boolean {
  return urls.has(scriptId);
}

/** The URL of a loaded script; undefined for text that has none. */
export function urlOf(scriptId: string): string | undefined {
  if (!urls.has(scriptId)) {
    urls.set(scriptId, "");
    // Best-effort coverage reads the counters that are there anyway: no mode is switched and nothing deoptimised.
    withSession((post, session) => {
      type Coverage = { result: { scriptId: string; url: string }[] };
      const { result } = post<Coverage>("Profiler.getBestEffortCoverage");
      for (const { scriptId: id, url } of result) urls.set(id, asUrl(url));
      // A classic script none of whose functions has run, once its own code was collected, is not in there.
      if (!result.some(({ scriptId: id }) => id === scriptId)) parsed(post, session);
    });
  }
  return urls.get(scriptId) || undefined;
}

/** Asks the engine for the URLs of all scripts, as {@link textFromEngine} does for one's text and as slowly. */
function parsed(post: Post, session: Session): void {
  session.on("Debugger.scriptParsed", ({ params: { scriptId, url } }) => urls.set(scriptId, asUrl(url)));
  post("Debugger.enable");
  post("Debugger.disable");
}

/** A URL for a path; other names as they are. */
export function asUrl(name: string): string {
  const isPath = /^([a-z]:)?[\\/]/i.test(name);
  return (isPath && builtin<typeof Url>("node:url")?.pathToFileURL(name).href) || name;
}

/** The path of a `file:` URL; undefined for any other. */
export function pathOf(url: string): string | undefined {
  if (!url.startsWith("file:")) return undefined;
  try {
    return builtin<typeof Url>("node:url")?.fileURLToPath(url.replace(/[?#].*/, ""));
  } catch {
    return undefined; // a host or an escaped slash in it
  }
}

/**
 * The text of a loaded script. The Debugger domain must be on for that: it hashes every script of the process
 * (30 ms and more the first time, 4 ms later) and drops compiled wasm code to the baseline tier meanwhile.
 */
export function textFromEngine(scriptId: string): string | undefined {
  try {
    return withSession((post) => {
      post("Debugger.enable");
      try {
        return post<{ scriptSource: string }>("Debugger.getScriptSource", { scriptId }).scriptSource;
      } finally {
        post("Debugger.disable");
      }
    });
  } catch (error) {
    if (error instanceof NoInspector) return undefined;
    throw error;
  }
}
