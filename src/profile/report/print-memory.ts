// memory_profiler's table as text: what each line of a function made the process's memory grow by.
import { estimated, type MemoryRow, memoryRows } from "./memory-rows.ts";
import { type Chosen, chosenFunctions, functionLines, nothingChosen, shortPath } from "./print-lines.ts";
import type { Profile } from "./profile.ts";
import { suspectedLeak } from "./trend.ts";

/** The tables of the chosen functions, and what is to be known of the readings. */
export function memoryReport(profile: Profile, names: readonly string[] = [], most = 5): string {
  const chosen = chosenFunctions(profile, names, most, (index) => [...memoryRows(profile, index).values()]);
  if (chosen.length === 0) return nothingChosen(names);
  const tables = chosen.map((one) => table(profile, one));
  const leak = leakText(profile);
  return [...tables, ...(leak === undefined ? [] : [leak]), notes(profile)].join("\n\n");
}

function table(profile: Profile, chosen: Chosen): string {
  const rows = memoryRows(profile, chosen.index);
  const hits = profile.hits(chosen.index);
  const isModule = chosen.fn.known?.record === undefined;
  const { path, lines } = functionLines(chosen);
  const text = [
    `Filename: ${shortPath(path)}`,
    "",
    "Line #    Mem usage    Increment  Occurrences       Heap     Arrays     Blocks   Line Contents",
    "==============================================================================================",
  ];
  for (const [i, [ran, line, contents]] of [...lines].sort(([, a], [, b]) => a - b).entries()) {
    const row = rows.get(ran);
    if (isModule && row === undefined) continue;
    text.push(
      `${String(line).padStart(6)} ${cells(row, i === 0 && !isModule, hits.get(ran))}   ${contents}`.trimEnd(),
    );
  }
  return text.join("\n");
}

const WIDTHS = [12, 12, 12, 10, 10, 10];

function cells(row: MemoryRow | undefined, isHeader: boolean, ran: number | undefined): string {
  if (row === undefined) {
    // What can make no memory is counted, and not read.
    const texts = ["", "", ran === undefined ? "" : String(ran), "", "", ""];
    return texts.map((text, i) => text.padStart(WIDTHS[i])).join(" ");
  }
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

/** What is said of a suspected leak; undefined without one. */
function leakText(profile: Profile): string | undefined {
  const leak = suspectedLeak(profile);
  if (leak === undefined) return undefined;
  const { growth, collections, lines } = leak;
  return [
    `A leak is suspected: what ${collections} collections left grew by ${mebi(growth)} MiB, all through the run. Most was made at`,
    ...lines.map(({ path, line, bytes }) => `  ${shortPath(path)}:${line}, ${mebi(bytes)} MiB`),
  ].join("\n");
}
