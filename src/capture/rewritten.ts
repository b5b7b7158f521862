// Files that run with counters in them, as a profiler makes them: whoever asks where a function stands wants its place in
// the file as written. The list hangs on the global object, where every copy of amdahl in the thread finds it.

/** How a file was rewritten: places that the engine knows lead to places in the file; both count from 0. */
export interface RewrittenFile {
  place(line: number, column: number): { readonly line: number; readonly column: number };
  /** What a piece of the text that runs was before; undefined if it is no piece of it. */
  written(text: string): string | undefined;
}

const FILES = Symbol.for("amdahl.rewritten");
const holder = globalThis as unknown as Record<symbol, Map<string, RewrittenFile> | undefined>;

/** Notes that the file at `url` runs rewritten. */
export function noteRewritten(url: string, file: RewrittenFile): void {
  holder[FILES] ??= new Map();
  holder[FILES].set(url, file);
}

/** Whether any file of this thread runs rewritten. */
export function someRewritten(): boolean {
  return holder[FILES] !== undefined;
}

/** The place in the file as written; undefined for a file that runs as it is. */
export function placeWritten(
  url: string | undefined,
  line: number,
  column: number,
): { readonly line: number; readonly column: number } | undefined {
  return url === undefined ? undefined : holder[FILES]?.get(url)?.place(line, column);
}

/** The text of a function as written, by the text that the engine has of it. */
export function textWritten(text: string): string {
  for (const file of holder[FILES]?.values() ?? []) {
    const written = file.written(text);
    if (written !== undefined) return written;
  }
  return text;
}
