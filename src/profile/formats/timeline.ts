// What a thread did one after the other, in the nodes of the tree that all tables are made of: formats that keep the order
// in time then say the same as those that add up.
import type { ThreadRecord } from "../record/index.ts";
import { type CallNode, sampleSeconds, type ThreadProfile } from "../report/index.ts";

/** Time spent in one place without a break. */
export interface Stretch {
  readonly at: CallNode;
  readonly seconds: number;
  /** Whether a sample stands at its beginning; else it is the rest of the one before. */
  readonly begins: boolean;
}

/** All of a thread's time, from its first sample on. */
export function timeline({ profile }: ThreadRecord, { root, nodes, moved }: ThreadProfile): Stretch[] {
  if (profile === undefined) return [];
  const seconds = sampleSeconds(profile);
  const places = profile.samples.map((id) => nodes.get(id) ?? root);
  const all = new Map<CallNode, number>();
  for (const [i, at] of places.entries()) all.set(at, (all.get(at) ?? 0) + seconds[i]);
  const dealt = new Map([...moved].map(([from, to]) => [from, new Dealing(from, all.get(from) ?? 0, to)]));
  return places.flatMap((at, i) => {
    const pieces = dealt.get(at)?.deal(seconds[i]) ?? [{ at, seconds: seconds[i] }];
    return pieces.map((piece, j) => ({ ...piece, begins: j === 0 }));
  });
}

/** Shorter than what any clock here tells apart, in seconds. */
const NOTHING = 1e-9;

/**
 * Which samples of a node belong to the functions that part of its time was moved to, no sample says. They are spread
 * evenly over all of it, and a sample is divided where a function has got all that is its own.
 */
class Dealing {
  readonly #shares: { readonly at: CallNode; readonly all: number; left: number }[];

  constructor(from: CallNode, all: number, to: ReadonlyMap<CallNode, number>) {
    const moved = [...to.values()].reduce((sum, seconds) => sum + seconds, 0);
    const entries: [CallNode, number][] = [[from, all - moved], ...to];
    const shares = entries.filter(([, seconds]) => seconds > NOTHING);
    this.#shares = (shares.length > 0 ? shares : [entries[0]]).map(([at, seconds]) => ({
      at,
      all: seconds,
      left: seconds,
    }));
  }

  deal(seconds: number): { at: CallNode; seconds: number }[] {
    const pieces: { at: CallNode; seconds: number }[] = [];
    for (let rest = seconds; ; ) {
      const next = this.#shares.reduce((a, b) => (b.left / b.all > a.left / a.all ? b : a));
      const piece = next.left > NOTHING && rest - next.left > NOTHING ? next.left : rest;
      pieces.push({ at: next.at, seconds: piece });
      next.left -= piece;
      rest -= piece;
      if (rest <= NOTHING) return pieces;
    }
  }
}

/** A line's part of what a node has. */
export interface LineShare {
  /** From 1; 0 where there is no file. */
  readonly line: number;
  readonly seconds: number;
  readonly count: number;
}

/** A node's time by line, and `count` shared out in whole numbers; what stands on no line is at the function's head. */
export function byLine({ fn, self, lines }: CallNode, count: number): LineShare[] {
  const times = new Map([...lines].filter(([, seconds]) => seconds > NOTHING));
  const rest = self - [...times.values()].reduce((sum, seconds) => sum + seconds, 0);
  if (rest > NOTHING || times.size === 0) times.set(fn.line, (times.get(fn.line) ?? 0) + Math.max(0, rest));
  // The largest remainders get what rounding down leaves.
  const shares = [...times].map(([line, seconds]) => {
    const exact = self > NOTHING ? (count * seconds) / self : count / times.size;
    const whole = Math.floor(exact + NOTHING);
    return { line, seconds, count: whole, remainder: exact - whole };
  });
  let left = count - shares.reduce((sum, share) => sum + share.count, 0);
  for (const share of shares.toSorted((a, b) => b.remainder - a.remainder)) if (left-- > 0) share.count++;
  return shares;
}
