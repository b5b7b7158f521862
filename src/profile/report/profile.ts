// A program's profile: all that its threads recorded, joined. Every table and every file format is made from this.
import type { ThreadRecord, UncountedFile } from "../record/index.ts";
import { CallGraph } from "./call-graph.ts";
import { callCounts, clockedLines, compiledLines, lineHits, lineMakes, lineWaits } from "./counts.ts";
import { type FunctionRow, functionRows } from "./functions.ts";
import { byClock, type FileLines, fileLines } from "./lines.ts";
import type { CallNode, FunctionKind, ProfiledFunction, ThreadProfile } from "./model.ts";
import { misplacesInlined, mixedLines, repairInlined } from "./repair.ts";
import { callTree, type FileIndex, Functions } from "./tree.ts";

/** What a profile is saved as. */
export interface SavedProfile {
  readonly format: "amdahl-profile-1";
  /** The command line, from the program on. */
  readonly argv: readonly string[];
  readonly threads: readonly ThreadRecord[];
}

export class Profile {
  readonly records: readonly ThreadRecord[];
  readonly threads: readonly ThreadProfile[];
  readonly #functions = new Functions();
  /** Seconds that may be another function's, of each thread. */
  readonly #doubtful: readonly ReadonlyMap<ProfiledFunction, number>[];
  readonly #graph: CallGraph;
  #rows: FunctionRow[] | undefined;
  #called: ReadonlySet<string> | undefined;

  /**
   * @param records of all threads, the main one first
   * @param internals whether what libraries do within themselves is told apart
   */
  constructor(records: readonly ThreadRecord[], internals = false) {
    this.records = records;
    for (const { files } of records) for (const file of files) this.#functions.index(file);
    const graph = new CallGraph(this.#functions);
    this.#graph = graph;
    const mayRecur = (fn: ProfiledFunction) => graph.mayRecur(fn);
    this.threads = records.map((record) => callTree(record, this.#functions, { internals, mayRecur }));
    this.#doubtful = this.threads.map((thread, i) =>
      misplacesInlined(records[i].node) ? repairInlined(thread, this.#functions, graph) : new Map(),
    );
  }

  static fromSaved({ threads }: SavedProfile, internals = false): Profile {
    return new Profile(threads, internals);
  }

  save(): SavedProfile {
    return { format: "amdahl-profile-1", argv: this.records[0]?.argv ?? [], threads: this.records };
  }

  /** Seconds between two samples, on the average over all threads; 0 without samples. */
  get sampleInterval(): number {
    const samples = this.threads.reduce((sum, thread) => sum + thread.samples, 0);
    return samples > 0 ? this.threads.reduce((sum, { seconds }) => sum + seconds, 0) / samples : 0;
  }

  get rows(): readonly FunctionRow[] {
    this.#rows ??= this.rowsOf(this.threads);
    return this.#rows;
  }

  /** The rows of some of the threads. */
  rowsOf(threads: readonly ThreadProfile[]): FunctionRow[] {
    const doubtful = new Map<ProfiledFunction, number>();
    for (const thread of threads)
      for (const [fn, seconds] of this.#doubtful[this.threads.indexOf(thread)])
        doubtful.set(fn, (doubtful.get(fn) ?? 0) + seconds);
    return functionRows(threads, callCounts(this.recordsOf(threads), this.#functions), doubtful);
  }

  /** What threads are made from. */
  recordsOf(threads: readonly ThreadProfile[]): ThreadRecord[] {
    return threads.map((thread) => this.records[this.threads.indexOf(thread)]);
  }

  get files(): readonly FileIndex[] {
    return [...this.#functions.files.values()];
  }

  lines(index: FileIndex, threads: readonly ThreadProfile[] = this.threads): FileLines {
    const lines = fileLines(index, threads, {
      hits: this.hits(index, threads),
      isCalled: (name) => this.#calledNames.has(name),
      compiled: compiledLines(index, this.recordsOf(threads)),
      makes: lineMakes(index, this.recordsOf(threads)),
    });
    if (this.clockCost === undefined) return lines;
    return byClock(lines, clockedLines(index.file.url, this.recordsOf(threads)));
  }

  /** Names of functions that ran as they were written. */
  get #calledNames(): ReadonlySet<string> {
    this.#called ??= new Set(
      this.rows.flatMap(({ fn, calls }) => (calls ? (fn.known?.record?.called ?? []) : [])),
    );
    return this.#called;
  }

  /** Lines of a function whose time may be another's that was inlined, by line as it ran, with that function. */
  mixed(fn: ProfiledFunction): ReadonlyMap<number, ProfiledFunction> {
    return this.records.some(({ node }) => misplacesInlined(node)) ? mixedLines(fn, this.#graph) : new Map();
  }

  /** Seconds that garbage was collected in while a function was at work. */
  collecting(fn: ProfiledFunction): number {
    return this.rows.find((row) => row.fn === fn)?.gc ?? 0;
  }

  hits(index: FileIndex, threads: readonly ThreadProfile[] = this.threads): Map<number, number> {
    return lineHits(index.file.url, this.recordsOf(threads));
  }

  /** Seconds waited at the awaits on each line. */
  waits(index: FileIndex, threads: readonly ThreadProfile[] = this.threads): Map<number, number> {
    return lineWaits(index.file.url, this.recordsOf(threads));
  }

  /** What readings of a clock took, in seconds, if one was read at lines. */
  get clockCost(): number | undefined {
    const costs = this.records.flatMap(({ clock }) => clock?.cost ?? []);
    return costs.length > 0 ? Math.max(...costs) : undefined;
  }

  /** Files whose functions were not counted, each once. */
  get uncounted(): readonly UncountedFile[] {
    const byUrl = new Map(this.records.flatMap(({ uncounted }) => uncounted).map((one) => [one.url, one]));
    return [...byUrl.values()];
  }

  /** Seconds by what they were spent in, in one thread or in all. */
  split(threads: readonly ThreadProfile[] = this.threads): Map<FunctionKind, number> {
    const split = new Map<FunctionKind, number>();
    const visit = ({ fn, self, children }: CallNode) => {
      split.set(fn.kind, (split.get(fn.kind) ?? 0) + self);
      for (const child of children) visit(child);
    };
    for (const { root } of threads) visit(root);
    return split;
  }
}
