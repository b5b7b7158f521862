// From a place in compiled text back to the file that its author wrote, by the source map that the compiler left.
import type * as Fs from "node:fs";
import type * as Module from "node:module";
import { builtin } from "./inspect.ts";

export interface Mapped {
  /** URL of the file that was compiled. */
  readonly url: string;
  /** Its text as the map carries it. */
  readonly text: string | undefined;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
}

/** From a 1-based place in compiled text to where it was written. */
export type MapPlace = (line: number, column: number) => Mapped | undefined;

/** By the map that Node kept when it loaded the module, as it does under `--enable-source-maps` and tsx. */
export function loadedMapOf(url: string): MapPlace | undefined {
  const map = builtin<typeof Module>("node:module")?.findSourceMap?.(url);
  return map && reader(map, url);
}

/** By the map that `text` ends with, inline or in a file beside it; undefined without one. */
export function mapOf(text: string, url: string): MapPlace | undefined {
  const mark = text.lastIndexOf("//# sourceMappingURL=");
  if (mark < 0) return undefined;
  const link = /\S+/.exec(text.slice(mark + 21))?.[0] ?? "";
  try {
    const SourceMap = builtin<typeof Module>("node:module")?.SourceMap;
    return SourceMap && reader(new SourceMap(JSON.parse(load(link, url))), url);
  } catch {
    return undefined; // a map that is missing or malformed leaves the compiled places, which are right too
  }
}

function reader(map: Module.SourceMap, url: string): MapPlace {
  const { sources, sourcesContent } = map.payload;
  return (line, column) => {
    const entry = map.findEntry(line - 1, column - 1);
    if (!("originalSource" in entry) || entry.originalSource === undefined) return undefined;
    const at = sources.indexOf(entry.originalSource);
    return {
      url: URL.canParse(entry.originalSource, url)
        ? new URL(entry.originalSource, url).href
        : entry.originalSource,
      text: sourcesContent?.[at] ?? undefined,
      line: entry.originalLine + 1,
      column: entry.originalColumn + 1,
    };
  };
}

function load(link: string, url: string): string {
  const inline = /^data:application\/json[^,]*?(;base64)?,/.exec(link);
  if (inline) {
    const data = link.slice(inline[0].length);
    return inline[1] ? Buffer.from(data, "base64").toString("utf8") : decodeURIComponent(data);
  }
  return builtin<typeof Fs>("node:fs")?.readFileSync(new URL(link, url), "utf8") ?? "";
}
