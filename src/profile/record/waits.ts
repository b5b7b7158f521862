// How long a program waits at its awaits, by the slot that stands for their line: the program's text calls this, see
// rewrite/waits.ts.
import type { WaitNames } from "../rewrite/index.ts";
import { makeGlobalConstants } from "./global-constants.ts";

const names = { now: "__amdahl_wait_now", add: "__amdahl_wait_add" };

/** Milliseconds by slot, over all files of the thread, since it began; undefined before the first file that measures. */
let waited: { sums: Float64Array } | undefined;

/** What the program's text calls, made once. Awaits come by the million: neither a map nor a number in a box can be. */
function install(): { sums: Float64Array } {
  const made = { sums: new Float64Array(64) };
  const now = performance.now.bind(performance);
  const grown = (slot: number): Float64Array => {
    const wider = new Float64Array(2 * slot);
    wider.set(made.sums);
    made.sums = wider;
    return wider;
  };
  const add = (slot: number, began: number) => {
    const sums = slot < made.sums.length ? made.sums : grown(slot);
    sums[slot] += now() - began;
  };
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
  return (waited?.sums[slot] ?? 0) / 1000;
}
