// Index values as polynomials with integer coefficients over unknowns, so that a[i * n + k] and its loop's bounds can
// be subtracted, substituted and compared by form. Everything here is exact: what could round is not made.
import type { Expr, Fact, Local } from "../ir/index.ts";
import { ints } from "./facts.ts";

/** Bounds of an unknown that varies. */
export interface Range {
  /** Each is at most the unknown. */
  readonly from: readonly Polynomial[];
  /** Each is at least the unknown. */
  readonly to: readonly Polynomial[];
  /** The unknown is one of these. */
  readonly either?: readonly Polynomial[];
}

/** An integer with a name: a local at some moment, or a value that is not taken apart any further. */
export interface Unknown {
  /** Made later, higher: an unknown's range mentions only earlier ones. */
  readonly id: number;
  readonly fact: Fact;
  /** How to compute it anew, where `uses` still have the versions they had; undefined: it was read from memory. */
  readonly value: Expr | undefined;
  readonly uses: readonly (readonly [Local, number])[];
  readonly range: Range | undefined;
}

export interface Term {
  readonly factor: number;
  /** Sorted by id; repeated for powers. */
  readonly unknowns: readonly Unknown[];
  /** Equal for equal unknowns. */
  readonly key: string;
  /** What {@link termFact} has found. */
  fact: Fact | undefined;
}

/** A sum of terms; no two have the same unknowns. */
export class Polynomial {
  readonly terms: readonly Term[];
  /** What {@link valueFact} has found: the same polynomials are asked about again and again. */
  fact: Fact | undefined;
  #key: string | undefined;

  constructor(terms: readonly Term[]) {
    this.terms = terms;
  }

  /** Equal for equal polynomials. Most are never compared. */
  get key(): string {
    this.#key ??= this.terms.map((t) => `${t.factor}·${t.key}+`).join("");
    return this.#key;
  }
}

const MOST_TERMS = 12;
const MOST_UNKNOWNS = 4;

/** Keeps sums of coefficients exact. */
const MOST_FACTOR = 2 ** 40;

function term(factor: number, unknowns: readonly Unknown[]): Term {
  let key = "";
  for (let i = 0; i < unknowns.length; i++) key += `${(unknowns[i] as Unknown).id}*`;
  return { factor, unknowns, key, fact: undefined };
}

const multiple = (t: Term, factor: number): Term => ({
  factor: t.factor * factor,
  unknowns: t.unknowns,
  key: t.key,
  fact: undefined,
});

/** The sum of terms, which are few: kept in order by their keys as they come. Takes the list over. */
function polynomial(list: Term[]): Polynomial | undefined {
  let count = 0;
  for (let i = 0; i < list.length; i++) {
    const t = list[i] as Term;
    let at = count;
    while (at > 0 && (list[at - 1] as Term).key > t.key) at--;
    const old = at > 0 ? list[at - 1] : undefined;
    if (old?.key === t.key) {
      list[at - 1] = { ...t, factor: old.factor + t.factor, fact: undefined };
      continue;
    }
    for (let k = count; k > at; k--) list[k] = list[k - 1] as Term;
    list[at] = t;
    count++;
  }
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const t = list[i] as Term;
    if (t.factor === 0) continue;
    if (Math.abs(t.factor) > MOST_FACTOR || t.unknowns.length > MOST_UNKNOWNS) return undefined;
    list[kept++] = t;
  }
  list.length = kept;
  return kept > MOST_TERMS ? undefined : new Polynomial(list);
}

/** The polynomial of a number; undefined if it is not a modest integer. */
export function literal(x: number): Polynomial | undefined {
  return Number.isInteger(x) ? polynomial([term(x + 0, [])]) : undefined;
}

export const single = (u: Unknown): Polynomial => new Polynomial([term(1, [u])]);

/** a + factor b; undefined if it grows too large. */
export function plus(a: Polynomial, b: Polynomial, factor = 1): Polynomial | undefined {
  const more = factor === 1 ? b.terms : b.terms.map((t) => multiple(t, factor));
  return polynomial(a.terms.concat(more));
}

/** a + x for a small integer x. */
export const plusNumber = (a: Polynomial, x: number): Polynomial | undefined =>
  polynomial(a.terms.concat(term(x, [])));

