// Ctrl-C in a kernel. Without a handler of the program's the operating system ends the process at once. With one, the
// signal waits for the event loop, which a long kernel never reaches: so the kernel runs under Node's own watchdog
// thread, which ends it, and the signal is handed on to the program's handler.
import { constants } from "node:os";
import { Script } from "node:vm";
import { isMainThread } from "node:worker_threads";
import { abandon } from "./fork.ts";

/**
 * Thrown out of a compiled function that Ctrl-C has ended; its arrays are as far as it had come.
 *
 * @example
 * try { kernel(1e10); } catch (e) { if (e instanceof InterruptedError) console.log("stopped"); else throw e; }
 */
export class InterruptedError extends Error {
  override readonly name = "InterruptedError";
}

/** How long the calls of one function last: the watchdog costs 0.2 ms, which short calls are spared. */
export interface Pace {
  /** Calls in a row that were quick. */
  quick: number;
}

const QUICK_MS = 2;
const QUICK_CALLS = 3;

/** Where the script finds what it is to run; replaced and restored, so that two copies of amdahl can nest. */
const SLOT = Symbol.for("amdahl.interrupt.run");
const slots = globalThis as unknown as Record<symbol, (() => void) | undefined>;
let script: Script | undefined;

let handled = false;
let observing = false;
let guarding = false;

/**
 * Whether a call should go through `interruptible`: the program has a SIGINT handler and this thread gets signals.
 * One look at a variable after the first call.
 *
 * @example
 * const result = watched() ? interruptible(() => kernel(n), pace) : kernel(n);
 */
export function watched(): boolean {
  if (!observing) observe();
  return handled && !guarding;
}

/** Asking `process.listenerCount` costs 100 ns a call; being told when handlers come and go costs none. */
function observe(): void {
  observing = true;
  if (!isMainThread) return;
  handled = process.listeners("SIGINT").some(isProgram);
  process.on("newListener", (event, listener) => {
    if (event === "SIGINT" && isProgram(listener)) handled = true;
  });
  process.on("removeListener", (event) => {
    if (event === "SIGINT") handled = process.listeners("SIGINT").some(isProgram);
  });
}

/** Marks a listener that is not the program's: a profiler listens, too, and wants the program to be as it is without it. */
export const NOT_THE_PROGRAMS = Symbol.for("amdahl.profile.listener");

const isProgram = (listener: object) => !(NOT_THE_PROGRAMS in listener);

/**
 * Runs `run` so that Ctrl-C ends it within milliseconds, also inside WebAssembly and while it waits for threads, when
 * the program has a SIGINT handler: then throws InterruptedError, and the handler runs when the event loop turns, or
 * before the program dies of that error if nobody catches it. Otherwise just runs it. With `pace`, a function whose
 * last calls took under 2 ms runs unwatched until one takes longer. Native code is ended by its own `watch`.
 *
 * @example
 * interruptible(() => kernel(1e10))
 */
export function interruptible<T>(run: () => T, pace?: Pace, watch?: Watch): T {
  if (!watched()) return run();
  const start = performance.now();
  const quick = pace !== undefined && pace.quick >= QUICK_CALLS;
  const result = quick ? run() : watch ? guardNative(run, watch) : guard(run);
  if (pace !== undefined) pace.quick = performance.now() - start < QUICK_MS ? pace.quick + 1 : 0;
  return result;
}

/** How native code is interrupted: it asks now and then, and a signal handler of its own answers. */
export interface Watch {
  begin(): void;
  /** True if Ctrl-C was pressed meanwhile. */
  end(): boolean;
}

function guardNative<T>(run: () => T, watch: Watch): T {
  let pressed = false;
  let failure: { readonly error: unknown } | undefined;
  let result: T | undefined;
  guarding = true;
  watch.begin();
  try {
    result = run();
  } catch (error) {
    failure = { error };
  } finally {
    pressed = watch.end();
    guarding = false;
  }
  // The signal was spent on the call, also on one that came to its end before it looked.
  if (pressed) raise();
  if (failure) throw pressed ? ended() : failure.error;
  return result as T;
}

function guard<T>(run: () => T): T {
  // A terminated execution runs neither catch nor finally: that no outcome was written down is how it is known.
  let outcome: { readonly value: T } | { readonly error: unknown } | undefined;
  const before = slots[SLOT];
  slots[SLOT] = () => {
    try {
      outcome = { value: run() };
    } catch (error) {
      outcome = { error };
    }
  };
  script ??= new Script(`globalThis[Symbol.for(${JSON.stringify(SLOT.description)})]()`);
  guarding = true;
  let interrupted = false;
  try {
    // Node takes the program's handlers off for the length of this call and puts them back.
    script.runInThisContext({ breakOnSigint: true, displayErrors: false });
  } catch (error) {
    if ((error as { code?: unknown }).code !== "ERR_SCRIPT_EXECUTION_INTERRUPTED") throw error;
    interrupted = true;
  } finally {
    guarding = false;
    slots[SLOT] = before;
  }
  if (interrupted) {
    if (outcome === undefined) abandon();
    raise();
  }
  if (outcome === undefined) throw ended();
  if ("error" in outcome) throw outcome.error;
  return outcome.value;
}

/**
 * The signal was spent on the kernel: hands it on, when the event loop turns, to the program's own handlers, which are
 * back by then. Not by raising it anew: a program with nothing left to do would end before the signal came through.
 */
function raise(): void {
  setImmediate(() => {
    if (process.listenerCount("SIGINT") > 0) emit();
    else process.kill(process.pid, "SIGINT");
  });
}

/** As Node calls the handlers: with the signal's name and number. */
function emit(): void {
  const to = process as unknown as { emit(event: string, signal: string, number: number): void };
  to.emit("SIGINT", "SIGINT", constants.signals.SIGINT);
}

let monitoring = false;

function ended(): InterruptedError {
  if (!monitoring) {
    monitoring = true;
    // An error that nobody catches ends the program before its loop turns: its handler's turn is now.
    process.on("uncaughtExceptionMonitor", (error) => {
      if (error instanceof InterruptedError && process.listenerCount("uncaughtException") === 0) {
        emit();
      }
    });
  }
  return new InterruptedError("Ctrl-C (SIGINT) ended this call of a compiled function before it was done");
}
