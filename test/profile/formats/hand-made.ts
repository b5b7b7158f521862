// Records of threads whose every sample is known: a small program's text, rewritten as it would be, and samples put into it
// by hand, at the places that the engine would report.
import { readFileSync } from "node:fs";
import type { SampledNode, ThreadRecord } from "../../../src/profile/record/index.ts";
import { Profile } from "../../../src/profile/report/index.ts";
import { rewrite } from "../../../src/profile/rewrite/index.ts";

export const URL_OF_PROGRAM = "file:///project/prog.ts";
export const PROGRAM = "/project/prog.ts";
/** Counters stand before the arrow function, so that the engine sees it further to the right. */
export const TEXT = `export function outer(n) { return [n].map((x) => inner(x)); }
function inner(n) {
  return n > 0 ? inner(n - 1) : "ü";
}
`;

/** Microseconds between two samples. */
export const INTERVAL = 1000;
/** The numbers of nodes. */
export const [ROOT, MODULE, OUTER, ARROW, INNER, DEEPER, GC, IDLE, MAP] = [1, 2, 3, 4, 5, 6, 7, 8, 9];

export interface Made {
  readonly text?: string;
  readonly url?: string;
  readonly program?: string;
  /** Numbers of nodes, one a sample. */
  readonly samples: readonly number[];
  /** Microseconds from each sample to the next, and from the last to the end; INTERVAL if nothing is said. */
  readonly durations?: readonly number[];
  /** Calls of outer, of the arrow function, of inner, and of inner by itself. */
  readonly counts?: readonly number[];
  readonly thread?: number;
  readonly pid?: number;
  readonly node?: string;
  /** Lines of a node's samples, from 1. */
  readonly lines?: Readonly<Record<number, Readonly<Record<number, number>>>>;
  /** The clock when recording began. */
  readonly start?: number;
}

/** A thread's record. Its first sample comes 250 microseconds after its beginning. */
export function madeThread(made: Made): ThreadRecord {
  const { text = TEXT, url = URL_OF_PROGRAM, program = PROGRAM, samples, counts = [1, 2, 3, 1] } = made;
  const { thread = 0, pid = 1, node = "v26.0.0", lines = {}, start = 5_000_000 } = made;
  const durations = made.durations ?? samples.map(() => INTERVAL);
  const found = rewrite(
    text,
    { url, typed: true, module: true, array: "__c" },
    { lines: "none", builtins: false },
  );
  if ("reason" in found) throw new Error(found.reason);
  const { text: _text, code, ...file } = found;
  const place = (before: string): [number, number] => {
    const above = code.slice(0, code.indexOf(before) + before.length).split("\n");
    return [above.length - 1, (above.at(-1) as string).length];
  };
  const frame = (
    functionName: string,
    at: [number, number] = [-1, -1],
    of = "",
  ): SampledNode["callFrame"] => ({
    functionName,
    scriptId: "7",
    url: of,
    lineNumber: at[0],
    columnNumber: at[1],
  });
  const arrow = place(".map(");
  const node_ = (id: number, callFrame: SampledNode["callFrame"], children: number[]): SampledNode => ({
    id,
    callFrame,
    hitCount: samples.filter((sample) => sample === id).length,
    children,
    ...(lines[id] && {
      positionTicks: Object.entries(lines[id]).map(([line, ticks]) => ({ line: Number(line), ticks })),
    }),
  });
  const nodes = [
    node_(ROOT, frame("(root)"), [MODULE, GC, IDLE]),
    node_(MODULE, frame("", [0, 0], url), [OUTER]),
    node_(OUTER, frame("outer", place("function outer"), url), [MAP]),
    node_(MAP, frame("map"), [ARROW]),
    node_(ARROW, frame("", arrow, url), [INNER]),
    node_(INNER, frame("inner", place("function inner"), url), [DEEPER]),
    node_(DEEPER, frame("inner", place("function inner"), url), []),
    node_(GC, frame("(garbage collector)"), []),
    node_(IDLE, frame("(idle)"), []),
  ];
  return {
    format: "amdahl-thread-1",
    node,
    pid,
    thread,
    rank: undefined,
    isMain: thread === 0,
    argv: [program],
    began: 1_700_000_000_123,
    profiler: "file:///amdahl/dist/profile/",
    library: "file:///amdahl/",
    memory: undefined,
    profile: {
      nodes,
      startTime: start,
      endTime: start + 250 + durations.reduce((sum, one) => sum + one, 0),
      samples,
      timeDeltas: samples.map((_, i) => (i === 0 ? 250 : durations[i - 1])),
    },
    files: [{ ...file, waited: [], written: text, counts: file.functions.length > 0 ? [...counts] : [] }],
    uncounted: [],
  };
}

/** A thread that was not sampled. */
export function withoutSamples(thread = 0): ThreadRecord {
  return { ...madeThread({ samples: [], thread }), profile: undefined };
}

/** The record with a native function of this name in the place of a node. */
export function renamed(record: ThreadRecord, id: number, functionName: string): ThreadRecord {
  const callFrame = { functionName, scriptId: "0", url: "", lineNumber: -1, columnNumber: -1 };
  const nodes = record.profile?.nodes.map((node) => (node.id === id ? { ...node, callFrame } : node)) ?? [];
  return { ...record, profile: record.profile && { ...record.profile, nodes } };
}

/** A program with these threads. */
export function madeProfile(...threads: Made[]): Profile {
  return new Profile(threads.map(madeThread));
}

/** The profile's rows by name: calls, primitive calls, milliseconds. */
export function rowsOf(profile: Profile): Record<string, unknown> {
  const ms = (seconds: number) => Math.round(seconds * 1e6) / 1e3;
  return Object.fromEntries(
    profile.rows.map(({ fn, calls, primitive, self, total }) => [
      fn.name,
      [calls, primitive, ms(self), ms(total)],
    ]),
  );
}

export const readJson = (path: string) => JSON.parse(readFileSync(path, "utf8"));
