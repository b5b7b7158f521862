// cProfile's table: how often each function was called, and how long it took by itself and with all that it called.
import type { CallNode, ProfiledFunction, ThreadProfile } from "./model.ts";

/** One function's row. Times in seconds; counts are exact where they are known. */
export interface FunctionRow {
  readonly fn: ProfiledFunction;
  /** How often it was called; undefined for what is not counted. */
  calls: number | undefined;
  /** Those that came when it was not on the stack already; undefined if that is not known. */
  primitive: number | undefined;
  /** In the function itself. */
  self: number;
  /** From call to return, the functions that it called included. */
  total: number;
  /** Of the collector, meanwhile; in no other time. */
  gc: number;
  /** Seconds of `self` that may be another function's. */
  doubt: number;
  readonly callers: Map<ProfiledFunction, Edge>;
  readonly callees: Map<ProfiledFunction, Edge>;
}

/** Time of one function as called by another. */
export interface Edge {
  self: number;
  total: number;
}

/**
 * The rows of all functions that were called or sampled, in no order.
 *
 * @param doubtful seconds that may be another function's
 */
export function functionRows(
  threads: readonly ThreadProfile[],
  counts: ReadonlyMap<ProfiledFunction, CallCount>,
  doubtful: ReadonlyMap<ProfiledFunction, number>,
): FunctionRow[] {
  const rows = new Map<ProfiledFunction, FunctionRow>();
  const row = (fn: ProfiledFunction): FunctionRow => {
    const known = rows.get(fn);
    if (known) return known;
    const made: FunctionRow = {
      fn,
      calls: undefined,
      primitive: undefined,
      self: 0,
      total: 0,
      gc: 0,
      doubt: doubtful.get(fn) ?? 0,
      callers: new Map(),
      callees: new Map(),
    };
    rows.set(fn, made);
    return made;
  };
  const seenTwice = new Set<ProfiledFunction>();
  for (const { root } of threads) for (const child of root.children) add(child, new Set(), row, seenTwice);
  for (const [fn, { calls, primitive }] of counts) {
    if (calls === 0) continue;
    const one = row(fn);
    one.calls = calls;
    // Its text shows no recursion, and the samples do: it came through another file or a callback, and is not counted
    // apart.
    one.primitive = primitive === undefined ? (seenTwice.has(fn) ? undefined : calls) : primitive;
  }
  return [...rows.values()];
}

/** How often a function was called, and how many of the calls are known to be primitive. */
export interface CallCount {
  calls: number;
  primitive: number | undefined;
}

function add(
  at: CallNode,
  stack: Set<ProfiledFunction>,
  row: (fn: ProfiledFunction) => FunctionRow,
  seenTwice: Set<ProfiledFunction>,
): number {
  const { fn, parent } = at;
  const one = row(fn);
  one.self += at.self;
  one.gc += at.gc;
  const isFirst = !stack.has(fn);
  if (isFirst) stack.add(fn);
  else seenTwice.add(fn);
  let total = at.self;
  for (const child of at.children) total += add(child, stack, row, seenTwice);
  if (isFirst) {
    stack.delete(fn);
    // Of a recursive function only the outermost call counts: the others' time is in it.
    one.total += total;
  }
  if (parent?.parent) {
    addEdge(one.callers, parent.fn, at.self, isFirst ? total : 0);
    addEdge(row(parent.fn).callees, fn, at.self, isFirst ? total : 0);
  }
  return total;
}

function addEdge(
  edges: Map<ProfiledFunction, Edge>,
  to: ProfiledFunction,
  self: number,
  total: number,
): void {
  const known = edges.get(to);
  if (known) {
    known.self += self;
    known.total += total;
  } else edges.set(to, { self, total });
}
