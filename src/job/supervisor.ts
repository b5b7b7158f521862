// Starts the ranks of a job as threads of this process and looks after them: the first error ends all, and a job in
// which nothing can move any more is reported and ended. No rank runs in the main thread, which so is never blocked.
import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { inspect } from "node:util";
import { MessageChannel, Worker } from "node:worker_threads";
import { ffi } from "../ffi/index.ts";
import { asked, realCores } from "../team/index.ts";
import { wake } from "./bell.ts";
import {
  ABORTED,
  bytesFor,
  capacityFor,
  DEADLOCKED,
  format,
  JOB,
  MAX_RANKS,
  rankWord,
  TEXT_BYTES,
} from "./layout.ts";
import { writeAll } from "./printer.ts";
import type { Failure, RankStart } from "./rank.ts";
import { deadlockReport, sleeps, Watch } from "./watch.ts";

/** A program to run as several ranks. */
export interface JobOptions {
  /** The absolute path of the program, and what it finds in process.argv behind it. */
  readonly program: string;
  readonly args: readonly string[];
  /** How many ranks: 1 to 256. */
  readonly size: number;
  /** Whether each line says whose it is. */
  readonly tagged?: boolean;
  /** Seconds after which the job is ended; without end if undefined. */
  readonly timeout?: number | undefined;
  /** Whether a deadlock is reported and ends the job; true unless said otherwise. */
  readonly reportDeadlock?: boolean;
}

/** How often to look for a deadlock. Two looks see one. */
const LOOK_MS = 100;
/** How long blocked ranks are given to say where they are. */
const PLACES_MS = 1000;
/** What a job ends with whose time is over: as timeout(1). */
const TIMED_OUT = 124;

function entry(): URL {
  const file = new URL(import.meta.url.endsWith(".ts") ? "./rank.ts" : "./rank.cjs", import.meta.url);
  if (existsSync(file)) return file;
  throw new Error(`${file.pathname} is missing: leave amdahl out of the bundle`);
}

/**
 * Runs a program as ranks and resolves when all have come to their end. Where one fails, the job does not come back: it
 * prints what happened and ends the process with that rank's status, at once.
 *
 * @throws RangeError for a size that is none
 */
export async function runJob(options: JobOptions): Promise<void> {
  const { size } = options;
  if (!Number.isInteger(size) || size < 1 || size > MAX_RANKS) {
    throw new RangeError(`a job has 1 to ${MAX_RANKS} ranks, not ${size}`);
  }
  const capacity = capacityFor(size);
  const memory = new SharedArrayBuffer(bytesFor(size, capacity));
  const words = new Int32Array(memory);
  format(words, size, capacity);
  const timers: NodeJS.Timeout[] = [];
  if (options.timeout !== undefined) {
    const late = () => {
      say(`the job was ended after ${options.timeout} s (--timeout)`);
      end(words, size, TIMED_OUT);
    };
    timers.push(setTimeout(late, options.timeout * 1000));
  }
  if (options.reportDeadlock !== false) timers.push(watch(words, size));
  const ranks = Array.from({ length: size }, (_, rank) => startRank(options, memory, rank));
  await Promise.all(ranks);
  for (const timer of timers) clearTimeout(timer);
}

/** Resolves when the rank has come to a good end. */
function startRank(options: JobOptions, memory: SharedArrayBuffer, rank: number): Promise<void> {
  const { program, args, size, tagged = false } = options;
  const { port1, port2 } = new MessageChannel();
  const start: RankStart = { memory, rank, program, tagged, port: port2 };
  const words = new Int32Array(memory);
  const worker = new Worker(entry(), {
    workerData: start,
    transferList: [port2],
    argv: [...args],
    env: environment(size),
    // Nothing comes that way: see printer.ts. Joined to the streams of this process, Node would ask the rank for more.
    stdout: true,
    stderr: true,
    name: `rank ${rank}`,
  });
  const failed = (failure: Failure) => {
    const who = `rank ${rank} of ${size} ended the job`;
    if ("error" in failure) say(`${who} by an error that it did not catch:\n${failure.error}`);
    else say(`${who}: it left with exit code ${failure.status}`);
    end(words, size, "error" in failure ? 1 : failure.status);
  };
  port1.on("message", failed);
  return new Promise((resolve) => {
    // What a rank cannot tell by itself: it could not be started, or has no memory left.
    worker.on("error", (error: unknown) => failed({ error: inspect(error) }));
    worker.on("exit", (status) => {
      port1.close();
      if (status === 0) resolve();
      else failed({ status });
    });
  });
}

/** Ranks share the cores: each one's parallel loops have their part, unless somebody has said how many. */
function environment(size: number): NodeJS.ProcessEnv {
  if (asked(process.env) !== undefined) return process.env;
  return { ...process.env, AMDAHL_NUM_THREADS: String(Math.max(1, Math.floor(realCores() / size))) };
}

function watch(words: Int32Array, size: number): NodeJS.Timeout {
  const looking = new Watch(words, size);
  const timer = setInterval(() => {
    if (!looking.deadlocked()) return;
    clearInterval(timer);
    void reportDeadlock(words, size);
  }, LOOK_MS);
  return timer;
}

async function reportDeadlock(words: Int32Array, size: number): Promise<void> {
  const asleep = Array.from({ length: size }, (_, rank) => rank).filter((rank) => sleeps(words, rank));
  // What each is blocked in stands there already; where in the program only the rank itself can say.
  Atomics.store(words, JOB, DEADLOCKED);
  for (const rank of asleep) wake(words, rank);
  const until = performance.now() + PLACES_MS;
  const silent = () => asleep.some((rank) => Atomics.load(words, rankWord(rank, TEXT_BYTES)) === 0);
  while (silent() && performance.now() < until) await sleep(1);
  say(deadlockReport(words, size));
  end(words, size, 1);
}

let ending = false;

/** What is printed counts: of several ranks that fail, the first is the reason. */
function say(text: string): void {
  if (!ending) writeAll(2, `amdahl: ${text}\n`);
}

/** Ends the process. */
function end(words: Int32Array, size: number, status: number): void {
  if (ending) return;
  ending = true;
  Atomics.store(words, JOB, ABORTED);
  for (let rank = 0; rank < size; rank++) wake(words, rank);
  // A thread in native code cannot be ended, and process.exit would wait for it.
  const interfaces = ffi();
  if (!(interfaces instanceof Error)) interfaces.system?.exit(status);
  process.exit(status);
}
