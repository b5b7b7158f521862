// Forking as the rest of the house calls it: how many threads, whether at all, and this thread's one team.
import { isMainThread } from "node:worker_threads";
import { draw, giveBack, inUse } from "./budget.ts";
import { cores } from "./cores.ts";
import { MAX_THREADS } from "./layout.ts";
import { isNested, setForking } from "./nested.ts";
import { type ForkCall, type Job, Team } from "./team.ts";
import type { Local } from "./units.ts";

/** This thread's team, made at its first fork. */
let team: Team | undefined;
/** What setThreads was given; 0 if it was not called. */
let chosen = 0;
/** Cores drawn by the fork that is running. */
let drawn = 0;
/** 4 KiB of arguments: more than all frames between a fork and its units take together, in V8's interpreter. */
const ROOM = new Array<undefined>(512).fill(undefined);

/**
 * Throws the RangeError of a full stack, if there is to be one, before a fork has changed anything. In the middle of
 * its bookkeeping it would leave cores drawn for ever: `finally` runs after an overflow, but what it calls overflows.
 */
function roomOnStack(): void {
  nothing.apply(undefined, ROOM as []);
}

function nothing(): void {}

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
  roomOnStack();
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
    if (team?.broken) team = undefined;
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

/**
 * Registers what else is to be put right in this thread after Ctrl-C has stopped it in the middle of a call, where
 * neither `catch` nor `finally` ran.
 *
 * @example
 * onAbandoned(() => { depth = 0; });
 */
export function onAbandoned(restore: () => void): void {
  afterwards.push(restore);
}

/** Ends what a call left behind that was stopped midway: a fork's threads, its cores, others' unfinished state. */
export function abandon(): void {
  if (drawn !== 0) {
    team?.end();
    team = undefined;
    settle();
  }
  for (const restore of afterwards) restore();
}

/**
 * Has the team's workers forget a job that will not be forked again.
 *
 * @example
 * forget(job.key)
 */
export function forget(key: number): void {
  team?.forget(key);
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
 * Starts the workers that a fork of `threads` threads (0: the default) is going to want, in the background, so that the
 * first one finds them: a thread takes 30 ms to start, and `runner` is imported by then. Starts none for a fork that
 * would run serially here, nor in a worker of the program's: its siblings may be compiling the same, and only when
 * they fork will it be seen who gets the cores.
 *
 * @example
 * warm(0, job.runner)
 */
export function warm(threads: number, runner: string): void {
  if (isNested() || !isMainThread) return;
  // As many as a fork would draw now.
  const spare = Math.max(1, cores().count - inUse());
  const want = threads > 0 || chosen > 0 ? threads || chosen : spare;
  if (want <= 1) return;
  team ??= new Team();
  team.grow(Math.min(want, MAX_THREADS), runner);
}
