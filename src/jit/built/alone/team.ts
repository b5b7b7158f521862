// The team of a module that runs by itself: the calling thread. Parallel loops run on it in order, with the same bits,
// since the order of a reduction does not depend on threads.
import type { ForkCall, Job, Local, Pace, Watch } from "../../../team/index.ts";

export function fork(_job: Job, call: ForkCall, local: Local): number {
  local(call.fn, 0, call.units, call.frame, call.partials);
  return 1;
}

export const forget = (): void => {};
export const warm = (): void => {};
export const onAbandoned = (): void => {};
export const inTeamWorker = (): boolean => false;

/** Ctrl-C ends the program, as it does without amdahl. */
export const watched = (): boolean => false;

export function interruptible<T>(run: () => T, _pace?: Pace, _watch?: Watch): T {
  return run();
}
