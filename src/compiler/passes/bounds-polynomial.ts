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
}

/** A sum of terms; no two have the same unknowns. */
export interface Polynomial {
  readonly terms: readonly Term[];
  /** Equal for equal polynomials. */
  readonly key: string;
}

const MOST_TERMS = 12;
const MOST_UNKNOWNS = 4;

/** Keeps sums of coefficients exact. */
const MOST_FACTOR = 2 ** 40;

function term(factor: number, unknowns: readonly Unknown[]): Term {
  let key = "";
  for (const u of unknowns) key += `${u.id}*`;
  return { factor, unknowns, key };
}

/** The sum of terms, which are few: kept in order by their keys as they come. */
function polynomial(list: readonly Term[]): Polynomial | undefined {
  const terms: Term[] = [];
  for (const t of list) {
    let at = terms.length;
    while (at > 0 && (terms[at - 1] as Term).key > t.key) at--;
    const old = terms[at - 1];
    if (old?.key === t.key) terms[at - 1] = { ...t, factor: old.factor + t.factor };
    else terms.splice(at, 0, t);
  }
  const rest: Term[] = [];
  let key = "";
  for (const t of terms) {
    if (t.factor === 0) continue;
    if (Math.abs(t.factor) > MOST_FACTOR || t.unknowns.length > MOST_UNKNOWNS) return undefined;
    rest.push(t);
    key += `${t.factor}·${t.key}+`;
  }
  return rest.length > MOST_TERMS ? undefined : { terms: rest, key };
}

const ZERO: Polynomial = { terms: [], key: "" };

/** The polynomial of a number; undefined if it is not a modest integer. */
export function literal(x: number): Polynomial | undefined {
  return Number.isInteger(x) ? polynomial([term(x + 0, [])]) : undefined;
}

export const single = (u: Unknown): Polynomial => polynomial([term(1, [u])]) as Polynomial;

/** a + factor b; undefined if it grows too large. */
export function plus(a: Polynomial, b: Polynomial, factor = 1): Polynomial | undefined {
  const list = a.terms.slice();
  for (const t of b.terms) list.push(factor === 1 ? t : { ...t, factor: t.factor * factor });
  return polynomial(list);
}

/** a + x for a small integer x. */
export const plusNumber = (a: Polynomial, x: number): Polynomial | undefined =>
  polynomial([...a.terms, term(x, [])]);

export function times(a: Polynomial, b: Polynomial): Polynomial | undefined {
  const terms: Term[] = [];
  for (const s of a.terms) {
    for (const t of b.terms) {
      // One of them is a number, mostly.
      const [u, v] = [s.unknowns, t.unknowns];
      const sorted = v.length === 0 ? u : u.length === 0 ? v : [...u, ...v].sort((x, y) => x.id - y.id);
      terms.push(term(s.factor * t.factor, sorted));
    }
  }
  return polynomial(terms);
}

/** What is known of a term's magnitude and sign. Unknowns are finite integers, so that only the ends matter. */
export function termFact(t: Term): Fact {
  const { unknowns } = t;
  let f: Ends = { lo: t.factor, hi: t.factor };
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
  const [p, q, r, s] = [a.lo * b.lo, a.lo * b.hi, a.hi * b.lo, a.hi * b.hi];
  return exact(Math.min(p, q, r, s), Math.max(p, q, r, s));
}

/** A bound that may have been rounded is no bound; nor is the product of nothing and infinity. */
const exact = (lo: number, hi: number): Ends => ({
  lo: lo >= -(2 ** 53) ? lo : Number.NEGATIVE_INFINITY,
  hi: hi <= 2 ** 53 ? hi : Number.POSITIVE_INFINITY,
});

/** Found before: the same polynomials are asked about again and again. */
const values = new WeakMap<Polynomial, Fact>();

/** An interval around a polynomial's value, whatever its unknowns are. */
export function valueFact(p: Polynomial): Fact {
  let fact = values.get(p);
  if (!fact) {
    let sum: Ends = { lo: 0, hi: 0 };
    for (const t of p.terms) {
      const f = termFact(t);
      sum = exact(sum.lo + f.lo, sum.hi + f.hi);
    }
    fact = ints(sum.lo, sum.hi);
    values.set(p, fact);
  }
  return fact;
}

/** The unknown of a polynomial with the highest id for which `choose` holds. */
export function latest(p: Polynomial, choose: (u: Unknown) => boolean): Unknown | undefined {
  let found: Unknown | undefined;
  for (const t of p.terms) {
    for (const u of t.unknowns) if ((!found || u.id > found.id) && choose(u)) found = u;
  }
  return found;
}

/** The coefficients of the powers of an unknown, [0] being the part without it. */
export function coefficients(p: Polynomial, u: Unknown): Polynomial[] {
  const lists: Term[][] = [];
  for (const t of p.terms) {
    const rest = t.unknowns.filter((x) => x !== u);
    const power = t.unknowns.length - rest.length;
    while (lists.length <= power) lists.push([]);
    lists[power]?.push(power === 0 ? t : term(t.factor, rest));
  }
  return lists.map((l) => polynomial(l) as Polynomial);
}

/** The polynomial with those coefficients at `x`: Horner's rule. */
export function evaluate(list: readonly Polynomial[], x: Polynomial): Polynomial | undefined {
  let sum: Polynomial | undefined = ZERO;
  for (let k = list.length - 1; k >= 0 && sum; k--) {
    const product = times(sum, x);
    sum = product && plus(product, list[k] as Polynomial);
  }
  return sum;
}
