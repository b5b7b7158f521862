// How the units of a fork are shared out: owner and workers run this same loop, so that whoever is free takes what is
// left, and a thread that never appears costs nothing but its help.
import { DYNAMIC, FAILED, NONE, PART, range, UNITS } from "./layout.ts";

/** Of a fork that lasts, so that whoever is done early finds something to help with until the end. */
const EIGHTH = 8;

/** Runs the units first <= u < last of function `fn`. */
export type Local = (fn: number, first: number, last: number, frame: number, partials: number) => void;

/** A claim that threw: its first unit, and what it threw. */
export interface Failure {
  readonly first: number;
  readonly error: unknown;
}

/**
 * Writes the ranges of a fork of `units` units over `threads` threads; `brief`: it will be over soon. Nobody may be
 * inside.
 */
export function shareOut(
  words: Int32Array,
  units: number,
  threads: number,
  dynamic: boolean,
  brief = false,
): void {
  words[UNITS] = units;
  words[DYNAMIC] = dynamic ? 1 : 0;
  words[PART] = dynamic ? 4 * threads : brief ? 1 : EIGHTH;
  words[FAILED] = NONE;
  if (dynamic) {
    words[range(0)] = 0;
    words[range(0) + 1] = units;
    return;
  }
  let first = 0;
  for (let t = 0; t < threads; t++) {
    // units < 2^31 and threads < 2^8, so the product is exact in a double.
    const last = Math.floor((units * (t + 1)) / threads);
    words[range(t)] = first;
    words[range(t) + 1] = last;
    first = last;
  }
}

/**
 * Claims and runs units as thread `slot` of `threads` until none is left; returns its lowest claim that threw.
 *
 * Static: the own range first, then the others', in turn. A claim is an eighth of what is left of the range, so an own
 * range takes few claims, and a helper finds single units at the end. If the fork is brief it is the whole range: there is
 * no time to help, and twenty claims of a few units each would take longer than the units. Dynamic: one range for all, small claims, the
 * last of them smaller: while one thread runs its last claim the others have nothing to do.
 */
export function work(
  words: Int32Array,
  slot: number,
  threads: number,
  base: number,
  run: Local,
  fn: number,
  frame: number,
  partials: number,
): Failure | undefined {
  const dynamic = words[DYNAMIC] === 1;
  const most = dynamic ? Math.min(16, Math.max(1, Math.floor(words[UNITS] / (threads * 32)))) : 2 ** 30;
  const share = words[PART];
  const ranges = dynamic ? 1 : threads;
  let failure: Failure | undefined;
  for (let r = 0; r < ranges; r++) {
    const at = dynamic ? range(0) : range((slot + r) % threads);
    const end = words[at + 1];
    let next = Atomics.load(words, at);
    while (next < end) {
      const last = Math.min(end, next + Math.max(1, Math.min(most, Math.floor((end - next) / share))));
      const seen = Atomics.compareExchange(words, at, next, last);
      if (seen !== next) {
        next = seen;
        continue;
      }
      // Claims are disjoint, so the lowest first unit among those that threw is the lowest unit that threw: units
      // below it still run, units above it are claimed and dropped.
      if (next < Atomics.load(words, FAILED)) {
        try {
          run(fn, base + next, base + last, frame, partials);
        } catch (error) {
          lower(words, next);
          if (failure === undefined || next < failure.first) failure = { first: next, error };
        }
      }
      next = Atomics.load(words, at);
    }
  }
  return failure;
}

/** FAILED = min(FAILED, first). */
function lower(words: Int32Array, first: number): void {
  let seen = Atomics.load(words, FAILED);
  while (first < seen) {
    const was = Atomics.compareExchange(words, FAILED, seen, first);
    if (was === seen) return;
    seen = was;
  }
}
