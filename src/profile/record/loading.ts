// Rewrites the files of a program as Node loads them, so that they count, and keeps what is needed to read the counters.
import { existsSync, readFileSync } from "node:fs";
import Module from "node:module";
import { sep } from "node:path";
import { fileURLToPath } from "node:url";
import { noteRewritten, textWritten } from "../../capture/index.ts";
import { type CountOptions, lineAt, lineStarts, type Rewritten, rewrite, WayBack } from "../rewrite/index.ts";
import type { LineTimer } from "./clock.ts";
import { type Counters, makeCounters, totals } from "./counters.ts";
import { makeGlobalConstants } from "./global-constants.ts";
import { packageFolder } from "./here.ts";
import { secondsOf, type WatchedLines } from "./kernel-lines.ts";
import type { MemoryReader } from "./memory.ts";
import type { CountedFile, UncountedFile } from "./record.ts";
import { makeWaits, waitNames } from "./waits.ts";

/** A file that runs with counters. */
interface Loaded {
  readonly rewritten: Rewritten;
  readonly written: string;
  readonly counters: Counters;
  readonly back: WayBack;
  /** Milliseconds waited, by slot. */
  readonly waits: Float64Array | undefined;
  readonly made: Made | undefined;
  /** The number of its first slot, over all files of the thread. */
  readonly base: number;
}

/** What a file's lines that make objects say, and when they began to. */
interface Made extends WatchedLines {
  readonly since: number;
}

export interface LoadingOptions {
  /** Reads memory at the lines of what is loaded, if that is asked for. */
  readonly memory?: MemoryReader;
  /** Times the lines of what is loaded, if that is asked for. */
  readonly timer?: LineTimer;
  readonly count: CountOptions;
  readonly packages: boolean;
  /** Is told of the counters of each file. */
  readonly onCounters?: (counters: Counters) => void;
  /** Is told of the word that awaits read the time from; without it they are not measured. */
  readonly onClock?: (clock: Float64Array) => void;
  /** Is told where lines say that they make objects; without it they do not. */
  readonly onLines?: (watched: WatchedLines) => void;
}

/** Node's formats of the files that can be rewritten, and what each is after its types are gone. */
const FORMATS: Readonly<Record<string, "module" | "commonjs">> = {
  module: "module",
  "module-typescript": "module",
  commonjs: "commonjs",
  "commonjs-typescript": "commonjs",
};

/** The names of all counters begin so. */
const PREFIX = "__amdahl_count_";

/** How many there are, over all copies of amdahl in the thread. */
const MADE = Symbol.for("amdahl.profile.counters");

/** What was ever rewritten in this thread: it goes on counting, also for recordings that begin later. */
const loaded = new Map<string, Loaded>();

/** Rewrites what is loaded from now on, until it is ended. What was rewritten goes on counting. */
export class Loading {
  readonly #options: LoadingOptions;
  readonly #uncounted: UncountedFile[] = [];
  /** Counts of files that were there before. */
  readonly #before = new Map([...loaded].map(([url, { counters }]) => [url, totals(counters)]));
  /** And what was waited in them. */
  readonly #waitedBefore = new Map([...loaded].map(([url, { waits }]) => [url, waits?.slice()]));
  /** And how long lines had made objects. */
  readonly #madeBefore = new Map([...loaded].map(([url, { made }]) => [url, made?.seconds.slice()]));
  readonly #began = performance.now();
  readonly #marked = new Map<string, Set<number>>();
  readonly #hooks: { deregister(): void };
  readonly #toString = Function.prototype.toString;
  #patched: typeof Function.prototype.toString | undefined;

