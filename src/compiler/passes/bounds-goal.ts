// Proving that a polynomial is nowhere negative: variables are replaced, last ones first, by the end of their range
// at which it is least, until what is left is known, or can be asked once before the loop.
import {
  coefficients,
  evaluate,
  latest,
  type Polynomial,
  type Unknown,
  valueFact,
} from "./bounds-polynomial.ts";

/** What remains to be asked. */
export type Goal =
  | { readonly k: "known"; readonly holds: boolean }
  | { readonly k: "ask"; readonly polynomial: Polynomial } // that it is >= 0
  | { readonly k: "all" | "any"; readonly parts: readonly Goal[] };

export const YES: Goal = { k: "known", holds: true };
export const NO: Goal = { k: "known", holds: false };

/** Alternatives multiply; a goal that needs more steps than this is given up. */
const MOST_STEPS = 200;

export function all(parts: readonly Goal[]): Goal {
  const open: Goal[] = [];
  for (const p of parts) {
    if (p.k !== "known") open.push(p);
    else if (!p.holds) return NO;
  }
  return open.length === 0 ? YES : open.length === 1 ? (open[0] as Goal) : { k: "all", parts: open };
}

export function any(parts: readonly Goal[]): Goal {
  const open: Goal[] = [];
  for (const p of parts) {
    if (p.k !== "known") open.push(p);
    else if (p.holds) return YES;
  }
  return open.length === 0 ? NO : open.length === 1 ? (open[0] as Goal) : { k: "any", parts: open };
}

/**
 * The goal that `p` >= 0. `fixed` says which unknowns have one value at the place where the rest will be asked;
 * undefined: nothing can be asked, so it is proven or it is not.
 */
export function nowhereNegative(p: Polynomial, fixed: ((u: Unknown) => boolean) | undefined): Goal {
  let steps = 0;
  const prove = (q: Polynomial): Goal => {
    const fact = valueFact(q);
    if (fact.lo >= 0) return YES;
    if (fact.hi < 0 || ++steps > MOST_STEPS) return NO;
    const u = latest(q, (x) => (fixed ? !fixed(x) : x.range !== undefined));
    if (!u) return fixed ? { k: "ask", polynomial: q } : NO;
    if (!u.range) return NO;
    const list = coefficients(q, u);
    const replaced = (by: Polynomial): Goal => {
      const value = evaluate(list, by);
      return value ? prove(value) : NO;
    };
    const { either } = u.range;
    const at = (ends: readonly Polynomial[]): Goal => {
      const goals = ends.map(replaced);
      if (either && !goals.includes(YES)) goals.push(all(either.map(replaced)));
      return any(goals);
    };
    const slopes = list.slice(1).map(valueFact);
    const monotone = list.length === 2 || u.fact.lo >= 0;
    // A square grows only where its base is not negative, and a range's lower end may lie below all that occurs.
    const rising = list.length === 2 ? u.range.from : u.range.from.filter((end) => valueFact(end).lo >= 0);
    if (monotone && slopes.every((s) => s.lo >= 0)) return at(rising);
    if (monotone && slopes.every((s) => s.hi <= 0)) return at(u.range.to);
    // Linear in the variable: the least value is at one of the two ends, whichever sign the slope has.
    return list.length === 2 ? all([at(u.range.from), at(u.range.to)]) : at([]);
  };
  return prove(p);
}

/** Every polynomial that a goal asks about. */
export function asked(goal: Goal, found: Polynomial[] = []): Polynomial[] {
  if (goal.k === "ask") found.push(goal.polynomial);
  else if (goal.k !== "known") for (const p of goal.parts) asked(p, found);
  return found;
}

/**
 * The goal without questions to which the answer is no unless something is 0: sizes are not, and a condition that only gets
 * worse as they grow is no question.
 */
export function hopeful(goal: Goal): Goal {
  if (goal.k === "known") return goal;
  if (goal.k !== "ask") return (goal.k === "all" ? all : any)(goal.parts.map(hopeful));
  let least = 0;
  for (const t of goal.polynomial.terms) {
    const grows = t.unknowns.length > 0 && (t.factor > 0 || t.unknowns.some((u) => u.fact.lo < 0));
    if (grows) return goal;
    least += t.factor;
  }
  return least < 0 ? NO : goal;
}
