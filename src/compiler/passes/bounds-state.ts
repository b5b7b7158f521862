// What is known at one point of a function: the value of every local as a polynomial, and the checks that have passed.
// Locals have versions, so that a value remembered from before an assignment is never taken for the one after.
import type { Expr, Fact, Local } from "../ir/index.ts";
import type { Analysis } from "./analysis.ts";
import { type Polynomial, type Range, single, type Unknown } from "./bounds-polynomial.ts";
import { fitsExact } from "./facts.ts";

export class State {
  readonly #values: Map<Local, Polynomial | undefined>;
  readonly #versions: Map<Local, number>;
  /** Of addresses: the local that each was copied from. */
  readonly #sources: Map<Local, readonly [Local, number]>;
  /** The checks that have passed on every way to here. */
  readonly passed: Set<string>;

  constructor(from?: State) {
    this.#values = new Map(from ? from.#values : []);
    this.#versions = new Map(from ? from.#versions : []);
    this.#sources = new Map(from ? from.#sources : []);
    this.passed = new Set(from ? from.passed : []);
  }

  copy(): State {
    return new State(this);
  }

  version(l: Local): number {
    return this.#versions.get(l) ?? 0;
  }

  /** True if a value that was computed from these locals would be the same if computed now. */
  has(uses: readonly (readonly [Local, number])[]): boolean {
    return uses.every(([l, version]) => this.version(l) === version);
  }

  value(l: Local): Polynomial | undefined {
    return this.#values.get(l);
  }

  knows(l: Local): boolean {
    return this.#values.has(l);
  }

  /** The local has been given a value. */
  assign(l: Local, version: number, value: Polynomial | undefined): void {
    this.#versions.set(l, version);
    this.#values.set(l, value);
    this.#sources.delete(l);
  }

  /** The local has been given the value of another. */
  copied(l: Local, from: Local): void {
    this.#sources.set(l, this.source(from));
  }

  /** The local, and its version, from which another got its value; itself if from none. */
  source(l: Local): readonly [Local, number] {
    const known = this.#sources.get(l);
    return known && this.has([known]) ? known : [l, this.version(l)];
  }

  /** The local's value is the same, but more is known of it. */
  refine(l: Local, value: Polynomial): void {
    this.#values.set(l, value);
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
