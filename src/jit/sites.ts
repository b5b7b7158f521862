// Runtime sites: the places where a compiled function may throw or print, with their source frames resolved to text,
// so that they can travel to other threads as plain data.
import type { Captured } from "../capture/index.ts";
import type { RuntimeSite } from "./runtime/index.ts";

interface IrSite {
  readonly source: number;
  readonly start: number;
  readonly end: number;
}

/**
 * The sites of a program, each resolved when it is first asked for: finding the file and its lines takes longer than
 * compiling a small kernel, and most programs never fail. Sending them to another thread asks for all.
 */
export function resolveSites(
  sites: readonly (IrSite & object)[],
  sources: readonly Captured[],
): RuntimeSite[] {
  const resolved: RuntimeSite[] = [];
  for (const [i, site] of sites.entries()) {
    let made: RuntimeSite | undefined;
    const get = (): RuntimeSite => {
      made ??= resolve(site, sources[site.source]);
      return made;
    };
    Object.defineProperty(resolved, i, { get, enumerable: true, configurable: true });
  }
  return resolved;
}

function resolve(site: IrSite & object, captured: Captured): RuntimeSite {
  const { file, line, column } = captured.placeOf(site.start);
  const { source: _, start, end, ...rest } = site;
  const place = { file: file ?? "<anonymous>", line, column, fn: captured.name };
  return { ...rest, ...place, frame: captured.frame(start, end) } as RuntimeSite;
}
