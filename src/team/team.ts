// The owner's side of a team: one per calling thread, made at its first fork. It publishes a fork, works on it like
// everybody else, and returns when the last thread has left.
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import { draw, giveBack } from "./budget.ts";
import { cores, realCores } from "./cores.ts";
import { type Packed, unpack } from "./failure.ts";
import {
  BASE_F64,
  BYTES,
  type Delivery,
  ENTRY,
  FAILED,
  FN,
  FRAME_F64,
  INSIDE_MASK,
  KEY,
  LEFT,
  MAX_THREADS,
  messages,
  NONE,
  OPEN,
  OWNER_WAITS,
  PARTIALS_F64,
  SLEEPERS,
  SPINS,
  type Start,
} from "./layout.ts";
import { isNested, setForking } from "./nested.ts";
import { type Failure, type Local, shareOut, work } from "./units.ts";
import { SPIN_TURNS } from "./wait.ts";

/** What workers run: a module and what it prepares its functions from. */
export interface Job {
  /** URL of a module that exports `prepare(payload): Local`. */
  readonly runner: string;
  /** Unique per payload in this process and copy of amdahl. */
  readonly key: number;
  /** Can be cloned: `{ module: WebAssembly.Module, ... }`. */
  readonly payload: unknown;
}

/** One fork: `units` calls' worth of function `fn`. */
export interface ForkCall {
  readonly fn: number;
  /** A non-negative integer. */
  readonly units: number;
  /** Handed to the function as they are. */
  readonly frame: number;
  readonly stride: number;
  readonly partials: number;
  readonly schedule: "static" | "dynamic";
  /** Threads to use, obeyed; 0 for the default, which the budget of cores caps. */
  readonly threads: number;
}

/** Units per publication: claim counters are 32-bit words, and may run past the end by a claim. */
const SLAB = 2 ** 30;

interface Member {
  readonly worker: Worker;
  readonly port: MessagePort;
  alive: boolean;
}

interface Report {
  readonly first?: number;
  readonly unprepared?: number;
  readonly error: Packed;
}

