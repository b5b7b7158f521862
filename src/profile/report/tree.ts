// From the engine's samples to a tree of calls between functions as the program's author knows them.
import type { CountedFile, SampledNode, SampledProfile, ThreadRecord } from "../record/index.ts";
import { lineAt, lineStarts, WayBack } from "../rewrite/index.ts";
import type { CallNode, FunctionKind, ProfiledFunction, ThreadProfile } from "./model.ts";
import { pathOf, Written } from "./written.ts";

/** Makes functions, one object for each, over all threads of a program. */
export class Functions {
  readonly #known = new Map<string, ProfiledFunction>();
  readonly #files = new Map<string, FileIndex>();
  #called: Map<string, ProfiledFunction[]> | undefined;

  /** The function with this name in this place. */
  get(fn: ProfiledFunction): ProfiledFunction {
    const key = `${fn.kind} ${fn.file}:${fn.line}:${fn.known?.record?.column ?? 0}:${fn.name}`;
    const known = this.#known.get(key);
    if (known) return known;
    this.#known.set(key, fn);
    return fn;
  }

  index(file: CountedFile): FileIndex {
    const known = this.#files.get(file.url);
    if (known) return known;
    const made = new FileIndex(file, this);
    this.#called = undefined;
    this.#files.set(file.url, made);
    return made;
  }

  /** The files that were counted in, by URL. */
  get files(): ReadonlyMap<string, FileIndex> {
    return this.#files;
  }

  /** The names that functions of the program are called by. */
  get called(): ReadonlyMap<string, readonly ProfiledFunction[]> {
    if (this.#called === undefined) {
      this.#called = new Map();
      for (const { functions } of this.#files.values())
        for (const fn of functions) {
          const name = fn.known?.record?.called;
          if (name !== undefined) this.#called.set(name, [...(this.#called.get(name) ?? []), fn]);
        }
    }
    return this.#called;
  }

  /** The function that compiled code was made of, by the name that the code has: with what part of it follows a blank. */
  compiled(name: string): ProfiledFunction | undefined {
    const compiled = name.split(" ")[0];
    const from = this.called.get(compiled);
    if (from?.length !== 1) return undefined;
    const [{ file, line, name: written }] = from;
    return this.get({ kind: "wasm", name: `${written}, compiled`, file, line, compiled, known: undefined });
  }
}

/** The functions of a counted file, found by place. */
export class FileIndex {
  readonly file: CountedFile;
  readonly path: string;
  readonly written: Written;
  /** The file's text outside of all functions. */
  readonly module: ProfiledFunction;
  readonly functions: readonly ProfiledFunction[];
  readonly #back: WayBack;
  readonly #starts: readonly number[];
  readonly #byPlace = new Map<string, number>();

