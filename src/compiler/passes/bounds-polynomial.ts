// Index values as polynomials with integer coefficients over unknowns, so that a[i * n + k] and its loop's bounds can
// be subtracted, substituted and compared by form. Everything here is exact: what could round is not made.
import type { Expr, Fact, Local } from "../ir/index.ts";
import { binFact, factOf } from "./facts.ts";

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

const keyOf = (t: Term): string => t.unknowns.map((u) => u.id).join("*");

function polynomial(list: Iterable<Term>): Polynomial | undefined {
  const sums = new Map<string, Term>();
  for (const t of list) {
    const key = keyOf(t);
    const old = sums.get(key);
    sums.set(key, old ? { ...t, factor: old.factor + t.factor } : t);
  }
  const terms = [...sums].filter(([, t]) => t.factor !== 0).sort(([a], [b]) => (a < b ? -1 : 1));
  if (terms.length > MOST_TERMS) return undefined;
  if (terms.some(([, t]) => Math.abs(t.factor) > MOST_FACTOR || t.unknowns.length > MOST_UNKNOWNS))
    return undefined;
  return { terms: terms.map(([, t]) => t), key: terms.map(([key, t]) => `${t.factor}·${key}`).join("+") };
}

const ZERO: Polynomial = { terms: [], key: "" };

/** The polynomial of a number; undefined if it is not a modest integer. */
export function literal(x: number): Polynomial | undefined {
  return Number.isInteger(x) ? polynomial([{ factor: x + 0, unknowns: [] }]) : undefined;
}

export const single = (u: Unknown): Polynomial => polynomial([{ factor: 1, unknowns: [u] }]) as Polynomial;

/** a + factor b; undefined if it grows too large. */
export function plus(a: Polynomial, b: Polynomial, factor = 1): Polynomial | undefined {
  return polynomial([...a.terms, ...b.terms.map((t) => ({ ...t, factor: t.factor * factor }))]);
}

/** a + x for a small integer x. */
export const plusNumber = (a: Polynomial, x: number): Polynomial | undefined =>
  polynomial([...a.terms, { factor: x, unknowns: [] }]);

export function times(a: Polynomial, b: Polynomial): Polynomial | undefined {
  const terms: Term[] = [];
  for (const s of a.terms) {
    for (const t of b.terms) {
      terms.push({
        factor: s.factor * t.factor,
        unknowns: [...s.unknowns, ...t.unknowns].sort((x, y) => x.id - y.id),
      });
    }
  }
  return polynomial(terms);
}

/** What is known of a term's magnitude and sign. */
export function termFact(t: Term): Fact {
  let f = factOf(t.factor);
  for (let i = 0; i < t.unknowns.length; ) {
    const u = t.unknowns[i] as Unknown;
    let power = u.fact;
    let n = 1;
    while (t.unknowns[i + n] === u) {
      power = binFact("mul", "f64", power, u.fact);
      n++;
    }
    if (n % 2 === 0) power = { ...power, lo: Math.max(power.lo, 0) };
    f = exact(binFact("mul", "f64", f, power));
    i += n;
  }
  return f;
}

/** A bound that may have been rounded is no bound. */
const exact = (f: Fact): Fact => ({
  ...f,
  lo: f.lo < -(2 ** 53) ? Number.NEGATIVE_INFINITY : f.lo,
  hi: f.hi > 2 ** 53 ? Number.POSITIVE_INFINITY : f.hi,
});

/** An interval around a polynomial's value, whatever its unknowns are. */
export function valueFact(p: Polynomial): Fact {
  return p.terms.reduce((sum, t) => exact(binFact("add", "f64", sum, termFact(t))), factOf(0));
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
    lists[power]?.push({ factor: t.factor, unknowns: rest });
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
