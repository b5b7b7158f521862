// One file of a program, rewritten so that it counts: what was put in where, and what each counter counts. The rewritten
// text has the lines of the file, and does what the file does.
import type { AnyNode } from "../../capture/index.ts";
import { bindingsIn } from "./bindings.ts";
import { type BuiltinCounter, countBuiltins } from "./builtins.ts";
import { type ClockNames, canBeClocked, clockCalls, clockProbe } from "./clock.ts";
import { countCalls, Slots, UNCOUNTED } from "./counts.ts";
import { derivedCounts, type Term } from "./derived.ts";
import { Edits, lineAt, lineStarts, type Shift } from "./edits.ts";
import { type Found, functionsOf, isAsm } from "./functions.ts";
import { type LineCounter, LineLedger } from "./line-ledger.ts";
import { LineCounts } from "./lines.ts";
import { makersOf, markMakes } from "./makes.ts";
import { markedFunctions } from "./marks.ts";
import { keepLine, type MemoryNames, memoryProbe } from "./memory.ts";
import { bindingsOf } from "./names.ts";
import { parse, type Source, type Unreadable } from "./parse.ts";
import { recursionOf } from "./recursion.ts";
import { type Site, sitesOf } from "./sites.ts";
import { busyPlaces, isStraight, stillness } from "./still.ts";
import { noteLoud } from "./syntax.ts";
import { children } from "./tree.ts";
import { measureWaits, type WaitNames } from "./waits.ts";

/** A function of a rewritten file; lines and columns count from 0. */
export interface FunctionRecord {
  readonly name: string;
  /** The name that others call it by. */
  readonly called: string | undefined;
  readonly kind: Found["kind"];
  /** The engine's place of it, in the file as written. */
  readonly line: number;
  readonly column: number;
  /** The lines that its text stands on. */
  readonly first: number;
  readonly last: number;
  /** The offset of its place, those of its text in the file as written, and the index of the function around it. */
  readonly position: number;
  readonly start: number;
  readonly end: number;
  readonly parent: number | undefined;
  readonly marked: boolean;
  readonly sites: readonly Site[];
  /** Slots of counters: see `Counted`. */
  readonly calls: number;
  readonly recursive: number | undefined;
  readonly primitive: number | undefined;
  /** What its calls are the sum of, if it has no counter: see derived.ts. */
  readonly terms?: readonly Term[];
}

/** What a function's calls are the sum of; undefined if they are not counted. */
function callTerms({ calls, terms }: Pick<FunctionRecord, "calls" | "terms">): readonly Term[] | undefined {
  return terms ?? (calls < 0 ? undefined : [[calls, 1]]);
}

/** How often a function was called, by the values of its file's counters; undefined if that is not counted. */
export const callsOf = (record: FunctionRecord, counts: readonly number[]): number | undefined =>
  callTerms(record)?.reduce((sum, [slot, times]) => sum + counts[slot] * times, 0);

/** How often lines were passed, from 0, by the values of their file's counters. */
export function hitsOf(lines: readonly LineCounter[], counts: readonly number[]): Map<number, number> {
  const hits = new Map<number, number>();
  for (const { line, slot, times = 1 } of lines) hits.set(line, (hits.get(line) ?? 0) + counts[slot] * times);
  return hits;
}

/** A line that says when it makes objects. */
export interface MakingLine {
  /** 0-based. */
  readonly line: number;
  /** The index of the function that it stands in; undefined for the module. */
  readonly fn: number | undefined;
}

/** All that is known of a rewritten file. */
export interface FileRecord {
  readonly url: string;
  readonly functions: readonly FunctionRecord[];
  readonly lines: readonly LineCounter[];
  /** The lines on which waiting is measured, and the slots that stand for them. */
  readonly waits: readonly LineCounter[];
  /** The lines that say when they make objects, by the number that they say, less 1. */
  readonly makes?: readonly MakingLine[];
  /** The sites outside of all functions. */
  readonly sites: readonly Site[];
  readonly builtins: readonly BuiltinCounter[];
  readonly shifts: readonly Shift[];
  /** How many counters it has. */
  readonly slots: number;
}

