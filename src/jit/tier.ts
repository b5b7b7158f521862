// When a function that runs as WebAssembly is worth machine code: once its calls have taken as long as making it would,
// for what has run so long will likely run as long again. Few calls are timed, so that quick ones stay quick.
import { MISS } from "./fast.ts";

/** Milliseconds of running that pay for a compiler's quarter of a second on another core, twice as fast after. */
const WORTH_MS = 250;
/** A shorter call is no quicker as machine code: calling that takes 35 ns more. */
const SHORT_MS = 0.002;
/** A call that takes so long costs nothing to time. */
const LONG_MS = 0.05;
/** Calls of which one is timed, at most. */
const FEW = 1024;
/** Calls between two looks at whether the code has come. */
const LOOK = 8;

/** What a tier says of a call that was timed. */
export type Advice = "nothing" | "order" | "look";

/** One function's way from WebAssembly to machine code. */
export class Tier {
  /** Calls until the next one that is timed. Counted down by whoever calls. */
  left = 1;
  #gap = 1;
  #spent = 0;
  /** What the timed call before took. */
  #before = Number.POSITIVE_INFINITY;
  #ordered = false;
  readonly #worth: number;

  /** `worth`: milliseconds of running that pay for machine code. */
  constructor(worth = WORTH_MS) {
    this.#worth = worth;
  }

  /** A call took so many milliseconds, and stands for those since the one before that was timed. */
  ran(ms: number): Advice {
    // A call that was held up, by the system or by the collector, says nothing of those that it stands for.
    const usual = this.#gap > 1 ? Math.min(ms, this.#before) : ms;
    this.#before = ms;
    if (usual > SHORT_MS) this.#spent += usual * this.#gap;
    if (this.#ordered) {
      this.left = LOOK;
      return "look";
    }
    this.#gap = ms > LONG_MS ? 1 : Math.min(2 * this.#gap, FEW);
    this.left = this.#gap;
    if (this.#spent < this.#worth) return "nothing";
    this.#ordered = true;
    this.left = LOOK;
    return "order";
  }
}

/** A call whose time counts, also if it throws; `follow` is told what comes of it. */
export function timed<T>(tier: Tier, call: () => T, follow: (advice: Advice) => void): T {
  const start = performance.now();
  let result: T | undefined;
  try {
    result = call();
    return result;
  } finally {
    // A call that the fast path leaves to the other way is timed there.
    if (result !== MISS) follow(tier.ran(performance.now() - start));
  }
}
