// amdahl profile --heap: what the memory of a program is full of as it ends, by constructor, and what holds it.
import { copyFileSync, existsSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import {
  differenceReport,
  heapDifference,
  heapReport,
  heapSummary,
  observe,
  readSnapshot,
  type Snapshot,
} from "../profile/index.ts";
import { UsageError } from "./errors.ts";
import { findProgram } from "./program.ts";

/** What `--heap` goes with. */
export interface HeapOptions {
  readonly save?: readonly string[];
  readonly load?: string;
  readonly compare?: string;
  readonly limit: number;
  readonly timeout?: number;
}

const ENDING = ".heapsnapshot";

/** Runs a program, takes snapshots of its threads as they end, and prints what is in them. */
export async function profileHeap(
  name: string | undefined,
  args: string[],
  options: HeapOptions,
): Promise<void> {
  const { save = [], load, compare, limit, timeout } = options;
  for (const file of save) {
    if (!file.endsWith(ENDING))
      throw new UsageError(`--save: ${file}: a heap is saved to a file that ends in ${ENDING}`);
    if (!existsSync(dirname(resolve(file))))
      throw new UsageError(`--save: there is no folder ${dirname(resolve(file))}`);
  }
  const before = compare === undefined ? undefined : opened("--compare", compare);
  if (load !== undefined) return print([["", opened("--load", load)]], before, limit);
  if (name === undefined)
    throw new UsageError(`profile needs a program to run, or a heap to show: --heap --load <file${ENDING}>`);
  const snapshots: [string, Snapshot][] = [];
  const { status, signal } = await observe({
    command: [findProgram(name), ...args],
    record: { interval: 0, packages: false, count: { lines: "none", builtins: false }, heap: true },
    timeout,
    collect(folder) {
      const files = readdirSync(folder).filter((file) => file.endsWith(ENDING));
      for (const [i, file] of files.sort().entries()) {
        const thread = /-(\d+)\.heapsnapshot$/.exec(file)?.[1] ?? "0";
        snapshots.push([thread === "0" ? "" : `thread ${thread}`, readSnapshot(join(folder, file))]);
        for (const to of save) copyFileSync(join(folder, file), i === 0 ? to : tagged(to, thread));
      }
    },
  });
  process.exitCode = status;
  if (snapshots.length > 0) return print(snapshots, before, limit);
  const how = signal ? `ended by ${signal}` : `ended with status ${status}`;
  process.stderr.write(
    `amdahl profile: there is no heap to show, the program was ${how} before it could be taken\n`,
  );
  process.exitCode = status || 1;
}

function print(
  snapshots: readonly (readonly [string, Snapshot])[],
  before: Snapshot | undefined,
  limit: number,
): void {
  const texts = snapshots.map(([title, snapshot], i) => {
    const text =
      before !== undefined && i === 0
        ? differenceReport(heapDifference(before, snapshot), limit)
        : heapReport(heapSummary(snapshot), limit);
    return title === "" ? text : `${title}\n\n${text}`;
  });
  process.stdout.write(`${texts.join("\n\n")}\n`);
}

const tagged = (file: string, thread: string) => `${file.slice(0, -ENDING.length)}.${thread}${ENDING}`;

function opened(option: string, file: string): Snapshot {
  if (!existsSync(file)) throw new UsageError(`${option}: there is no file ${file}`);
  try {
    return readSnapshot(file);
  } catch (error) {
    throw new UsageError(`${option}: ${(error as Error).message}`);
  }
}
