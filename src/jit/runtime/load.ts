// A compiled function as the calling thread holds it: callable, its parallel loops going to the thread's team.
import { memory } from "../../heap/index.ts";
import {
  type ForkCall,
  forget,
  fork,
  interruptible,
  type Job,
  onAbandoned,
  warm,
  watched,
} from "../../team/index.ts";
import { mark, release } from "./arena.ts";
import { forgetQuoted, ready } from "./instance.ts";
import type { Payload, Ready } from "./ready.ts";

/** How often a parallel loop was run, and how. */
export interface LoopRuns {
  /** Times it was given to more than one thread. */
  forked: number;
  /** Times it ran on the calling thread alone: asked to, nested, too small, or without budget. */
  serial: number;
  /** Times among these that its iterations were not independent: arrays overlapped. */
  overlapped: number;
}

/** A compiled function, ready in this thread. */
export interface Loaded {
  /**
   * Calls the compiled function: numbers as its parameters want them (addresses too), and what it returns: nothing,
   * a number, or an array of them. Throws what the function throws, and InterruptedError when Ctrl-C ends the call
   * in a program with a SIGINT handler. Costs about 30 ns more than `run`.
   */
  readonly entry: (...args: number[]) => unknown;
  /**
   * Where a dispatcher that counts nanoseconds puts the numbers for `run`, at most so many. It must do what `entry` does:
   *
   *     if (watched()) return loaded.entry(x, y);
   *     const top = loaded.begin();
   *     loaded.slots[0] = x;
   *     loaded.slots[1] = y;
   *     try { return loaded.run(2); } catch (error) { loaded.failed(top); throw error; }
   */
  readonly slots: Float64Array;
  /** Calls the compiled function with the first `width` slots. */
  readonly run: (width: number) => unknown;
  /** Before `run`: how much of this thread's stack of local arrays is in use. */
  begin(): number;
  /** After `run` has thrown: frees what the call had allocated. */
  failed(top: number): void;
  /**
   * While true, parallel loops run on the calling thread alone, in order: for a call whose arrays overlap where the
   * proof of independence counts on their not doing so.
   */
  serially: boolean;
  /** Runs of its parallel loops, by LoopFacts.id. */
  readonly loops: Map<number, LoopRuns>;
  /**
   * Gives up this thread's hold on the arrays that the last calls allocated to return. Call it after `adopt` has
   * taken those that were returned; the others are freed.
   */
  settle(): void;
}

/** The schedule of a fork whose units may not run at once. */
const ALONE = 2;

const HERE: string | undefined = import.meta.url;
/** What workers import. Bundled as CommonJS this file has no URL; then the team has no workers either. */
const RUNNER = HERE ? new URL(HERE.endsWith(".ts") ? "./runner.ts" : "./runner.cjs", HERE).href : "";

/** Starts the threads of parallel loops on `threads` threads, as a payload says it, in the background. */
export function expectForks(threads: number | "serial"): void {
  if (threads === "serial") return;
  // A thread joins the heap that is there when it is started.
  memory();
  warm(threads, RUNNER);
}

let keys = 0;

/** How often compiled code was loaded in this thread. */
export const loads = (): number => keys;

/** The workers' instances of a function go when the function is collected here. */
const collected = new FinalizationRegistry<number>(forget);

// A call that Ctrl-C has stopped released nothing, and there is no other on this thread's stack.
onAbandoned(() => {
  release(0);
  forgetQuoted();
});

/**
 * Makes compiled code callable in this thread; `loops` goes on with the counts of other code for the same loops. The module is shared with the team's workers when it first forks.
 *
 * @example
 * const pi = load({ module, sites, threads: 0, name: "pi" });
 * pi.entry(1e8);
 */
export function load(payload: Payload, loops = new Map<number, LoopRuns>()): Loaded {
  const job: Job = { runner: RUNNER, key: ++keys, payload };
  const { threads } = payload;

  const made: Ready = ready(payload, (fn, units, frame, stride, partials, schedule, loop) => {
    let runs = loops.get(loop);
    if (runs === undefined) {
      runs = { forked: 0, serial: 0, overlapped: 0 };
      loops.set(loop, runs);
    }
    const overlapped = schedule === ALONE || loaded.serially;
    if (overlapped) runs.overlapped++;
    if (threads === "serial" || overlapped) {
      runs.serial++;
      made.local(fn, 0, units, frame, partials);
      return;
    }
    const call: ForkCall = {
      fn,
      units,
      frame,
      stride,
      partials,
      schedule: schedule === 1 ? "dynamic" : "static",
      threads,
    };
    if (fork(job, call, made.local) > 1) runs.forked++;
    else runs.serial++;
  });
  const { entry: raw } = made;
  // Scopes that a throw leaves do not free what they had: the call as a whole does.
  const failed = (top: number): void => {
    release(top);
    made.recover();
  };
  const call = (args: number[]): unknown => {
    const top = mark();
    try {
      return raw(...args);
    } catch (error) {
      failed(top);
      throw error;
    }
  };
  const pace = { quick: 0 };
  const loaded: Loaded = {
    entry(...args) {
      return watched() ? interruptible(() => call(args), pace, made.watch) : call(args);
    },
    slots: made.slots,
    run: made.run,
    begin: mark,
    failed,
    serially: false,
    loops,
    settle: made.settle,
  };
  // On what entry and settle hold: a caller may keep one of them only.
  collected.register(made, job.key);
  return loaded;
}