export interface Rewritten extends FileRecord {
  /** The text that runs, as written. */
  readonly text: string;
  /** The text that runs, with counters. */
  readonly code: string;
}

/** What is to be counted. */
export interface CountOptions {
  /** The lines of functions: of all, of none, or of those with one of these names. */
  readonly lines: "all" | "none" | readonly string[];
  readonly builtins: boolean;
  /** Whether memory is read at lines. */
  readonly memory?: boolean;
  /** Whether a clock is read at lines. */
  readonly clock?: boolean;
}

/** How the file is to be read. */
export interface FileOptions {
  readonly url: string;
  /** Whether it has types. */
  readonly typed: boolean;
  readonly module: boolean;
  /** The name of the array of its counters, which must occur nowhere in it. */
  readonly array: string;
  /** The array whose first element says which line makes objects, if it is asked for. */
  readonly makes?: string;
  /** What reads memory, what times lines, and what measures waiting, if they are asked for. */
  readonly memory?: MemoryNames;
  readonly clock?: ClockNames;
  readonly waits?: WaitNames;
}

/** Rewrites the text of one file. What cannot be read is not rewritten, and the reason given. */
export function rewrite(written: string, file: FileOptions, count: CountOptions): Rewritten | Unreadable {
  const source = parse(written, file);
  if ("reason" in source) return source;
  try {
    return withCounters(source, file, count);
  } catch (error) {
    // A tree that the parser could just walk, and nobody else can.
    if (error instanceof RangeError) return { reason: "nested too deeply" };
    throw error;
  }
}

