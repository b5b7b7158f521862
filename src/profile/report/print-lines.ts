// line_profiler's table as text: one for each function that was asked for.
import { relative } from "node:path";
import type { ProfiledFunction } from "./model.ts";
import { label } from "./print-functions.ts";
import type { Profile } from "./profile.ts";
import type { FileIndex } from "./tree.ts";

/** A function whose lines are shown. */
export interface LineTable {
  /** The file that the lines were written in. */
  readonly path: string;
  readonly fn: ProfiledFunction;
  /** From 1, both included. */
  readonly first: number;
  readonly last: number;
  readonly seconds: number;
  /** Seconds that garbage was collected in meanwhile, and that are on no line, since nothing says whose it was. */
  readonly collecting: number;
  readonly rows: readonly LineRow[];
}

/** One line. Times in seconds. */
export interface LineRow {
  readonly line: number;
  /** How often it ran; undefined for a line that is not counted. */
  readonly hits: number | undefined;
  /** In the line, and in what it calls. */
  readonly time: number;
  /** In the line alone. */
  readonly self: number;
  /** How much of `time` was shared out among several lines. */
  readonly shared: number;
  /** How much of `self` was in compiled code, where runs are not counted. */
  readonly compiled: number;
  /** Of a clock's time, what was subtracted for its readings. */
  readonly subtracted: number;
  /** Waited for at the line's awaits: in none of the other times. */
  readonly waited: number;
  /** Another function that some of the time may belong to. */
  readonly mixed: ProfiledFunction | undefined;
  readonly text: string;
}

/** A function, and the file that it stands in. */
export interface Chosen {
  readonly fn: ProfiledFunction;
  readonly index: FileIndex;
}

/**
 * Which functions' lines are shown: those with one of these names, or marked ones, or else the heaviest, by the time spent
 * in them or by the `rows` that stand on their lines.
 */
export function chosenFunctions(
  profile: Profile,
  names: readonly string[],
  most: number,
  rows?: (index: FileIndex) => readonly { readonly line: number; readonly hits: number }[],
): Chosen[] {
  const all = profile.files.flatMap((index) =>
    [...index.functions, index.module].map((fn): Chosen => ({ fn, index })),
  );
  // A function within one that is shown is shown with it.
  const outer = (is: (fn: ProfiledFunction) => boolean) =>
    all.filter(({ fn, index }) => is(fn) && !ancestors(fn, index).some(is));
  if (names.length > 0)
    return outer(({ name, known }) => names.includes(name) || names.includes(known?.record?.called ?? ""));
  const marked = outer(({ known }) => known?.record?.marked ?? false);
  if (marked.length > 0) return marked;
  const weight = new Map<ProfiledFunction, number>();
  if (rows === undefined) {
    for (const { fn, self } of profile.rows) weight.set(fn, self);
    for (const index of profile.files)
      for (const [line, { compiled }] of profile.lines(index).times) {
        const fn = compiled > 0 ? index.onLine(line).at(-1) : undefined;
        if (fn) weight.set(fn, (weight.get(fn) ?? 0) + compiled);
      }
  } else
    for (const index of profile.files)
      for (const { line, hits } of rows(index))
        for (const fn of index.onLine(line)) weight.set(fn, (weight.get(fn) ?? 0) + hits);
  const heaviest = all
    .map(({ fn }) => fn)
    .filter((fn) => (weight.get(fn) ?? 0) > 0)
    .sort((a, b) => (weight.get(b) ?? 0) - (weight.get(a) ?? 0))
    .slice(0, most);
  return outer((fn) => heaviest.includes(fn));
}

function ancestors({ known }: ProfiledFunction, { functions }: FileIndex): ProfiledFunction[] {
  const found: ProfiledFunction[] = [];
  for (let at = known?.record?.parent; at !== undefined; at = functions[at].known?.record?.parent)
    found.push(functions[at]);
  return found;
}

