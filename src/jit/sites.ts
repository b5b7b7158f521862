// Runtime sites: the places where a compiled function may throw or print, with their source frames resolved to text,
// so that they can travel to other threads as plain data.
import type { Captured } from "../capture/index.ts";
import type { RuntimeSite } from "./runtime/index.ts";

interface IrSite {
  readonly source: number;
  readonly start: number;
  readonly end: number;
}

/** The sites of a program, resolved. */
export function resolveSites(
  sites: readonly (IrSite & object)[],
  sources: readonly Captured[],
): RuntimeSite[] {
  return sites.map((site) => {
    const captured = sources[site.source] as Captured;
    const { file, line, column } = captured.placeOf(site.start);
    const { source: _, start, end, ...rest } = site;
    const place = { file: file ?? "<anonymous>", line, column, fn: captured.name };
    return { ...rest, ...place, frame: captured.frame(start, end) } as RuntimeSite;
  });
}