  constructor(file: CountedFile, functions: Functions) {
    this.file = file;
    this.path = pathOf(file.url);
    this.written = new Written(file);
    this.#starts = lineStarts(file.written);
    this.#back = new WayBack(this.#starts, file.shifts);
    this.module = functions.get({
      kind: "code",
      name: "<module>",
      file: this.path,
      line: 1,
      known: { record: undefined, file },
    });
    this.functions = file.functions.map((record, i) => {
      const { name, first, start } = record;
      this.#byPlace.set(`${record.line}:${record.column}`, i);
      const { path, line } = this.written.place(first + 1, start - this.#starts[first] + 1);
      return functions.get({ kind: "code", name, file: path, line, known: { record, file } });
    });
  }

  /** The function that the engine places at this line and column, both from 0, of the text that ran. */
  at(line: number, column: number): ProfiledFunction {
    // The engine's own code for a module has no place.
    if (line < 0 || (line === 0 && column === 0)) return this.module;
    const offset = this.#back.place(line, column);
    const written = lineAt(this.#starts, offset);
    const exact = this.#byPlace.get(`${written}:${offset - this.#starts[written]}`);
    return exact === undefined ? this.innermost(offset) : this.functions[exact];
  }

  /** The innermost function around an offset of the file as written. */
  innermost(offset: number): ProfiledFunction {
    let found = this.module;
    // Inner functions come after outer ones.
    this.file.functions.forEach(({ start, end }, i) => {
      if (start <= offset && offset < end) found = this.functions[i];
    });
    return found;
  }

  /** Functions whose own text stands on a line, from 1: a line of nested functions only is none of the outer's. */
  onLine(line: number): ProfiledFunction[] {
    const on = this.file.functions
      .map((record, i) => ({ record, i }))
      .filter(({ record: { first, last } }) => first < line && line <= last + 1);
    const isWhollyInside = (i: number) =>
      on.some(({ record: { parent, first, last } }) => parent === i && first < line - 1 && line - 1 < last);
    return on.filter(({ i }) => !isWhollyInside(i)).map(({ i }) => this.functions[i]);
  }
}

const SPECIAL: Readonly<Record<string, FunctionKind>> = {
  "(garbage collector)": "gc",
  "(idle)": "idle",
  "(program)": "program",
  "(root)": "program",
};

/** How a tree is made. */
export interface TreeOptions {
  /**
   * Whether what a library does within itself is told apart. Otherwise what a function of Node's or amdahl's calls in its own
   * library is that function's time, as what it calls in the engine is.
   */
  readonly internals: boolean;
  /** Whether a function may be on the stack twice. The engine shows inlined functions so that never are. */
  readonly mayRecur: (fn: ProfiledFunction) => boolean;
}

/** The tree of calls of one thread. */
export function callTree(
  record: ThreadRecord,
  functions: Functions,
  { internals, mayRecur }: TreeOptions,
): ThreadProfile {
  const { profile } = record;
  const name = nameOf(record);
  const root: CallNode = node(
    functions.get({ kind: "program", name: "(root)", file: "", line: 0, known: undefined }),
    undefined,
  );
  const made = new Map<number, CallNode>();
  const moved: ThreadProfile["moved"] = new Map();
  if (profile === undefined) return { name, root, seconds: 0, samples: 0, nodes: made, moved };

  const sampled = new Map(profile.nodes.map((one) => [one.id, one]));
  const nodes = wasmOfNode(profile.nodes, functions);
  const build = (one: SampledNode, parent: CallNode) => {
    const isRoot = one.callFrame.functionName === "(root)";
    const fn = isRoot ? root.fn : functionOf(one, parent, record, nodes, functions);
    const isPart = isRoot || (!internals && belongsTo(fn, parent.fn));
    const before = isPart ? parent : ancestor(parent, fn);
    const at = before && (isPart || !mayRecur(fn)) ? before : childOf(parent, fn);
    made.set(one.id, at);
    for (const id of one.children ?? []) {
      const child = sampled.get(id);
      if (child) build(child, at);
    }
  };
  build(profile.nodes[0], root);

  const times = sampleTimes(record);
  for (const [id, seconds] of times.self) {
    const at = made.get(id);
    const from = sampled.get(id);
    if (!at || !from) continue;
    at.self += seconds;
    const ticks = (at.fn.known && from.positionTicks) ?? [];
    const all = ticks.reduce((sum, tick) => sum + tick.ticks, 0);
    for (const tick of ticks)
      at.lines.set(tick.line, (at.lines.get(tick.line) ?? 0) + (seconds * tick.ticks) / all);
  }
  for (const [id, seconds] of times.gc) {
    const at = made.get(id);
    if (at) at.gc += seconds;
  }
  return {
    name,
    root,
    seconds: (profile.endTime - profile.startTime) / 1e6,
    samples: profile.samples.length,
    nodes: made,
    moved,
  };
}

/** The seconds that each sample stands for: the time up to the next one. */
export function sampleSeconds({ samples, timeDeltas, startTime, endTime }: SampledProfile): number[] {
  let at = startTime;
  let clock = startTime;
  const times = timeDeltas.map((delta) => {
    at += delta;
    // The engine may write samples down in another order than it took them in: time does not go back.
    clock = Math.max(clock, at);
    return clock;
  });
  return samples.map((_, i) => Math.max(0, (times[i + 1] ?? endTime) - times[i]) / 1e6);
}

/** Seconds by node: in itself, and in the collector that interrupted it. */
function sampleTimes({ profile }: ThreadRecord): { self: Map<number, number>; gc: Map<number, number> } {
  const self = new Map<number, number>();
  const gc = new Map<number, number>();
  if (!profile) return { self, gc };
  const { samples, nodes } = profile;
  const durations = sampleSeconds(profile);
  const collector = nodes.find(({ callFrame }) => callFrame.functionName === "(garbage collector)")?.id;
  let before: number | undefined;
  for (const [i, id] of samples.entries()) {
    self.set(id, (self.get(id) ?? 0) + durations[i]);
    if (id !== collector) before = id;
    else if (before !== undefined) gc.set(before, (gc.get(before) ?? 0) + durations[i]);
  }
  return { self, gc };
}

/** Whether a file is amdahl's own code, which its folder has beside examples and tests. */
function isIn(url: string, library: string): boolean {
  return url.startsWith(library) && /^(?:dist|src|bin)\//.test(url.slice(library.length));
}

/**
 * The WebAssembly that Node's library calls, by URL: the engine now and then finds no caller of such a function, and it
 * would look like the program's. What has the name of a compiled function of the program's is none of it.
 */
function wasmOfNode(nodes: readonly SampledNode[], functions: Functions): Set<string> {
  const byId = new Map(nodes.map((one) => [one.id, one]));
  const found = new Set<string>();
  for (const { callFrame, children = [] } of nodes)
    if (callFrame.url.startsWith("node:"))
      for (const id of children) {
        const url = byId.get(id)?.callFrame.url ?? "";
        if (url.startsWith("wasm:")) found.add(url);
      }
  for (const { callFrame } of nodes)
    if (found.has(callFrame.url) && functions.compiled(callFrame.functionName)) found.delete(callFrame.url);
  return found;
}

/** What amdahl does. */
const OURS: ReadonlySet<FunctionKind> = new Set<FunctionKind>(["amdahl", "messages", "blocked"]);

/** The script of messages, in amdahl's folder: as it is built, and as it is written. */
const MESSAGES = /^(?:src\/mpi|dist\/mpi|dist\/node\/mpi-[^/]*$)/;

/**
 * What waits for others, by the names of its functions: a rank in src/mpi/engine (`until`, and before it `#wait` at a meeting),
 * a team's owner and its workers in src/team (`#sleepUntilLeft`, `spinWhile`, `pause`), and what all of them sleep by.
 */
const WAITING: ReadonlySet<string> = new Set([
  "until",
  "#wait",
  "#sleepUntilLeft",
  "spinWhile",
  "pause",
  "sleepOn",
  "yieldCore",
]);

function oursOf(url: string, name: string, library: string): Pick<ProfiledFunction, "kind" | "name"> {
  if (WAITING.has(name)) return { kind: "blocked", name: "waiting for others" };
  const path = url.replace(/^(?!file:)/, "file://").slice(library.length);
  return { kind: MESSAGES.test(path) ? "messages" : "amdahl", name: name || "<anonymous>" };
}

/** What people call a thread. */
export function nameOf({ rank, isMain, thread }: ThreadRecord): string {
  const own = isMain ? "main" : `thread ${thread}`;
  return rank === undefined ? own : `rank ${rank}${isMain ? "" : `, ${own}`}`;
}

/** Whether a function is a part of the one that called it, for who does not look into libraries. */
function belongsTo({ kind }: ProfiledFunction, { kind: caller }: ProfiledFunction): boolean {
  if (caller !== "node" && caller !== "profiler" && !OURS.has(caller)) return false;
  if (kind === caller || kind === "native") return true;
  if (!OURS.has(caller)) return false;
  // Whoever waits for others looks for what has come from them.
  return (
    kind === "node" ||
    (caller === "messages" && kind === "amdahl") ||
    (caller === "blocked" && OURS.has(kind))
  );
}

function node(fn: ProfiledFunction, parent: CallNode | undefined): CallNode {
  return { fn, parent, children: [], self: 0, lines: new Map(), gc: 0 };
}

/** The node of a function that is on the stack already. */
function ancestor(from: CallNode, fn: ProfiledFunction): CallNode | undefined {
  for (let at: CallNode | undefined = from; at; at = at.parent) if (at.fn === fn) return at;
  return undefined;
}

/** The child that stands for a function: the engine has one for each way that its code was compiled. */
export function childOf(parent: CallNode, fn: ProfiledFunction): CallNode {
  const known = parent.children.find((child) => child.fn === fn);
  if (known) return known;
  const made = node(fn, parent);
  parent.children.push(made);
  return made;
}

function functionOf(
  { callFrame }: SampledNode,
  parent: CallNode,
  { profiler, library }: ThreadRecord,
  nodes: ReadonlySet<string>,
  functions: Functions,
): ProfiledFunction {
  const { functionName, url, lineNumber, columnNumber } = callFrame;
  // Loading a file goes on under the profiler's eyes, and is Node's work all the same.
  if (url.startsWith(profiler) || (parent.fn.kind === "profiler" && !url.startsWith("node:")))
    return functions.get({ kind: "profiler", name: "(profiler)", file: "", line: 0, known: undefined });
  const file = functions.files.get(url);
  if (file) return file.at(lineNumber, columnNumber);
  const special = SPECIAL[functionName];
  // Scripts out of V8's code cache have a path where modules have a URL.
  if (url !== "" && isIn(`${url.startsWith("file:") ? "" : "file://"}${url}`, library))
    return functions.get({
      ...oursOf(url, functionName, library),
      file: "amdahl",
      line: 0,
      known: undefined,
    });
  if (url === "") {
    const name = special ? functionName : `{${functionName || "anonymous"}}`;
    return functions.get({ kind: special ?? "native", name, file: "", line: 0, known: undefined });
  }
  // Node's own, as what takes types out of TypeScript.
  const compiled = url.startsWith("wasm:") && !nodes.has(url) ? functions.compiled(functionName) : undefined;
  if (compiled) return compiled;
  if (url.startsWith("wasm:") && (parent.fn.kind === "node" || nodes.has(url)))
    return functions.get({
      kind: "node",
      name: "(WebAssembly)",
      file: "node:wasm",
      line: 0,
      known: undefined,
    });
  const kind = url.startsWith("wasm:") ? "wasm" : url.startsWith("node:") ? "node" : "code";
  const name = functionName || (lineNumber <= 0 ? "<module>" : "<anonymous>");
  return functions.get({
    kind,
    name,
    file: pathOf(url),
    line: Math.max(1, lineNumber + 1),
    known: undefined,
  });
}
