// The files that a program's author wrote: a bundle, or what a compiler made, leads back to them by its source map.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type MapPlace, mapOf } from "../../capture/index.ts";
import type { CountedFile } from "../record/index.ts";
import { linesOf } from "../rewrite/index.ts";

/** A line of a file, from 1. */
export interface Place {
  readonly path: string;
  readonly line: number;
}

/** Leads from lines of a file that ran to lines that somebody wrote. */
export class Written {
  readonly #path: string;
  readonly #lines: readonly string[];
  readonly #map: MapPlace | undefined;
  readonly #texts = new Map<string, readonly string[]>();

  constructor({ url, written }: CountedFile) {
    this.#path = pathOf(url);
    this.#lines = linesOf(written);
    this.#map = mapOf(written, url);
    this.#texts.set(this.#path, this.#lines);
  }

  /** Whether the file is what its author wrote. */
  get isOriginal(): boolean {
    return this.#map === undefined;
  }

  /** Where a line was written; a column, from 1, says which part of it, and the first part counts without one. */
  place(line: number, column?: number): Place {
    const at = column ?? (this.#lines[line - 1] ?? "").search(/\S/) + 1;
    const found = this.#map?.(line, Math.max(1, at));
    if (!found) return { path: this.#path, line };
    const path = pathOf(found.url);
    if (found.text !== undefined && !this.#texts.has(path)) this.#texts.set(path, linesOf(found.text));
    return { path, line: found.line };
  }

  /** The lines of a file, as the map has them or as they are on the disk now; none if it is gone. */
  lines(path: string): readonly string[] {
    let known = this.#texts.get(path);
    if (known === undefined) {
      try {
        known = linesOf(readFileSync(path, "utf8"));
      } catch {
        known = [];
      }
      this.#texts.set(path, known);
    }
    return known;
  }
}

/** A URL's path; other names, as bundlers make them up, stay what they are. */
export function pathOf(url: string): string {
  return url.startsWith("file:") ? fileURLToPath(url.replace(/[?#].*/, "")) : url;
}