  constructor(options: LoadingOptions) {
    this.#options = options;
    for (const { counters, made } of loaded.values()) {
      options.onCounters?.(counters);
      if (made) options.onLines?.({ word: made.word, seconds: made.seconds });
    }
    this.#hooks = Module.registerHooks({
      load: (url, context, next) => {
        const result = next(url, context);
        const { format } = result;
        const kind = FORMATS[format ?? ""];
        if (kind === undefined || !this.#isWanted(url)) return result;
        const written = textOf(result.source, url);
        const code =
          written &&
          this.#rewrite(url, written, kind === "module", (format as string).endsWith("typescript"));
        return code ? { ...result, format: kind, source: code } : result;
      },
    });
    this.#patchToString();
  }

  /** What was counted since the start. */
  files(): CountedFile[] {
    const { memory, timer } = this.#options;
    return [...loaded].map(([url, { rewritten, written, counters, waits, made, base }]) => {
      const { text: _text, code: _code, ...record } = rewritten;
      const before = this.#before.get(url);
      const counts = totals(counters).map((count, i) => count - (before?.[i] ?? 0));
      const marked = this.#marked.get(url);
      const functions = marked
        ? record.functions.map((fn, i) => (marked.has(i) ? { ...fn, marked: true } : fn))
        : record.functions;
      const waitedBefore = this.#waitedBefore.get(url);
      const waited = record.waits.map(
        ({ slot }) => Math.max(0, (waits?.[slot] ?? 0) - (waitedBefore?.[slot] ?? 0)) / 1000,
      );
      const counted = { ...record, functions, written, counts, waited, made: made && this.#made(url, made) };
      if (timer) return { ...counted, clocked: byLine(rewritten, (slot) => timer.time(base + slot)) };
      if (!memory) return counted;
      return { ...counted, memory: byLine(rewritten, (slot) => memory.line(base + slot)) };
    });
  }

  /** Marks a function, and those in it, to be looked at line by line. */
  mark(fn: (...args: never) => unknown): void {
    const text = this.#toString.call(fn);
    // A function without a counter is none of a rewritten file, and its text may stand in several.
    if (!text.includes(PREFIX)) return;
    for (const [url, file] of loaded) {
      const at = rangeOf(file, text);
      if (at === undefined) continue;
      const marked = this.#marked.get(url) ?? new Set<number>();
      file.rewritten.functions.forEach(({ position, end }, i) => {
        if (at.start <= position && end <= at.end) marked.add(i);
      });
      this.#marked.set(url, marked);
      return;
    }
  }

  get uncounted(): readonly UncountedFile[] {
    return this.#uncounted;
  }

  /** Ends rewriting, and leaves nothing behind but counters in what was loaded. */
  end(): void {
    this.#hooks.deregister();
    // If the program has put its own over it meanwhile, that stays.
    if (Function.prototype.toString === this.#patched) Function.prototype.toString = this.#toString;
  }

  /** Seconds at work of each line that makes objects. */
  #made(url: string, { since, seconds }: Made): number[] {
    const before = this.#madeBefore.get(url);
    const seen = [...seconds].map((sum, i) => sum - (before?.[i] ?? 0));
    const span = (performance.now() - Math.max(since, this.#began)) / 1000;
    const looked = seen.reduce((sum, one) => sum + one, 0);
    // Whoever watches may not have been there from the start: he is believed of twice what he saw, and no more. Or there are two.
    const scale = looked > 0 ? Math.min(2, span / looked) : 0;
    return seen.slice(1).map((one) => one * scale);
  }

  #isWanted(url: string): boolean {
    if (!url.startsWith("file:")) return false;
    const path = fileURLToPath(url.replace(/[?#].*/, ""));
    if (isOurs(path)) return false;
    return this.#options.packages || !path.split(sep).includes("node_modules");
  }

  #rewrite(url: string, written: string, module: boolean, typed: boolean): string | undefined {
    const array = nameFor(written);
    const base = [...loaded.values()].reduce((sum, { rewritten }) => sum + rewritten.slots, 0);
    const memory = this.#options.memory?.names(base);
    const clock = this.#options.timer?.names(base);
    const { count, onClock, onLines } = this.#options;
    const isTimed = count.lines !== "none" && !memory && !clock;
    const waits = isTimed && onClock ? waitNames(array) : undefined;
    const makes = isTimed && onLines ? `${array}_makes` : undefined;
    const made = rewrite(written, { url, typed, module, array, memory, clock, waits, makes }, count);
    if ("reason" in made) {
      this.#uncounted.push({ url, reason: made.reason });
      return undefined;
    }
    const counters = makeCounters(array, made.slots);
    const starts = lineStarts(made.text);
    const back = new WayBack(starts, made.shifts);
    const waited =
      waits && onClock && made.waits.length > 0 ? makeWaits(waits, made.slots, onClock) : undefined;
    const lines = made.makes?.length ?? 0;
    const word = makes && onLines && lines > 0 ? makeWord(makes, lines, onLines) : undefined;
    const file: Loaded = { rewritten: made, written, counters, back, waits: waited, made: word, base };
    loaded.set(url, file);
    this.#options.onCounters?.(counters);
    noteRewritten(url, {
      written: (text) => {
        const at = text.includes(array) ? rangeOf(file, text) : undefined;
        return at && made.text.slice(at.start, at.end);
      },
      place: (line, column) => {
        const offset = back.place(line, column);
        const at = lineAt(starts, offset);
        return { line: at, column: offset - starts[at] };
      },
    });
    return made.code;
  }

  /**
   * A function's text is what its author wrote, also while it counts: programs send functions to other threads as text,
   * where no counters are, and compile it.
   */
  #patchToString(): void {
    const original = this.#toString;
    // A method, so that it is no constructor, and has the name and length of what it stands for.
    const made = {
      toString(this: unknown): string {
        const text = original.call(this);
        return text.includes(PREFIX) ? textWritten(text) : text;
      },
    };
    this.#patched = made.toString;
    Function.prototype.toString = made.toString;
  }
}

/** Makes the word of a file's lines that make objects, and has it watched. */
function makeWord(name: string, lines: number, tell: (watched: WatchedLines) => void): Made {
  const word = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const seconds = secondsOf(lines);
  makeGlobalConstants({ [name]: word });
  tell({ word, seconds });
  return { word, seconds, since: performance.now() };
}

/** What was read at each of a file's lines. Of lines that share a counter it is the first one's, where the reading stands. */
function byLine<T>({ lines }: Rewritten, read: (slot: number) => T): (T | undefined)[] {
  const taken = new Set<number>();
  return lines.map(({ slot }) => {
    if (taken.has(slot)) return undefined;
    taken.add(slot);
    return read(slot);
  });
}

/** Where a piece of a rewritten text was written. Counters have numbers of their own: one that has any stands in one place. */
function rangeOf({ rewritten, back }: Loaded, piece: string): { start: number; end: number } | undefined {
  const at = rewritten.code.indexOf(piece);
  return at < 0 ? undefined : { start: back.offset(at), end: back.offset(at + piece.length) };
}

function textOf(source: unknown, url: string): string | undefined {
  if (typeof source === "string") return source;
  if (source instanceof Uint8Array || source instanceof ArrayBuffer) return new TextDecoder().decode(source);
  // A CommonJS module's text is read by its own loader.
  const path = fileURLToPath(url.replace(/[?#].*/, ""));
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

/** A name for the counters of a file in which it does not occur. */
function nameFor(written: string): string {
  const holder = globalThis as unknown as Record<symbol, number | undefined>;
  for (;;) {
    const number = holder[MADE] ?? 0;
    holder[MADE] = number + 1;
    const name = `${PREFIX}${number}`;
    if (!written.includes(name)) return name;
  }
}

/** Whether a file is part of amdahl itself; its examples and tests are programs like any other. */
function isOurs(path: string): boolean {
  if (packageFolder === undefined || !path.startsWith(packageFolder + sep)) return false;
  return /^(?:src|dist|bin|node_modules)$/.test(path.slice(packageFolder.length + 1).split(sep)[0]);
}
