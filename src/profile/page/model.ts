// What a page is told of a profile: the words that the side in Node and the side in the browser have in common. Times are
// in microseconds, which is short in JSON; lists of numbers stand where objects would repeat their keys a thousand times.

/** All that a page shows. */
export interface PageData {
  /** The command line, from the program on. */
  readonly command: string;
  /** The versions of Node that ran it. */
  readonly node: string;
  /** When recording began, in milliseconds since 1970. */
  readonly began: number;
  /** What time is spent in: the name that styles know, and people's. */
  readonly kinds: readonly (readonly [kind: string, name: string])[];
  readonly functions: readonly PageFunction[];
  /** The files whose text is known. */
  readonly files: readonly PageFile[];
  /** All threads together, if there are several, and each. */
  readonly views: readonly View[];
  /** The threads' trees of calls, as {@link TreeList}. */
  readonly trees: readonly TreeList[];
  /** Why a function's or a line's time is marked with `~`. */
  readonly doubt: string;
  readonly shared: string;
  /** What else is to be known. */
  readonly notes: readonly string[];
}

export interface PageFunction {
  /** `file:line(function)`. */
  readonly label: string;
  readonly name: string;
  /** An index of `kinds`. */
  readonly kind: number;
  /** The path, `node:fs`, or "". */
  readonly path: string;
  /** An index of `files`, or -1. */
  readonly file: number;
  /** From 1; 0 without a file. */
  readonly line: number;
}

export interface PageFile {
  readonly path: string;
  readonly lines: readonly string[];
}

/** Some threads' figures. */
export interface View {
  readonly name: string;
  /** Indices of `trees`. */
  readonly threads: readonly number[];
  /** Of the longest thread. */
  readonly time: number;
  readonly samples: number;
  /** By `kinds`. */
  readonly split: readonly number[];
  readonly rows: readonly Row[];
  /** By `files`. */
  readonly lines: readonly (readonly Line[])[];
}

/** A function. Its calls are null where they are not counted; its primitive calls where they are not known. */
export type Row = readonly [
  fn: number,
  calls: number | null,
  primitive: number | null,
  self: number,
  total: number,
  isDoubtful: 0 | 1,
];

/** A line, from 1. Its hits are null where they are not counted, its memory where that was not read. */
export type Line = readonly [
  line: number,
  hits: number | null,
  self: number,
  total: number,
  isShared: 0 | 1,
  memory: LineGrowth | null,
];

/** What a line made memory grow by, in bytes. */
export type LineGrowth = readonly [
  resident: number,
  heap: number,
  arrays: number,
  blocks: number,
  peak: number,
];

/** Three numbers a node, callers before what they call: its depth from 0, its function, its own time. */
export type TreeList = readonly number[];
