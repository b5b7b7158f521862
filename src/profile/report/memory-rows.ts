// What was read of a file's lines, over all threads, and what it says of their runs that were not read.
import type { LineMemory } from "../record/index.ts";
import type { ThreadProfile } from "./model.ts";
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