const WORKER = new URL(import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js", import.meta.url);

class Team {
  readonly #words: Int32Array;
  readonly #floats: Float64Array;
  readonly #block: SharedArrayBuffer;
  /** Member i works as thread i + 1. */
  readonly #members: Member[] = [];
  /** How many members, from the first, have been sent a key's payload. */
  readonly #sent = new Map<number, number>();
  #lastKey = Number.NaN;
  #lastSent = 0;
  #generation = 0;

  constructor() {
    this.#block = new SharedArrayBuffer(BYTES);
    this.#words = new Int32Array(this.#block);
    this.#floats = new Float64Array(this.#block);
  }

  /** Starts workers until the team has `threads` threads. Costs the construction, not the start, of each. */
  grow(threads: number): void {
    while (this.#members.length < threads - 1) {
      const channel = new MessageChannel();
      const slot = this.#members.length + 1;
      const start: Start = { block: this.#block, slot, port: channel.port2 };
      const worker = new Worker(WORKER, {
        workerData: start,
        transferList: [channel.port2],
        // Neither the program's debugger and profiler switches nor its loaders belong in here: NODE_OPTIONS counts
        // as well, and coverage would be written at the termination of every worker.
        execArgv: ["--disable-warning=ExperimentalWarning"],
        env: environment(),
        name: `amdahl team ${slot}`,
      });
      const member: Member = { worker, port: channel.port1, alive: true };
      worker.unref();
      worker.on("error", (error) => {
        member.alive = false;
        process.emitWarning(
          `A thread of amdahl's team ended: ${error instanceof Error ? error.stack : error}`,
        );
      });
      this.#members.push(member);
    }
  }

  fork(job: Job, call: ForkCall, threads: number, local: Local): void {
    this.grow(threads);
    this.#deliver(job, threads);
    for (let base = 0; base < call.units; base += SLAB) {
      this.#forkSlab(job, call, base, Math.min(SLAB, call.units - base), threads, local);
    }
  }

  #deliver(job: Job, threads: number): void {
    if (this.#lastKey === job.key && this.#lastSent >= threads - 1) return;
    const had = this.#sent.get(job.key) ?? 0;
    const has = Math.max(had, this.#members.length);
    for (let i = had; i < has; i++) {
      const delivery: Delivery = { key: job.key, runner: job.runner, payload: job.payload };
      this.#members[i].port.postMessage(delivery);
      // After the post: a counted message is there. Before ENTRY opens: whoever comes in has seen the count.
      Atomics.add(this.#words, messages(i + 1), 1);
    }
    this.#sent.set(job.key, has);
    this.#lastKey = job.key;
    this.#lastSent = has;
  }

  #forkSlab(job: Job, call: ForkCall, base: number, units: number, threads: number, local: Local): void {
    const words = this.#words;
    const floats = this.#floats;
    const team = Math.min(threads, units);
    words[KEY] = job.key;
    words[FN] = call.fn;
    words[SPINS] = threads <= realCores() ? SPIN_TURNS : 0;
    floats[FRAME_F64] = call.frame;
    floats[PARTIALS_F64] = call.partials;
    floats[BASE_F64] = base;
    shareOut(words, units, team, call.schedule === "dynamic");
    this.#generation = (this.#generation + 1) & 0x7fff;
    const shut = (this.#generation << 17) | (team << 8);
    Atomics.store(words, ENTRY, shut | OPEN);
    // Read after the store above; see pause() in worker.ts.
    if (Atomics.load(words, SLEEPERS) !== 0) Atomics.notify(words, ENTRY);
    const own = work(words, 0, team, base, local, call.fn, call.frame, call.partials);
    this.#join();
    if (Atomics.load(words, FAILED) !== NONE) this.#raise(own);
  }

  /** Shuts the door and waits until nobody is inside. */
  #join(): void {
    const words = this.#words;
    let entry = Atomics.and(words, ENTRY, ~OPEN) & ~OPEN;
    for (let i = words[SPINS]; (entry & INSIDE_MASK) !== 0 && i > 0; i--) entry = Atomics.load(words, ENTRY);
    if ((entry & INSIDE_MASK) === 0) return;
    Atomics.store(words, OWNER_WAITS, 1);
    for (;;) {
      // LEFT is read before ENTRY: a worker that leaves after this look bumps LEFT, and the wait returns at once.
      const left = Atomics.load(words, LEFT);
      if ((Atomics.load(words, ENTRY) & INSIDE_MASK) === 0) break;
      Atomics.wait(words, LEFT, left);
    }
    Atomics.store(words, OWNER_WAITS, 0);
  }

  /** Stops all workers, wherever they are. */
  end(): void {
    // Below every unit: claims from now on are dropped.
    Atomics.store(this.#words, FAILED, -1);
    Atomics.and(this.#words, ENTRY, ~OPEN);
    for (const member of this.#members) void member.worker.terminate();
    // A terminated thread stops at its next loop or call. Nobody can be asked whether it has, but a millisecond is
    // thousands of those: afterwards no worker writes into arrays that the program may let go of.
    Atomics.wait(this.#words, LEFT, Atomics.load(this.#words, LEFT), 1);
  }

  #raise(own: Failure | undefined): void {
    let first = own === undefined ? Number.POSITIVE_INFINITY : own.first;
    let error = own?.error;
    for (let i = 0; i < this.#members.length; i++) {
      for (;;) {
        const message = receiveMessageOnPort(this.#members[i].port);
        if (message === undefined) break;
        const report = message.message as Report;
        if (report.first !== undefined && report.first < first) {
          first = report.first;
          error = unpack(report.error, `thread ${i + 1} of amdahl's team`);
        }
      }
    }
    throw error;
  }
}

/** The environment of a worker: the program's, without what would change how Node starts. */
function environment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, NODE_V8_COVERAGE: __, ...rest } = process.env;
  return rest;
}

let team: Team | undefined;
let chosen = 0;
/** Cores drawn by the fork that is running. */
let drawn = 0;

/**
 * Runs units 0 ... units - 1 of `call` on this thread's team, this thread included; returns when all have run, with
 * the number of threads that were asked to. Inside another fork, without budget, or with one unit: 1, here, in order.
 * Throws the error of the lowest unit that threw; units above it may not have run.
 *
 * @example
 * fork(job, { fn: 0, units: 64, frame: 0, stride: 0, partials: 0, schedule: "static", threads: 0 }, local)
 */
export function fork(job: Job, call: ForkCall, local: Local): number {
  if (call.units <= 0) return 1;
  const want = Math.min(call.threads > 0 ? call.threads : getThreads(), call.units, MAX_THREADS);
  if (want <= 1 || isNested()) {
    local(call.fn, 0, call.units, call.frame, call.partials);
    return 1;
  }
  const threads = draw(want, cores().count, call.threads > 0 || chosen > 0);
  drawn = threads;
  setForking(true);
  try {
    if (threads <= 1) local(call.fn, 0, call.units, call.frame, call.partials);
    else {
      team ??= new Team();
      team.fork(job, call, threads, local);
    }
  } finally {
    settle();
  }
  return threads;
}

function settle(): void {
  setForking(false);
  giveBack(drawn);
  drawn = 0;
}

const afterwards: (() => void)[] = [];

/** Registers what else is to be put right in this thread after Ctrl-C has stopped it in the middle of a call. */
export function onAbandoned(restore: () => void): void {
  afterwards.push(restore);
}

/** Ends what a call left behind that was stopped in the middle: a fork's threads, its cores, others' unfinished state. */
export function abandon(): void {
  if (drawn !== 0) {
    team?.end();
    team = undefined;
    settle();
  }
  for (const restore of afterwards) restore();
}

/**
 * Sets how many threads this thread's forks use, itself included, as Numba's `set_num_threads` does; the number is
 * obeyed even above the number of cores. Throws RangeError unless it is an integer from 1 to 255.
 *
 * @example
 * setThreads(2)
 */
export function setThreads(n: number): void {
  if (!Number.isInteger(n) || n < 1 || n > MAX_THREADS) {
    throw new RangeError(
      `setThreads(${n}): the number of threads must be an integer from 1 to ${MAX_THREADS}`,
    );
  }
  chosen = n;
}

/**
 * How many threads this thread's forks use: what `setThreads` was given, else `cores().count`.
 *
 * @example
 * getThreads() // 2
 */
export function getThreads(): number {
  return chosen > 0 ? chosen : cores().count;
}

/**
 * Starts the workers of a team of `n` threads (all that a fork would use by default), so that the first fork finds
 * them. They start in the background.
 *
 * @example
 * warm()
 */
export function warm(n: number = getThreads()): void {
  if (isNested() || n <= 1) return;
  team ??= new Team();
  team.grow(Math.min(n, MAX_THREADS));
}
