// cProfile's table as text, and what stands above and below it.
import { basename } from "node:path";
import type { FunctionRow } from "./functions.ts";
import type { FunctionKind, ProfiledFunction } from "./model.ts";
import type { Profile } from "./profile.ts";

/** What rows are sorted by: the names that cProfile takes. */
export type SortKey = "tottime" | "cumtime" | "ncalls" | "name" | "file";

/** The spellings that Python's pstats takes for them. */
export const SORT_KEYS: Readonly<Record<string, SortKey>> = {
  tottime: "tottime",
  time: "tottime",
  cumtime: "cumtime",
  cumulative: "cumtime",
  ncalls: "ncalls",
  calls: "ncalls",
  name: "name",
  nfl: "name",
  file: "file",
  filename: "file",
  module: "file",
};

const ORDERED_BY: Readonly<Record<SortKey, string>> = {
  tottime: "internal time",
  cumtime: "cumulative time",
  ncalls: "call count",
  name: "function name",
  file: "file name",
};

export interface FunctionTableOptions {
  readonly sort: SortKey;
  /** How many rows are shown. */
  readonly limit: number;
}

const BY_TIME: FunctionTableOptions = { sort: "tottime", limit: 25 };

/** What is spent in each, in the words of the table. */
export const SPENT: readonly (readonly [FunctionKind, string])[] = [
  ["code", "TypeScript"],
  ["wasm", "WebAssembly"],
  ["amdahl", "amdahl"],
  ["messages", "communicating"],
  ["blocked", "waiting for others"],
  ["native", "native functions"],
  ["node", "Node's library"],
  ["gc", "garbage collection"],
  ["profiler", "profiling"],
  ["program", "other native code"],
  ["idle", "waiting"],
];

/** `file:line(function)`, as cProfile writes it. */
export function label({ kind, name, file, line }: ProfiledFunction): string {
  if (file === "") return name;
  if (kind === "wasm" && file.startsWith("wasm:")) return `${file}(${name})`;
  return `${file.startsWith("node:") ? file : basename(file)}${line > 0 ? `:${line}` : ""}(${name})`;
}

/** The rows that a table shows, in its order. */
export function sortedRows(profile: Profile, { sort }: FunctionTableOptions): FunctionRow[] {
  const by: Record<SortKey, (a: FunctionRow, b: FunctionRow) => number> = {
    tottime: (a, b) => b.self - a.self || b.total - a.total,
    cumtime: (a, b) => b.total - a.total || b.self - a.self,
    ncalls: (a, b) => (b.calls ?? 0) - (a.calls ?? 0) || b.self - a.self,
    name: (a, b) => a.fn.name.localeCompare(b.fn.name) || a.fn.line - b.fn.line,
    file: (a, b) => a.fn.file.localeCompare(b.fn.file) || a.fn.line - b.fn.line,
  };
  return profile.rows
    .filter(isShown)
    .sort((a, b) => by[sort](a, b) || label(a.fn).localeCompare(label(b.fn)));
}

/** Whether tables have a row for it: what is no function of anybody's has none. */
export function isShown({ fn, callers }: FunctionRow): boolean {
  if (fn.kind === "program" || fn.kind === "idle" || fn.kind === "profiler") return false;
  // What of Node's library calls the program, rather than being called by it.
  return fn.kind !== "node" || [...callers.keys()].some(({ kind }) => kind !== "node" && kind !== "profiler");
}

/** The whole report: calls, seconds and what they were spent in; the table; what is to be known of it. */
export function functionReport(profile: Profile, options: FunctionTableOptions = BY_TIME): string {
  const rows = sortedRows(profile, options);
  const shown = rows.slice(0, options.limit);
  const lines = [
    ...head(profile),
    "",
    `   Ordered by: ${ORDERED_BY[options.sort]}${shown.length < rows.length ? `; ${shown.length} of ${rows.length} rows` : ""}`,
    "",
    "   ncalls  tottime  percall  cumtime  percall filename:lineno(function)",
    ...shown.map(tableRow),
  ];
  return [...lines, ...foot(profile, shown)].join("\n");
}

