// What is known at one point of a function: the value of every local as a polynomial, and the checks that have passed.
// Locals have versions, so that a value remembered from before an assignment is never taken for the one after.
import type { Expr, Fact, Local } from "../ir/index.ts";
import type { Analysis } from "./analysis.ts";
import { type Polynomial, type Range, single, type Unknown } from "./bounds-polynomial.ts";
import { fitsExact } from "./facts.ts";

/** What is known of a local. */
interface Known {
  readonly version: number;
  /** Undefined where `looked`: it is not known to be an integer. */
  readonly value: Polynomial | undefined;
  /** Whether `value` says anything yet. */
  readonly looked: boolean;
  /** Of an address: the local that it was copied from. */
  readonly source: readonly [Local, number] | undefined;
}

const NEW: Known = { version: 0, value: undefined, looked: false, source: undefined };

/** What was known when a state was copied, and never changes since. */
interface Layer {
  readonly known: ReadonlyMap<Local, Known>;
  readonly below: Layer | undefined;
  readonly height: number;
}

/** Layers that a look goes through before they are made one. */
const MOST_LAYERS = 8;

export class State {
  /** What is known since the last copy. */
  #known = new Map<Local, Known>();
  #below: Layer | undefined;
  /** The checks that have passed on every way to here. */
  readonly passed: Set<string>;

  constructor(below?: Layer, passed?: ReadonlySet<string>) {
    this.#below = below;
    this.passed = new Set(passed);
  }

  /** A state that knows the same. It shares what is known so far: most copies are asked little and told less. */
  copy(): State {
    if (this.#known.size > 0) {
      const height = (this.#below?.height ?? 0) + 1;
      if (height > MOST_LAYERS) this.#below = { known: this.#all(), below: undefined, height: 1 };
      else this.#below = { known: this.#known, below: this.#below, height };
      this.#known = new Map();
    }
    return new State(this.#below, this.passed);
  }

  #all(): Map<Local, Known> {
    const layers: ReadonlyMap<Local, Known>[] = [this.#known];
    for (let at = this.#below; at; at = at.below) layers.push(at.known);
    const all = new Map<Local, Known>();
    for (const layer of layers.toReversed()) for (const [l, known] of layer) all.set(l, known);
    return all;
  }

  #of(l: Local): Known {
    const own = this.#known.get(l);
    if (own) return own;
    for (let at = this.#below; at; at = at.below) {
      const known = at.known.get(l);
      if (known) return known;
    }
    return NEW;
  }

  version(l: Local): number {
    return this.#of(l).version;
  }

  /** True if a value that was computed from these locals would be the same if computed now. */
  has(uses: readonly (readonly [Local, number])[]): boolean {
    for (let i = 0; i < uses.length; i++) {
      const use = uses[i] as readonly [Local, number];
      if (this.#of(use[0]).version !== use[1]) return false;
    }
    return true;
  }

  value(l: Local): Polynomial | undefined {
    return this.#of(l).value;
  }

  knows(l: Local): boolean {
    return this.#of(l).looked;
  }

  /** The local has been given a value. */
  assign(l: Local, version: number, value: Polynomial | undefined): void {
    this.#known.set(l, { version, value, looked: true, source: undefined });
  }

  /** The local has been given the value of another. */
  copied(l: Local, from: Local): void {
    this.#known.set(l, { ...this.#of(l), source: this.source(from) });
  }

  /** The local, and its version, from which another got its value; itself if from none. */
  source(l: Local): readonly [Local, number] {
    const { source, version } = this.#of(l);
    return source && this.#of(source[0]).version === source[1] ? source : [l, version];
  }

  /** The local's value is the same, but more is known of it. */
  refine(l: Local, value: Polynomial): void {
    this.#known.set(l, { ...this.#of(l), value, looked: true });
  }
}

/** Makes unknowns and versions, which are numbered through a function. */
export class Names {
  readonly #facts: Analysis;
  readonly #made = new Map<string, Polynomial | undefined>();
  #next = 1;

  constructor(facts: Analysis) {
    this.#facts = facts;
  }

  unknown(fact: Fact, value: Expr | undefined, uses: Unknown["uses"], range?: Range): Unknown {
    return { id: this.#next++, fact, value, uses, range };
  }

  /** A version that no local has had. */
  version(): number {
    return this.#next++;
  }

  /** What is in a local of which nothing better is known; undefined if that is not an integer. */
  of(l: Local, state: State): Polynomial | undefined {
    if (state.knows(l)) return state.value(l);
    const key = `${l.id}@${state.version(l)}`;
    if (!this.#made.has(key)) this.#made.set(key, this.#plain(l, state.version(l), this.#facts.local(l)));
    const made = this.#made.get(key);
    if (made) state.refine(l, made);
    return made;
  }

  #plain(l: Local, version: number, fact: Fact): Polynomial | undefined {
    if (!fitsExact(fact)) return undefined;
    return single(this.unknown(fact, { k: "get", type: l.type, local: l }, [[l, version]]));
  }

  /** A new version of a local, with a value of which a fact or a range may be known. */
  renew(l: Local, state: State, fact: Fact = this.#facts.local(l), range?: Range): void {
    const version = this.#next++;
    const value: Expr = { k: "get", type: l.type, local: l };
    const known = fitsExact(fact) && single(this.unknown(fact, value, [[l, version]], range));
    state.assign(l, version, known || undefined);
  }

  /** The local has been given a value that has a form of its own. */
  give(l: Local, state: State, value: Polynomial): void {
    state.assign(l, this.#next++, value);
  }
}
