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

/** A reader of the source map that `text` ends with, inline or in a file beside it; undefined without one. */
export function mapOf(
  text: string,
  url: string,
): ((line: number, column: number) => Mapped | undefined) | undefined {
  const mark = text.lastIndexOf("//# sourceMappingURL=");
  if (mark < 0) return undefined;
  const link = /\S+/.exec(text.slice(mark + 21))?.[0] ?? "";
  try {
    const payload = JSON.parse(load(link, url)) as Module.SourceMapPayload;
    const SourceMap = builtin<typeof Module>("node:module")?.SourceMap;
    if (!SourceMap) return undefined;
    const map = new SourceMap(payload);
    return (line, column) => {
      const entry = map.findEntry(line - 1, column - 1);
      if (!("originalSource" in entry) || entry.originalSource === undefined) return undefined;
      const at = payload.sources.indexOf(entry.originalSource);
      // A token's mapping is its start; what the compiler left as written keeps the distance from it.
      const beyond = line - 1 === entry.generatedLine ? column - 1 - entry.generatedColumn : 0;
      return {
        url: new URL(entry.originalSource, url).href,
        text: payload.sourcesContent?.[at] ?? undefined,
        line: entry.originalLine + 1,
        column: entry.originalColumn + 1 + Math.max(0, beyond),
      };
    };
  } catch {
    return undefined; // a map that is missing or malformed leaves the compiled places, which are right too
  }
}

function load(link: string, url: string): string {
  const inline = /^data:application\/json[^,]*?(;base64)?,/.exec(link);
  if (inline) {
    const data = link.slice(inline[0].length);
    return inline[1] ? Buffer.from(data, "base64").toString("utf8") : decodeURIComponent(data);
  }
  return builtin<typeof Fs>("node:fs")?.readFileSync(new URL(link, url), "utf8") ?? "";
}
