// The counters of all threads, added up by function and by line.
import type { ClockedTime, CountedFile, ThreadRecord } from "../record/index.ts";
import { callsOf, hitsOf, linesOf } from "../rewrite/index.ts";
import type { CallCount } from "./functions.ts";
import type { ProfiledFunction } from "./model.ts";
import type { FileIndex, Functions } from "./tree.ts";

/** Calls of each counted function over all threads, those of the language's own functions included. */
export function callCounts(
  records: readonly ThreadRecord[],
  functions: Functions,
): Map<ProfiledFunction, CallCount> {
  const counts = new Map<ProfiledFunction, CallCount>();
  const add = (fn: ProfiledFunction, calls: number, primitive: number | undefined) => {
    const known = counts.get(fn);
    if (!known) counts.set(fn, { calls, primitive });
    else {
      known.calls += calls;
      if (known.primitive !== undefined && primitive !== undefined) known.primitive += primitive;
    }
  };
  for (const { files } of records)
    for (const file of files) {
      const index = functions.index(file);
      add(index.module, 1, undefined);
      file.functions.forEach((record, i) => {
        const { recursive, primitive } = record;
        const all = callsOf(record, file.counts);
        if (all === undefined) return;
        const first =
          primitive !== undefined
            ? file.counts[primitive]
            : recursive !== undefined
              ? all - file.counts[recursive]
              : undefined;
        add(index.functions[i], all, first);
      });
      for (const { name, slot } of file.builtins)
        add(
          functions.get({ kind: "native", name: `{${name}}`, file: "", line: 0, known: undefined }),
          file.counts[slot],
          undefined,
        );
    }
  return counts;
}

/** How often each line of a file was passed, over all threads that loaded it; lines count from 1. */
export function lineHits(url: string, records: readonly ThreadRecord[]): Map<number, number> {
  const hits = new Map<number, number>();
  for (const { files } of records) for (const file of files) if (file.url === url) addHits(file, hits);
  return hits;
}

/** Seconds waited at the awaits on each line of a file; lines count from 1. */
export function lineWaits(url: string, records: readonly ThreadRecord[]): Map<number, number> {
  const waited = new Map<number, number>();
  for (const { files } of records)
    for (const file of files)
      if (file.url === url)
        for (const [i, { line }] of file.waits.entries())
          waited.set(line + 1, (waited.get(line + 1) ?? 0) + file.waited[i]);
  return waited;
}

/** Seconds that lines which make objects said that they were at work, by function; lines count from 1. */
export function lineMakes(
  index: FileIndex,
  records: readonly ThreadRecord[],
): Map<ProfiledFunction, Map<number, number>> {
  const found = new Map<ProfiledFunction, Map<number, number>>();
  for (const { files } of records)
    for (const { url, makes = [], made = [] } of files)
      if (url === index.file.url)
        for (const [i, { line, fn }] of makes.entries()) {
          const of = fn === undefined ? index.module : index.functions[fn];
          const lines = found.get(of) ?? new Map<number, number>();
          found.set(of, lines);
          lines.set(line + 1, (lines.get(line + 1) ?? 0) + (made[i] ?? 0));
        }
  return found;
}

/** Times of a file's lines by a clock, if one was read at them; lines count from 1. */
export function clockedLines(url: string, records: readonly ThreadRecord[]): Map<number, ClockedTime> {
  const found = new Map<number, ClockedTime>();
  for (const { files } of records)
    for (const file of files)
      if (file.url === url)
        for (const [i, time] of (file.clocked ?? []).entries()) {
          if (!time) continue;
          const [seconds, own] = time;
          const line = file.lines[i].line + 1;
          const [before, ownBefore] = found.get(line) ?? [0, 0];
          found.set(line, [before + seconds, ownBefore + own]);
        }
  return found;
}

/** Seconds of a file's compiled functions by line, as it ran: compiled code tells where its lines were written. */
export function compiledLines(index: FileIndex, records: readonly ThreadRecord[]): Map<number, number> {
  const found = new Map<number, number>();
  const all = records.flatMap(({ kernels = [] }) => kernels);
  if (all.length === 0) return found;
  const ran = index.written.isOriginal ? undefined : ranLines(index);
  for (const { file, line, seconds } of all) {
    const at = ran ? ran.get(`${line} ${file}`) : file === index.path ? line : undefined;
    if (at !== undefined) found.set(at, (found.get(at) ?? 0) + seconds);
  }
  return found;
}

/** The first line that was made of each line of what was written. */
function ranLines({ file, written }: FileIndex): Map<string, number> {
  const ran = new Map<string, number>();
  for (let at = linesOf(file.written).length; at > 0; at--) {
    const { path, line } = written.place(at);
    ran.set(`${line} ${path}`, at);
  }
  return ran;
}

function addHits({ lines, counts }: CountedFile, hits: Map<number, number>): void {
  for (const [line, count] of hitsOf(lines, counts)) hits.set(line + 1, (hits.get(line + 1) ?? 0) + count);
}
