// The facts of a function's locals at one point of it. A list by the locals' numbers, which are their places in the
// function as long as nothing is cut out of it: it is copied wherever ways part, and compared wherever they meet.
import type { Fact, Local } from "../ir/index.ts";
import { ints, join, same } from "./facts.ts";

/** What a local holds that has not been set. */
const ZERO = ints(0, 0);

export class Env {
  readonly #facts: (Fact | undefined)[];

  constructor(facts: (Fact | undefined)[] = []) {
    this.#facts = facts;
  }

  copy(): Env {
    return new Env(this.#facts.slice());
  }

  /** The fact of a local; undefined if it has not been set on the way to here. */
  get(l: Local): Fact | undefined {
    return this.#facts[l.id];
  }

  set(l: Local, fact: Fact): this {
    // Without gaps: the engine keeps a list with gaps in another way.
    while (this.#facts.length < l.id) this.#facts.push(undefined);
    this.#facts[l.id] = fact;
    return this;
  }

  same(other: Env): boolean {
    const a = this.#facts;
    const b = other.#facts;
    for (let i = 0; i < a.length || i < b.length; i++) {
      const f = a[i];
      const g = b[i];
      if (f !== g && (f === undefined || g === undefined || !same(f, g))) return false;
    }
    return true;
  }

  /** What holds on both ways; on one that is never taken, everything holds. */
  static merge(one: Env | undefined, other: Env | undefined): Env | undefined {
    if (!one || !other) return one ?? other;
    const a = one.#facts;
    const b = other.#facts;
    const out: (Fact | undefined)[] = [];
    for (let i = 0; i < a.length || i < b.length; i++) {
      const f = a[i];
      const g = b[i];
      // Most locals are what they were before the ways parted.
      out.push(f === g ? f : join(f ?? ZERO, g ?? ZERO));
    }
    return new Env(out);
  }
}