/** The table of one function, from the line that it begins on to the one that it ends on. */
export function lineTable(profile: Profile, { fn, index }: Chosen): LineTable {
  const { times, collected } = profile.lines(index);
  const hits = profile.hits(index);
  const mixed = profile.mixed(fn);
  const waits = profile.waits(index);
  const isClocked = profile.clockCost !== undefined;
  const rows = new Map<
    number,
    LineRow & {
      hits: number | undefined;
      time: number;
      self: number;
      shared: number;
      compiled: number;
      subtracted: number;
      waited: number;
    }
  >();
  const { path, lines } = functionLines({ fn, index });
  const others = lineOfOthers({ fn, index });
  for (const [at, line, text] of lines) {
    // What else stands on its first line is what the function is given to, or named by.
    const ran = at === others ? -1 : at;
    const { total: time = 0, self = 0, shared = 0, compiled = 0, subtracted = 0 } = times.get(ran) ?? {};
    const other = isClocked ? undefined : mixed.get(ran);
    const waited = waits.get(ran) ?? 0;
    const known = rows.get(line);
    if (!known)
      rows.set(line, {
        line,
        hits: hits.get(ran),
        time,
        self,
        shared,
        compiled,
        subtracted,
        waited,
        mixed: other,
        text,
      });
    else {
      // Of lines that were made of one, the one that ran most says how often that did.
      known.hits = hits.has(ran) ? Math.max(known.hits ?? 0, hits.get(ran) ?? 0) : known.hits;
      known.time += time;
      known.compiled += compiled;
      known.subtracted += subtracted;
      known.self += self;
      known.shared += shared;
      known.waited += waited;
    }
  }
  const sorted = [...rows.values()].sort((a, b) => a.line - b.line);
  const seconds = sorted.reduce((sum, row) => sum + row.time, 0);
  return {
    path,
    fn,
    first: sorted[0]?.line ?? fn.line,
    last: sorted.at(-1)?.line ?? fn.line,
    seconds,
    // A clock has that in the line in which it happens.
    collecting: isClocked ? 0 : Math.max(0, profile.collecting(fn) - (collected.get(fn) ?? 0)),
    rows: sorted,
  };
}

/** The first line of a function over several that something else begins: it is counted and timed for that. */
function lineOfOthers({ fn, index }: Chosen): number | undefined {
  const record = fn.known?.record;
  if (record === undefined || record.first === record.last) return undefined;
  const { written } = index.file;
  const before = written.slice(written.lastIndexOf("\n", record.start - 1) + 1, record.start);
  return /^\s*(?:export\s+)?(?:default\s+)?$/.test(before) ? undefined : record.first + 1;
}

/** The lines of a function: as it ran, as it was written, and the text of that. A module's own are those in no function. */
export function functionLines({ fn, index }: Chosen): {
  readonly path: string;
  readonly lines: readonly (readonly [ran: number, line: number, text: string])[];
} {
  const { written, file } = index;
  const record = fn.known?.record;
  const texts = written.lines(fn.file);
  if (record === undefined) {
    // What a bundle does outside of functions is spread over its files: it is shown as it is.
    const own = written.lines(index.path);
    const inFunction = (line: number) =>
      file.functions.some(({ first, last }) => first < line - 1 && line - 1 <= last);
    const all = own.map((text, i) => [i + 1, i + 1, text] as const);
    return { path: index.path, lines: all.filter(([ran]) => !inFunction(ran)) };
  }
  const lines: (readonly [number, number, string])[] = [];
  const seen = new Set<number>();
  for (let ran = record.first + 1; ran <= record.last + 1; ran++) {
    // A line that no map tells of is no line of what was written.
    const { path, line } = ran === record.first + 1 ? { path: fn.file, line: fn.line } : written.place(ran);
    if (path !== fn.file) continue;
    lines.push([ran, line, texts[line - 1] ?? ""]);
    seen.add(line);
  }
  // Lines that left nothing behind, comments and types, stand where they stood.
  if (!written.isOriginal && seen.size > 0)
    for (let line = Math.min(...seen); line < Math.max(...seen); line++)
      if (!seen.has(line)) lines.push([-1, line, texts[line - 1] ?? ""]);
  return { path: fn.file, lines };
}

/** The tables of the chosen functions. */
export function lineReport(profile: Profile, names: readonly string[] = [], most = 5): string {
  const chosen = chosenFunctions(profile, names, most);
  if (chosen.length === 0) return nothingChosen(names);
  const tables = chosen.map((one) => printTable(lineTable(profile, one)));
  const cost = profile.clockCost;
  if (cost !== undefined)
    tables.push(
      `Times are those of a clock that was read as each line began: with all that the line calls and waits for. A reading takes ${micro(cost)} µs, which is subtracted.`,
    );
  return tables.join("\n\n");
}