function head(profile: Profile): string[] {
  const code = profile.rows.filter(({ calls }) => calls !== undefined);
  const calls = code.reduce((sum, row) => sum + (row.calls ?? 0), 0);
  const primitive = code.reduce((sum, row) => sum + (row.primitive ?? row.calls ?? 0), 0);
  const seconds = Math.max(0, ...profile.threads.map((thread) => thread.seconds));
  const several = profile.threads.length > 1 ? `, ${profile.threads.length} threads` : "";
  const split = profile.split();
  const all = [...split.values()].reduce((sum, value) => sum + value, 0);
  const parts = SPENT.map(([kind, name]) => [name, split.get(kind) ?? 0] as const)
    .filter(([, value]) => value >= 0.0005 && value >= all / 1000)
    .map(([name, value]) => `${name} ${value.toFixed(3)}`);
  return [
    `         ${calls} function calls${primitive === calls ? "" : ` (${primitive} primitive calls)`} in ${seconds.toFixed(3)} seconds${several}`,
    ...(parts.length > 0 ? [`         ${parts.join(", ")}`] : []),
    ...(profile.threads.length > 1 ? ["", ...threadTable(profile)] : []),
  ];
}

/** A row for each thread: what its seconds were spent in. */
function threadTable(profile: Profile): string[] {
  const splits = profile.threads.map((thread) => profile.split([thread]));
  const spent = SPENT.filter(([kind]) => splits.some((split) => (split.get(kind) ?? 0) >= 0.0005));
  const width = Math.max(6, ...profile.threads.map(({ name }) => name.length));
  const cells = (name: string, texts: readonly string[]) =>
    `   ${name.padEnd(width)}  ${texts.map((text, i) => text.padStart(Math.max(8, i === 0 ? 8 : spent[i - 1][1].length))).join("  ")}`;
  return [
    cells("thread", ["seconds", ...spent.map(([, name]) => name)]),
    ...profile.threads.map(({ name, seconds }, i) =>
      cells(name, [seconds.toFixed(3), ...spent.map(([kind]) => (splits[i].get(kind) ?? 0).toFixed(3))]),
    ),
  ];
}

function tableRow(row: FunctionRow): string {
  const { calls, primitive, self, total, fn } = row;
  const per = (seconds: number, count: number | undefined) =>
    count ? (seconds / count).toFixed(3).padStart(8) : "        ";
  const ncalls = calls === undefined ? "" : primitive === calls ? `${calls}` : `${calls}/${primitive ?? "?"}`;
  const mark = isDoubtful(row) ? "~" : " ";
  // The engine has most of these in the code of their callers, and does not say how long they take.
  if (fn.kind === "native" && self === 0) return `${ncalls.padStart(9)} ${" ".repeat(36)}${label(fn)}`;
  return `${ncalls.padStart(9)} ${self.toFixed(3).padStart(8)}${mark}${per(self, calls)} ${total.toFixed(3).padStart(8)} ${per(total, primitive ?? calls)} ${label(fn)}`;
}

/** Why it may be. */
export const DOUBT =
  "Node before 26 charges inlined functions of other files to their callers: some of this time may be theirs " +
  "(--no-inline tells, and slows the program down)";

/** Whether a row's time may be wrong by more than it says. */
export function isDoubtful({ doubt, self }: FunctionRow): boolean {
  // Fewer than a handful of samples say nothing either way.
  return doubt > 0.05 * self && doubt > 0.005;
}

function foot(profile: Profile, shown: readonly FunctionRow[]): string[] {
  const notes: string[] = [];
  if (shown.some(isDoubtful)) notes.push(`~ ${DOUBT}`);
  for (const { url, reason } of profile.uncounted.slice(0, 5))
    notes.push(`calls are not counted in ${url.replace(/^file:\/\//, "")}: ${reason}`);
  const { length } = profile.uncounted;
  if (length > 5) notes.push(`nor in ${length - 5} more files`);
  return notes.length > 0 ? ["", ...notes] : [];
}

/** The tables of who called whom: `callers` or `callees` of each row. */
export function edgeReport(
  profile: Profile,
  which: "callers" | "callees",
  options: FunctionTableOptions,
): string {
  const lines = [
    `   Ordered by: ${ORDERED_BY[options.sort]}`,
    "",
    `   tottime  cumtime  ${which === "callers" ? "function, and below it what called it" : "function, and below it what it called"}`,
  ];
  for (const row of sortedRows(profile, options).slice(0, options.limit)) {
    lines.push(`  ${row.self.toFixed(3).padStart(8)} ${row.total.toFixed(3).padStart(8)}  ${label(row.fn)}`);
    const edges = [...row[which]].sort(([, a], [, b]) => b.total - a.total || b.self - a.self);
    const sign = which === "callers" ? "<-" : "->";
    for (const [fn, { self, total }] of edges.filter(([, edge]) => edge.total > 0 || edge.self > 0))
      lines.push(
        `  ${self.toFixed(3).padStart(8)} ${total.toFixed(3).padStart(8)}      ${sign} ${label(fn)}`,
      );
  }
  return lines.join("\n");
}
