// Runs a text as a program of its own, and gives all that can be seen of it: what it traced and threw, the lines of its
// errors, how often which line ran, and which functions were on the stack when one began.
import { Session } from "node:inspector";
import { compileFunction } from "node:vm";

/** What a run showed. */
export interface Seen {
  readonly trace: readonly string[];
  /** How often `L` was called on each line, `K` and `M`; lines count from 0. */
  readonly lines: ReadonlyMap<number, number>;
  readonly shared: ReadonlyMap<number, number>;
  readonly some: ReadonlyMap<number, number>;
  /** For each function that began, the places of the calls on the stack, its own first. */
  readonly begun: readonly (readonly number[])[];
  /** Calls by where functions stand, as the engine counts them. */
  readonly covered: readonly { readonly start: number; readonly end: number; readonly count: number }[];
}

const FUEL = 120;
const MOST = 3000;
let runs = 0;

type Site = NodeJS.CallSite & { getPosition(): number; isAsync(): boolean };

/** The frames below a function, as the engine has them. */
function framesBelow(top: (...args: never[]) => unknown, most: number): Site[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  Error.prepareStackTrace = (_, sites) => sites;
  Error.stackTraceLimit = most;
  const holder: { stack?: unknown } = {};
  Error.captureStackTrace(holder, top);
  const sites = holder.stack as Site[];
  Object.assign(Error, { prepareStackTrace, stackTraceLimit });
  return sites;
}

/** Runs a text; `covers` asks the engine for its own counts, which takes longer than all the rest. */
export async function run(code: string, module: boolean, covers: boolean): Promise<Seen> {
  const name = `program-${runs++}.js`;
  const url = module ? `data:text/javascript,${encodeURIComponent(code)}//${runs}` : `file:///${name}`;
  const trace: string[] = [];
  const lines = new Map<number, number>();
  const shared = new Map<number, number>();
  const some = new Map<number, number>();
  const begun: number[][] = [];
  const quiet: Record<string, number> = {};
  let fuel = FUEL;
  let looked = 0;
  const say = (text: string) => {
    if (trace.length < 3000) trace.push(text);
  };
  const hit = (into: Map<number, number>, top: (...args: never[]) => unknown) => {
    const line = (framesBelow(top, 1)[0].getLineNumber() ?? 0) - 1;
    into.set(line, (into.get(line) ?? 0) + 1);
  };
  const globals = {
    q: quiet,
    T: (value: unknown) => {
      say(show(value));
      return value;
    },
    L: function line() {
      hit(lines, line);
      // A loop whose variable its body sets may have no end.
      if (++looked > MOST) throw new Error("too long");
      return lines.size;
    },
    K: function line() {
      hit(shared, line);
      return shared.size;
    },
    M: function line() {
      hit(some, line);
      return some.size;
    },
    E: function begin(id: number) {
      begun.push(
        framesBelow(begin, Number.POSITIVE_INFINITY)
          .filter(
            (site) => !site.isAsync() && (site.getFileName() ?? site.getScriptNameOrSourceURL()) === url,
          )
          .map((site) => site.getPosition()),
      );
      say(`E${id}`);
      return --fuel < 0;
    },
    N: (fn: unknown) => say(names(fn)),
    X: (error: unknown) => say(showError(error, url)),
    I: (n: number) => {
      let i = 0;
      return {
        [Symbol.iterator]() {
          return this;
        },
        next: function next() {
          hit(lines, next);
          return { done: i >= n, value: i++ };
        },
        return: () => ({}),
      };
    },
    R: (fn: unknown) => {
      if (typeof fn !== "function") return fn;
      const made = fn() as Promise<unknown> & Iterator<unknown>;
      if (typeof made?.then === "function") made.then((v) => say(show(v)), globals.X);
      else if (typeof made?.next === "function") {
        for (let i = 0; i < 3; i++) {
          const next: unknown = made.next();
          if (next instanceof Promise)
            next.then((v: IteratorResult<unknown>) => say(`${show(v.value)} ${v.done}`), globals.X);
          else
            say(`${show((next as IteratorResult<unknown>).value)} ${(next as IteratorResult<unknown>).done}`);
        }
        made.return?.(1);
      }
      return 1;
    },
  };
  const rejected = (error: unknown) => say(`unhandled ${showError(error, url)}`);
  const listeners = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", rejected);
  const textOf = Function.prototype.toString;
  Object.assign(globalThis, globals);
  Function.prototype.toString = () => "F";
  const session = covers ? new Session() : undefined;
  session?.connect();
  session?.post("Profiler.enable");
  session?.post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
  try {
    try {
      if (module) await import(url);
      else compileFunction(code, ["exports", "require", "module"], { filename: url }).call({}, {});
    } catch (error) {
      say(showError(error, url));
    }
    for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
  } finally {
    Function.prototype.toString = textOf;
    process.off("unhandledRejection", rejected);
    for (const listener of listeners) process.on("unhandledRejection", listener);
  }
  const covered: { start: number; end: number; count: number }[] = [];
  session?.post("Profiler.takePreciseCoverage", (_, { result }) => {
    for (const script of result)
      if (script.url === url)
        for (const { ranges } of script.functions)
          covered.push({ start: ranges[0].startOffset, end: ranges[0].endOffset, count: ranges[0].count });
  });
  session?.disconnect();
  for (const [line, text] of code.split(/\r\n|[\r\n\u2028\u2029]/).entries())
    for (const [, name] of text.matchAll(/\bq\.(h\d+) = -~/g)) lines.set(line, quiet[name] ?? 0);
  return { trace, lines, shared, some, begun, covered };
}

