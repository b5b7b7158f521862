// Ctrl-C in a program that does nothing about it: Node would end it at once, and its record with it.
import { NOT_THE_PROGRAMS } from "../../team/index.ts";

export const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Which of the signals, by their place in the list, the program listens for by itself: 1 if it does. */
export type Heeded = Int32Array;

/**
 * Calls `end` when a signal would end the program, and then lets it. A program that listens for the signal by itself
 * decides itself, and `heeded` says so to whoever cannot ask.
 */
export function onInterrupt(end: () => void, heeded: Heeded): void {
  for (const [i, signal] of SIGNALS.entries()) {
    const listener = Object.assign(
      () => {
        if (process.listenerCount(signal) > 1) return;
        end();
        process.off(signal, listener);
        process.kill(process.pid, signal);
      },
      { [NOT_THE_PROGRAMS]: true },
    );
    process.on(signal, listener);
    process.on("newListener", (event) => {
      if (event === signal) Atomics.store(heeded, i, 1);
    });
    process.on("removeListener", (event) => {
      if (event === signal) Atomics.store(heeded, i, process.listenerCount(signal) > 1 ? 1 : 0);
    });
  }
}
