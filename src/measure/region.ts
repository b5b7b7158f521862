// Marks what a study times, so that start-up, input and pictures do not blur it. Costs one comparison where nobody
// measures; a study asks for the times by naming a file in AMDAHL_MEASURE_FILE.

/** What one thread of a program spent in a region between two writes: the lines of the study's file. */
export interface RegionRecord {
  readonly name: string;
  readonly seconds: number;
  /** How often the region was entered. */
  readonly count: number;
  readonly pid: number;
  readonly thread: number;
}

interface Entry {
  /** How many calls are inside right now: recursion and overlapping promises count the wall time once. */
  open: number;
  since: number;
  seconds: number;
  count: number;
}

const entries = new Map<string, Entry>();
let openRegions = 0;
/** Appends to the study's file; there from the first measured region on. */
let write: ((text: string) => void) | undefined;
let thread = 0;

/**
 * Runs `fn`, returns what it returns (awaiting it when it is a promise), and counts its wall time under `name` when
 * `amdahl speedup` runs the program. Regions may nest, repeat and overlap: each name counts the time during which at
 * least one call of it is inside. A throw or a rejection passes through, counted.
 *
 * @throws TypeError when `fn` is not a function.
 * @example const sum = region("sum", () => integrate(1e9));
 */
export function region<T>(name: string, fn: () => T): T {
  if (typeof fn !== "function")
    throw new TypeError(`region("${name}", …): give it the function to time: region("${name}", () => …)`);
  const target = process.env.AMDAHL_MEASURE_FILE;
  if (!target) return fn();
  if (write === undefined) start(target);
  const entry = enter(name);
  let result: T;
  try {
    result = fn();
  } catch (error) {
    leave(entry);
    throw error;
  }
  if (!isThenable(result)) {
    leave(entry);
    return result;
  }
  const done = () => leave(entry);
  if (result instanceof Promise) {
    // Handed on, not watched from the side: a watcher would count as a handler, and a rejection that the program
    // forgets would no longer end it.
    const watched = result.finally(done);
    return watched as T;
  }
  result.then(done, done);
  return result;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}

function start(target: string): void {
  // Not imported above: these modules take longer to load than all of amdahl's measuring, and few runs are measured.
  const { openSync, writeSync } = process.getBuiltinModule("node:fs");
  thread = process.getBuiltinModule("node:worker_threads").threadId;
  // Appending: several threads and processes may report to one file, each line written whole.
  const file = openSync(target, "a", 0o600);
  write = (text) => writeSync(file, text);
  process.once("exit", () => {
    for (const entry of entries.values()) if (entry.open > 0) close(entry);
    flush();
  });
}

function enter(name: string): Entry {
  let entry = entries.get(name);
  if (entry === undefined) {
    entry = { open: 0, since: 0, seconds: 0, count: 0 };
    entries.set(name, entry);
  }
  openRegions++;
  entry.count++;
  // The clock is read last here and first in `leave`, so that nothing of ours is inside.
  if (entry.open++ === 0) entry.since = performance.now();
  return entry;
}

function leave(entry: Entry): void {
  const now = performance.now();
  if (--entry.open === 0) entry.seconds += (now - entry.since) / 1000;
  // Written only when no region is open, so that no write is ever inside a timed one; and at once, because a program
  // may leave by a way that runs no exit handler.
  if (--openRegions === 0) flush();
}

function close(entry: Entry): void {
  entry.seconds += (performance.now() - entry.since) / 1000;
  entry.open = 0;
}

function flush(): void {
  let lines = "";
  for (const [name, entry] of entries) {
    if (entry.count === 0) continue;
    const record: RegionRecord = {
      name,
      seconds: entry.seconds,
      count: entry.count,
      pid: process.pid,
      thread,
    };
    lines += `${JSON.stringify(record)}\n`;
    entry.seconds = 0;
    entry.count = 0;
  }
  if (lines !== "") write?.(lines);
}

/**
 * The seconds per region of one run, in the order in which the regions were first entered: summed within a thread, and
 * of threads and processes that report the same region the slowest, since the others wait for it.
 *
 * @throws SyntaxError when the text is not lines of {@link RegionRecord}.
 * @example readRegions(readFileSync(file, "utf8")).get("sum") // 0.81
 */
export function readRegions(text: string): Map<string, number> {
  const sums = new Map<string, Map<string, number>>();
  for (const line of text.split("\n")) {
    if (line === "") continue;
    const record = JSON.parse(line) as RegionRecord;
    const who = `${record.pid}/${record.thread}`;
    const threads = sums.get(record.name) ?? new Map<string, number>();
    sums.set(record.name, threads);
    threads.set(who, (threads.get(who) ?? 0) + record.seconds);
  }
  return new Map([...sums].map(([name, threads]) => [name, Math.max(...threads.values())]));
}
