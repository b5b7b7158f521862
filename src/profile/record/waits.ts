// How long a program waits at its awaits, by the slot that stands for their line: the program's text calls this, see
// rewrite/waits.ts.
import type { WaitNames } from "../rewrite/index.ts";
import { makeGlobalConstants } from "./global-constants.ts";

const names = { now: "__amdahl_wait_now", add: "__amdahl_wait_add" };

/** Milliseconds by slot, over all files of the thread, since it began; undefined before the first file that measures. */
let waited: Map<number, number> | undefined;

/** What the program's text calls, made once. */
function install(): Map<number, number> {
  const made = new Map<number, number>();
  const now = performance.now.bind(performance);
  const add = (slot: number, began: number) => made.set(slot, (made.get(slot) ?? 0) + now() - began);
  makeGlobalConstants({ [names.now]: now, [names.add]: add });
  return made;
}

/** What the text of a file calls, with the number of its first slot. */
export function waitNames(base: number): WaitNames {
  waited ??= install();
  return { ...names, base };
}

/** Seconds that were waited at a slot since the thread began. */
export function secondsWaited(slot: number): number {
  return (waited?.get(slot) ?? 0) / 1000;
}