/** What is said in place of tables. */
export function nothingChosen(names: readonly string[]): string {
  if (names.length === 0) return "No function of the program took any time.";
  return `No function that the program has loaded is called ${names.join(" or ")}: write it as tables by function do.`;
}

function printTable({ path, fn, first, seconds, collecting, rows }: LineTable): string {
  // A module's table is its whole file: lines on which nothing happens are left out of it.
  const shown = fn.known?.record ? rows : rows.filter(({ hits, time }) => hits || time > 0);
  // A column for what functions wait for is there if one does.
  const waits = shown.some(({ waited }) => waited > 0);
  const lines = [
    "Timer unit: 1e-06 s",
    "",
    `Total time: ${seconds.toFixed(6)} s`,
    `File: ${shortPath(path)}`,
    `Function: ${fn.name} at line ${first}`,
    "",
    `Line #      Hits         Time  Per Hit   % Time      Self${waits ? "       Waited" : ""}  Line Contents`,
    `========================================================================${waits ? "=============" : ""}`,
  ];
  const isCompiled = rows.some((row) => row.compiled > 0);
  for (const row of shown) {
    const { line, time, self, waited, text } = row;
    // Of a function that runs compiled it is not known.
    const hits = row.hits === 0 && isCompiled ? undefined : row.hits;
    const cells = [
      String(line).padStart(6),
      (hits === undefined ? "" : String(hits)).padStart(10),
      `${time > 0 ? micro(time) : hits ? "0.0" : ""}`.padStart(12),
      (hits && time > 0 ? micro(time / hits) : hits ? "0.0" : "").padStart(8),
      (time > 0 && seconds > 0 ? ((100 * time) / seconds).toFixed(1) : hits ? "0.0" : "").padStart(8),
      (self > 0 ? micro(self) : "").padStart(9),
      ...(waits ? [(waited > 0 ? micro(waited) : "").padStart(12)] : []),
    ];
    const isMarked = isShared(row) || isMixed(row, seconds) || isMostlyReading(row);
    lines.push(`${cells.join(" ")}${isMarked ? "~" : " "} ${text}`.trimEnd());
  }
  const notes = shown.some(isShared) ? [`~ ${SHARED}`] : [];
  if (shown.some(isMostlyReading))
    notes.push("~ the line takes less than reading the clock does: what is left of it may be the reading's");
  for (const other of new Set(shown.filter((row) => isMixed(row, seconds)).map(({ mixed }) => mixed)))
    if (other)
      notes.push(
        `~ Node before 26 does not say whether this or the inlined ${label(other)} was at work, whose line has the same number`,
      );
  const compiled = shown.reduce((sum, row) => sum + row.compiled, 0);
  if (compiled > 0)
    notes.push(
      `Compiled code ran for ${micro(compiled)} µs of it, on the lines that it says it is on; how often is not counted there.`,
    );
  if (collecting >= LEAST_SHOWN * seconds && collecting > 0)
    notes.push(`Garbage was collected for ${micro(collecting)} µs meanwhile, which is on no line.`);
  if (notes.length > 0) lines.push("", ...notes);
  return lines.join("\n");
}

/** A path as seen from the current folder, unless it leads out of that. */
export function shortPath(path: string): string {
  const way = relative(process.cwd(), path);
  return way === "" || way.startsWith("..") ? path : way;
}

/** Smaller parts are not worth a word. */
const LEAST_SHOWN = 0.01;

/** Whether enough of a function's time is on a line that may be another function's. */
export function isMixed({ mixed, self }: Pick<LineRow, "mixed" | "self">, seconds: number): boolean {
  return mixed !== undefined && self >= LEAST_SHOWN * seconds;
}

/** Whether more than a little of a line's time was shared out, and may be another line's. */
export function isShared({ shared, time }: Pick<LineRow, "shared" | "time">): boolean {
  return shared > 0.05 * time;
}

/** Whether most of what a clock said was the clock's own. */
function isMostlyReading({ subtracted, time }: LineRow): boolean {
  return subtracted > time && subtracted > 0.001;
}

/** Why it was. */
export const SHARED = "several lines call the same function: its time is shared out by how often each ran";

function micro(seconds: number): string {
  const value = seconds * 1e6;
  return value >= 10 || value === 0 ? value.toFixed(1) : value.toPrecision(2);
}