export function times(a: Polynomial, b: Polynomial): Polynomial | undefined {
  const terms: Term[] = [];
  for (let i = 0; i < a.terms.length; i++) {
    const s = a.terms[i] as Term;
    for (let k = 0; k < b.terms.length; k++) {
      const t = b.terms[k] as Term;
      // One of them is a number, mostly.
      if (t.unknowns.length === 0) terms.push(multiple(s, t.factor));
      else if (s.unknowns.length === 0) terms.push(multiple(t, s.factor));
      else terms.push(term(s.factor * t.factor, merged(s.unknowns, t.unknowns)));
    }
  }
  return polynomial(terms);
}

/** Two sorted lists of unknowns as one. */
function merged(a: readonly Unknown[], b: readonly Unknown[]): Unknown[] {
  const all: Unknown[] = [];
  let k = 0;
  for (let i = 0; i < a.length; i++) {
    const u = a[i] as Unknown;
    for (; k < b.length && (b[k] as Unknown).id < u.id; k++) all.push(b[k] as Unknown);
    all.push(u);
  }
  for (; k < b.length; k++) all.push(b[k] as Unknown);
  return all;
}

/** What is known of a term's magnitude and sign. Unknowns are finite integers, so that only the ends matter. */
export function termFact(t: Term): Fact {
  t.fact ??= factOfTerm(t);
  return t.fact;
}

function factOfTerm({ factor, unknowns }: Term): Fact {
  if (unknowns.length === 0) return ints(factor, factor);
  let f: Ends = { lo: factor, hi: factor };
  for (let i = 0; i < unknowns.length; ) {
    const u = unknowns[i] as Unknown;
    let power: Ends = u.fact;
    let n = 1;
    for (; unknowns[i + n] === u; n++) power = product(power, u.fact);
    if (n % 2 === 0 && power.lo < 0) power = { lo: 0, hi: power.hi };
    f = product(f, power);
    i += n;
  }
  return ints(f.lo, f.hi);
}

interface Ends {
  readonly lo: number;
  readonly hi: number;
}

function product(a: Ends, b: Ends): Ends {
  const p = a.lo * b.lo;
  const q = a.lo * b.hi;
  const r = a.hi * b.lo;
  const s = a.hi * b.hi;
  return exact(Math.min(p, q, r, s), Math.max(p, q, r, s));
}

/** A bound that may have been rounded is no bound; nor is the product of nothing and infinity. */
const exact = (lo: number, hi: number): Ends => ({
  lo: lo >= -(2 ** 53) ? lo : Number.NEGATIVE_INFINITY,
  hi: hi <= 2 ** 53 ? hi : Number.POSITIVE_INFINITY,
});

/** An interval around a polynomial's value, whatever its unknowns are. */
export function valueFact(p: Polynomial): Fact {
  if (!p.fact) {
    let sum: Ends = { lo: 0, hi: 0 };
    for (let i = 0; i < p.terms.length; i++) {
      const fact = termFact(p.terms[i] as Term);
      sum = exact(sum.lo + fact.lo, sum.hi + fact.hi);
    }
    p.fact = ints(sum.lo, sum.hi);
  }
  return p.fact;
}

/** The unknown of a polynomial with the highest id for which `choose` holds. */
export function latest(p: Polynomial, choose: (u: Unknown) => boolean): Unknown | undefined {
  let found: Unknown | undefined;
  for (let i = 0; i < p.terms.length; i++) {
    const { unknowns } = p.terms[i] as Term;
    for (let k = 0; k < unknowns.length; k++) {
      const u = unknowns[k] as Unknown;
      if ((!found || u.id > found.id) && choose(u)) found = u;
    }
  }
  return found;
}

/** The coefficients of the powers of an unknown, [0] being the part without it. */
export function coefficients(p: Polynomial, u: Unknown): Polynomial[] {
  const lists: Term[][] = [];
  for (let i = 0; i < p.terms.length; i++) {
    const t = p.terms[i] as Term;
    const rest = t.unknowns.includes(u) ? t.unknowns.filter((x) => x !== u) : t.unknowns;
    const power = t.unknowns.length - rest.length;
    while (lists.length <= power) lists.push([]);
    lists[power]?.push(power === 0 ? t : term(t.factor, rest));
  }
  return lists.map((l) => polynomial(l) as Polynomial);
}

/** The polynomial with those coefficients at `x`: Horner's rule. */
export function evaluate(list: readonly Polynomial[], x: Polynomial): Polynomial | undefined {
  let sum: Polynomial | undefined = list.at(-1);
  for (let k = list.length - 2; k >= 0 && sum; k--) {
    const product = times(sum, x);
    sum = product && plus(product, list[k] as Polynomial);
  }
  return sum;
}
