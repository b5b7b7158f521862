// memory_profiler's table as text: what each line of a function made the process's memory grow by.
import { relative } from "node:path";
import type { LineMemory } from "../record/index.ts";
import type { ThreadProfile } from "./model.ts";
import { chosenFunctions, linesOf } from "./print-lines.ts";
import type { Profile } from "./profile.ts";
import type { FileIndex } from "./tree.ts";

/** The memory of one line, in bytes, and how often it ran. */
export interface MemoryRow extends LineMemory {
  readonly line: number;
  readonly hits: number;
}

/** The lines of a file that were charged, over all threads or some. */
export function memoryRows(
  profile: Profile,
  index: FileIndex,
  threads: readonly ThreadProfile[] = profile.threads,
): Map<number, MemoryRow> {
  const rows = new Map<number, MemoryRow>();
  const hits = profile.hits(index, threads);
  for (const { files } of profile.recordsOf(threads))
    for (const file of files) {
      if (file.url !== index.file.url) continue;
      file.lines.forEach(({ line }, i) => {
        const found = file.memory?.[i];
        if (!found) return;
        const known = rows.get(line + 1);
        if (!known)
          rows.set(line + 1, {
            ...found,
            largest: [...found.largest],
            line: line + 1,
            hits: hits.get(line + 1) ?? 0,
          });
        else {
          known.reads += found.reads;
          known.largest.push(...found.largest);
          known.peak = Math.max(known.peak, found.peak);
          for (const key of ["resident", "heap", "arrays", "blocks"] as const) known[key] += found[key];
        }
      });
    }
  return rows;
}

/** The tables of the chosen functions, and what is to be known of the readings. */
export function memoryReport(profile: Profile, names: readonly string[], most = 5): string {
  const chosen = chosenFunctions(profile, names, most, (index) => [...memoryRows(profile, index).values()]);
  const tables = chosen.map(({ fn, index }) => {
    const { record } = fn.known ?? {};
    const texts = linesOf(index.file.written);
    const first = record ? record.first + 1 : 1;
    const last = record ? record.last + 1 : texts.length;
    return table(index, memoryRows(profile, index), texts, first, last, record === undefined);
  });
  return [...tables, notes(profile)].join("\n\n");
}

function table(
  index: FileIndex,
  rows: ReadonlyMap<number, MemoryRow>,
  texts: readonly string[],
  first: number,
  last: number,
  isModule: boolean,
): string {
  const path = relative(process.cwd(), index.path);
  const inFunction = (line: number) =>
    index.file.functions.some((inner) => inner.first < line - 1 && line - 1 <= inner.last);
  const lines = [
    `Filename: ${path.startsWith("..") ? index.path : path}`,
    "",
    "Line #    Mem usage    Increment  Occurrences       Heap     Arrays     Blocks   Line Contents",
    "==============================================================================================",
  ];
  for (let line = first; line <= last; line++) {
    const row = isModule && inFunction(line) ? undefined : rows.get(line);
    if (isModule && row === undefined) continue;
    lines.push(
      `${String(line).padStart(6)} ${cells(row, line === first && !isModule)}   ${texts[line - 1] ?? ""}`.trimEnd(),
    );
  }
  return lines.join("\n");
}

const WIDTHS = [12, 12, 12, 10, 10, 10];

function cells(row: MemoryRow | undefined, isHeader: boolean): string {
  if (row === undefined) return WIDTHS.map((width) => " ".repeat(width)).join(" ");
  const { peak, resident, hits, heap, arrays, blocks, first } = estimated(row);
  const texts = [
    `${mebi(peak)} MiB`,
    // What there was before the function's first line, as memory_profiler has it.
    `${mebi(isHeader ? first : resident)} MiB`,
    String(hits),
    ...[heap, arrays, blocks].map((bytes) => (bytes > 0 ? mebi(bytes) : "")),
  ];
  return texts.map((text, i) => text.padStart(WIDTHS[i])).join(" ");
}

/**
 * What a line did in all its runs, of which some were read: on average the others did what those did, but for the largest
 * growths, which are as likely the engine's.
 */
export function estimated(row: MemoryRow): MemoryRow {
  const { reads, hits, heap, arrays, blocks, largest } = row;
  if (reads === 0 || hits <= reads) return row;
  const scale = hits / reads;
  const once = largest.reduce((sum, bytes) => sum + bytes, 0);
  return { ...row, heap: once + (heap - once) * scale, arrays: arrays * scale, blocks: blocks * scale };
}

const mebi = (bytes: number) => (bytes / 2 ** 20).toFixed(3);

function notes(profile: Profile): string {
  const records = profile.records.flatMap(({ memory }) => memory ?? []);
  const reads = records.reduce((sum, one) => sum + one.reads, 0);
  const seconds = records.reduce((sum, one) => sum + one.seconds, 0);
  const events = profile.files.reduce(
    (sum, index) => sum + [...profile.hits(index).values()].reduce((a, b) => a + b, 0),
    0,
  );
  return [
    "Mem usage and Increment are the process's resident memory, as memory_profiler has them. Heap, Arrays and Blocks (MiB) are what",
    "JavaScript's objects, buffers and amdahl's arrays grew by at the line; what the collector took away is not taken off.",
    `Memory was read at ${reads} of ${events} lines, in ${seconds.toFixed(2)} s; lines that ran often are scaled up from those read.`,
  ].join("\n");
}