function withCounters(source: Source, file: FileOptions, count: CountOptions): Rewritten {
  const { text, comments } = source;
  const program = source.program as unknown as AnyNode;
  const bindings = bindingsIn(program);
  for (const node of bindings.assignments) {
    const { isConstant, isVariable } = bindings.of((node.left ?? node.argument) as AnyNode) ?? {};
    if (isConstant && !isVariable) noteLoud(node);
  }
  const functions = functionsOf(source.program, text);
  const bound = bindingsOf(program);
  const recursion = recursionOf(program, functions, bound);
  const marked = markedFunctions(functions, comments, text);
  const slots = new Slots(file.array);
  const edits = new Edits(text);
  const starts = lineStarts(text);

  const asWritten = new Set(functions.filter(isAsm));
  const chosen = choose(functions, marked, count.lines, text);
  const inside = functions.filter((fn) => !asWritten.has(fn) && (chosen === "all" || chosen.has(fn)));
  const clock = file.clock && canBeClocked(text) ? file.clock : undefined;
  // Around all that counts what a function is.
  if (clock) for (const fn of inside) clockCalls(fn, clock, edits);
  const isFree = (fn: Found) => !asWritten.has(fn) && recursion.get(fn)?.kind === "none";
  const derived = derivedCounts(program, functions, bound, isFree, slots, edits);
  const counted = functions.map((fn) => {
    const terms = derived.sums.get(fn);
    if (terms) return { ...UNCOUNTED, terms };
    return asWritten.has(fn)
      ? UNCOUNTED
      : countCalls(fn, recursion.get(fn) ?? { kind: "none" }, slots, edits);
  });
  const { memory } = file;
  const isStill = memory && stillness(program, bindings.of, derived.sums.keys());
  const ledger = new LineLedger(
    starts,
    slots,
    {
      calls: new Map(functions.map((fn, i) => [fn.node, fn.fieldsOf ? undefined : callTerms(counted[i])])),
      expressions: derived.counters,
    },
    memory
      ? {
          probe: memoryProbe(slots, memory),
          isStill,
          busy: new Set(isStill && busyPlaces(program, isStill).map(({ start }) => lineAt(starts, start))),
          // What small functions make is charged to the lines that call them, unless they were asked for.
          unread: new Set(
            chosen === "all" ? [...derived.sums.keys()].map(({ node }) => node).filter(isStraight) : [],
          ),
        }
      : clock && { probe: clockProbe(slots, clock), unread: new Set() },
  );
  const lines = new LineCounts(inside, ledger, edits);
  if (chosen === "all") lines.program(program.body as AnyNode[]);
  lines.functions();
  if (memory)
    for (const fn of inside) {
      const header = lines.header(fn);
      if (ledger.probed.has(fn.node)) keepLine(fn, header ?? "", memory, edits);
    }
  const waits = new Map<number, number>();
  const slotOf = ({ start }: AnyNode): number => {
    const line = lineAt(starts, start);
    const slot = waits.get(line) ?? slots.take();
    waits.set(line, slot);
    return slot;
  };
  if (file.waits) for (const fn of inside) measureWaits(fn, file.waits, slotOf, edits);
  const roots = inside.filter(({ fieldsOf }) => !fieldsOf).map(({ node }) => node);
  if (chosen === "all") roots.unshift(program);
  const makes =
    file.makes === undefined
      ? undefined
      : markMakes(roots, file.makes, makersOf(functions, bindings.of), edits, ({ start }) =>
          lineAt(starts, start),
        );
  const builtins = count.builtins ? countBuiltins(program, bound, slots, edits) : [];
  separate(program, edits);

  const index = new Map(functions.map((fn, i) => [fn, i]));
  const ofNode = new Map(functions.flatMap(({ node, fieldsOf }, i) => (fieldsOf ? [] : [[node, i]])));
  const records = functions.map((fn, i): FunctionRecord => {
    const line = lineAt(starts, fn.position);
    return {
      name: fn.name,
      kind: fn.kind,
      called: fn.called,
      line,
      column: fn.position - starts[line],
      first: lineAt(starts, fn.start),
      last: lineAt(starts, fn.end - 1),
      position: fn.position,
      start: fn.start,
      end: fn.end,
      parent: fn.parent && index.get(fn.parent),
      marked: marked.has(fn),
      sites: sitesOf(fn, starts),
      ...counted[i],
    };
  });
  return {
    url: file.url,
    text,
    code: edits.text(),
    functions: records,
    lines: ledger.counters,
    waits: [...waits].map(([line, slot]) => ({ line, slot })),
    makes: makes?.map(({ line, root }) => ({ line, fn: ofNode.get(root) })),
    sites: sitesOf(program, starts),
    builtins,
    shifts: edits.shifts(),
    slots: slots.used,
  };
}

/** Whether this file may mark functions by what it does, which shows only when it runs. */
const MARKS_BY_CALL = /\bprofile\b\s*[(,)\]]/;

function choose(
  functions: readonly Found[],
  marked: ReadonlySet<Found>,
  lines: CountOptions["lines"],
  text: string,
): ReadonlySet<Found> | "all" {
  if (lines === "none") return new Set();
  if (lines !== "all") {
    const named = new Set<Found>();
    for (const fn of functions)
      if (
        lines.includes(fn.name) ||
        (fn.called !== undefined && lines.includes(fn.called)) ||
        (fn.parent && named.has(fn.parent))
      )
        named.add(fn);
    return named;
  }
  return marked.size > 0 && !MARKS_BY_CALL.test(text) ? marked : "all";
}

/**
 * A statement that now begins with `(` would be read as arguments of the one before it, if that ends without a
 * semicolon: it gets one before it.
 */
function separate(program: AnyNode, edits: Edits): void {
  const opened = edits.opened();
  const visit = (node: AnyNode) => {
    for (const list of [node.body, node.consequent])
      if (Array.isArray(list) && node.type !== "ClassBody")
        for (const { type, start } of list as AnyNode[])
          if (type === "ExpressionStatement" && opened.has(start)) edits.insert(start, ";");
    for (const child of children(node)) visit(child);
  };
  visit(program);
}
