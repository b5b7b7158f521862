// From a profile to what a page is told of it: every figure is one that the tables in a terminal have, too.
import { threadNames } from "../formats/threads.ts";
import {
  type CallNode,
  DOUBT,
  estimated,
  type FileIndex,
  isDoubtful,
  isShared,
  isShown,
  label,
  memoryRows,
  type Profile,
  type ProfiledFunction,
  SHARED,
  SPENT,
  type ThreadProfile,
} from "../report/index.ts";
import { linesOf } from "../rewrite/index.ts";
import type { Line, PageData, PageFunction, Row, TreeList, View } from "./model.ts";

/** What a page shows of a profile. */
export function pageData(profile: Profile): PageData {
  const { records, threads, files } = profile;
  const functions = new FunctionList(files);
  const names = threadNames(records);
  const view = (name: string, of: readonly ThreadProfile[]): View => ({
    name,
    threads: of.map((thread) => threads.indexOf(thread)),
    time: micro(Math.max(0, ...of.map(({ seconds }) => seconds))),
    samples: of.reduce((sum, { samples }) => sum + samples, 0),
    split: splitOf(profile, of),
    rows: rowsOf(profile, of, functions),
    lines: files.map((file) => lineFigures(profile, file, of)),
  });
  const each = threads.map((thread, i) => view(names[i], [thread]));
  const trees = threads.map(({ root }) => treeList(root, functions));
  return {
    command: records[0]?.argv.join(" ") ?? "",
    node: [...new Set(records.map(({ node }) => node))].join(", "),
    began: Math.min(...records.map(({ began }) => began)),
    kinds: SPENT,
    functions: functions.all,
    files: files.map(({ path, file }) => ({ path, lines: textLines(file.written) })),
    views: each.length > 1 ? [view(`all ${each.length} threads`, threads), ...each] : each,
    trees,
    doubt: DOUBT,
    shared: SHARED,
    notes: profile.uncounted.map(
      ({ url, reason }) => `Calls are not counted in ${url.replace(/^file:\/\//, "")}: ${reason}`,
    ),
  };
}

/** Functions by number. */
class FunctionList {
  readonly all: PageFunction[] = [];
  readonly #numbers = new Map<ProfiledFunction, number>();
  readonly #files: ReadonlyMap<string, number>;

  constructor(files: readonly FileIndex[]) {
    this.#files = new Map(files.map(({ path }, i) => [path, i]));
  }

  number(fn: ProfiledFunction): number {
    const known = this.#numbers.get(fn);
    if (known !== undefined) return known;
    const { name, kind, file, line } = fn;
    const number = this.all.length;
    this.#numbers.set(fn, number);
    this.all.push({
      label: label(fn),
      name,
      kind: kindNumber(kind),
      path: file,
      file: this.#files.get(file) ?? -1,
      line,
    });
    return number;
  }
}

const kindNumber = (kind: ProfiledFunction["kind"]) => SPENT.findIndex(([one]) => one === kind);

/** The lines that an editor shows: after the end of the last one begins no other. */
function textLines(text: string): string[] {
  const lines = linesOf(text);
  if (lines.length > 1 && lines.at(-1) === "") lines.pop();
  return lines;
}

function splitOf(profile: Profile, threads: readonly ThreadProfile[]): number[] {
  const split = profile.split(threads);
  return SPENT.map(([kind]) => micro(split.get(kind) ?? 0));
}

function rowsOf(profile: Profile, threads: readonly ThreadProfile[], functions: FunctionList): Row[] {
  return profile
    .rowsOf(threads)
    .filter((row) => isShown(row) && (row.calls !== undefined || row.total > 0))
    .sort((a, b) => b.self - a.self || b.total - a.total)
    .map((row) => [
      functions.number(row.fn),
      row.calls ?? null,
      row.primitive ?? null,
      micro(row.self),
      micro(row.total),
      isDoubtful(row) ? 1 : 0,
    ]);
}

function lineFigures(profile: Profile, index: FileIndex, threads: readonly ThreadProfile[]): Line[] {
  const { times } = profile.lines(index, threads);
  const hits = profile.hits(index, threads);
  const memory = memoryRows(profile, index, threads);
  const lines = [...new Set([...times.keys(), ...hits.keys(), ...memory.keys()])].sort((a, b) => a - b);
  return lines.map((line) => {
    const { self, total, shared } = times.get(line) ?? { self: 0, total: 0, shared: 0 };
    const read = memory.get(line);
    const { resident, heap, arrays, blocks, peak } = read ? estimated(read) : NOTHING;
    return [
      line,
      hits.get(line) ?? null,
      micro(self),
      micro(total),
      isShared({ shared, time: total }) ? 1 : 0,
      read ? [resident, Math.round(heap), Math.round(arrays), Math.round(blocks), peak] : null,
    ];
  });
}

const NOTHING = { resident: 0, heap: 0, arrays: 0, blocks: 0, peak: 0 };

function treeList(root: CallNode, functions: FunctionList): TreeList {
  const list: number[] = [];
  // No recursion: a stack may be as deep as whoever made the profile liked.
  const open: [CallNode, number][] = [[root, 0]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [at, depth] = next;
    list.push(depth, functions.number(at.fn), micro(at.self));
    for (const child of at.children.toReversed()) open.push([child, depth + 1]);
  }
  return list;
}

/** Microseconds, and no more digits than a clock has. */
function micro(seconds: number): number {
  return Math.round(seconds * 1e7) / 10;
}