/** A value, without running anything of the program's. */
function show(value: unknown): string {
  if (typeof value === "function") return names(value);
  if (typeof value === "string") return JSON.stringify(value.slice(0, 100));
  if (typeof value !== "object" || value === null) return Object.is(value, -0) ? "-0" : String(value);
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (Array.isArray(value))
    return `[${Array.from(value.slice(0, 5), (v) => (typeof v === "object" ? "o" : show(v))).join()}]`;
  return `{${Reflect.ownKeys(value).map(String).join()}}`;
}

/** Names and lengths of a function, and of those that it holds as a class. */
function names(fn: unknown): string {
  if (typeof fn !== "function") return typeof fn;
  const own = (holder: object) =>
    Reflect.ownKeys(holder).flatMap((key) => {
      const { value, get, set } = Object.getOwnPropertyDescriptor(holder, key) as PropertyDescriptor;
      return [value, get, set].flatMap((f) =>
        typeof f === "function" ? [`${String(key)}=${f.name}/${f.length}`] : [],
      );
    });
  const prototype = Object.getOwnPropertyDescriptor(fn, "prototype")?.value as object | undefined;
  const held = [...own(fn), ...(prototype ? own(prototype) : [])];
  return `${String(Object.getOwnPropertyDescriptor(fn, "name")?.value)}/${fn.length}(${held.join()})`;
}

/** An error, with the functions and lines of its stack that are the program's. */
function showError(error: unknown, url: string): string {
  if (!(error instanceof Error)) return `thrown ${show(error)}`;
  const frames = (error.stack ?? "").split("\n").flatMap((line) => {
    const at = line.indexOf(url);
    const [, row] = at < 0 ? [] : (/^:(\d+):\d+/.exec(line.slice(at + url.length)) ?? []);
    return row === undefined
      ? []
      : [
          `${line
            .slice(0, at)
            .replace(/^\s*at /, "")
            .replace("(", "")
            .trim()}:${row}`,
        ];
  });
  // One message has a function's whole text in it.
  const message = error.message.replaceAll(url, "").replace(/^(Class extends value ).*/su, "$1");
  // The engine does not know where in a class's text its static parts are called from, and takes the place before it.
  const known = frames.slice(0, frames.findIndex((frame) => frame.startsWith("<static_")) + 1 || undefined);
  // Of a name that means nothing yet, it says the line of the last thing before it that has a place.
  if (error instanceof ReferenceError) known[0] = String(known[0]).replace(/:\d+$/, "");
  return `${error.name}: ${message} at ${known.join()}`;
}
