// Checks of indices leave the loops. A check that is proven goes away; others are made once before the outermost loop in
// which they can be foretold, which then runs in an unchecked copy. Where one would fail, the checked copy runs: earlier
// iterations' stores happen, and the first failing iteration throws.
import {
  countExpr,
  type Expr,
  expressions,
  type Func,
  type Index,
  type Program,
  readsIn,
  type Stmt,
  someOf,
  visitStmts,
} from "../ir/index.ts";
import type { Analysis } from "./analysis.ts";
import { isRepeatable } from "./bounds-forms.ts";
import { all, any, asked, type Goal, NO, nowhereNegative } from "./bounds-goal.ts";
import { condition } from "./bounds-guard.ts";
import type { Unknown } from "./bounds-polynomial.ts";
import { type Check, findChecks, type Nest } from "./bounds-walk.ts";
import { duplicate } from "./clone.ts";
import { type Swap, swapper, swapStmt } from "./swap.ts";

/** Nodes that second copies of loops may add to a function. */
const MOST_GROWTH = 20_000;

/** Questions before one loop. */
const MOST_ASKED = 48;

/** Removes the checks that are proven and hoists the others out of loops, in place. */
export function bounds<S>(p: Program<S>, facts: ReadonlyMap<Func, Analysis>): void {
  for (const f of p.funcs) if (hasChecks(f)) boundsOf(f, p, facts.get(f) as Analysis);
}

/** Most functions of a library, and loops over numbers alone, have nothing to look for: then it is not looked for. */
function hasChecks(f: Func): boolean {
  return someOf(f.body, (e) => e.k === "index");
}

interface Plan {
  readonly goal: Goal;
  readonly hoisted: readonly Check[];
}

function boundsOf(f: Func, p: Program, facts: Analysis): void {
  const found = findChecks(f, facts);
  const removable = (c: Check): boolean => !found.twice.has(c.node);
  const proven = new Set<Index>();
  const everywhere = [...found.checks, ...found.nests.flatMap(checksIn)];
  for (const c of everywhere) if (c.proven && removable(c)) proven.add(c.node);
  const plans = new Map<Stmt, Plan>();
  const budget = { left: MOST_GROWTH };
  for (const n of found.nests) choose(n, (c) => removable(c) && !c.proven, plans, budget);
  const names = (list: readonly Check[]): string => namesOf(list, p);
  for (const n of found.nests) note(n, proven, plans, [], names);
  f.body = new Rewriter(proven, plans, facts).stmts(f.body);
}

/** Decides which loops get a second copy: the outermost in which everything is foretold that is foretold further in. */
function choose(
  n: Nest,
  open: (c: Check) => boolean,
  plans: Map<Stmt, Plan>,
  budget: { left: number },
): void {
  const within = checksIn(n).filter(open);
  if (within.length === 0) return;
  if (n.loop.k === "for") {
    const here = within.filter((c) => ask(c, n) !== NO);
    const later = new Set(n.nests.flatMap((m) => foretold(m, open)));
    const goal = here.length > 0 && [...later].every((c) => here.includes(c)) ? goalOf(n, here) : NO;
    const size = sizeOf([n.loop]);
    if (goal !== NO && asked(goal).length <= MOST_ASKED && size <= budget.left) {
      budget.left -= size;
      plans.set(n.loop, { goal, hoisted: here });
      return;
    }
  }
  for (const m of n.nests) choose(m, open, plans, budget);
}

/** The checks that could be made before `n` or before a loop inside it. */
function foretold(n: Nest, open: (c: Check) => boolean): Check[] {
  const inside = n.nests.flatMap((m) => foretold(m, open));
  if (n.loop.k !== "for") return inside;
  return [...new Set([...inside, ...checksIn(n).filter((c) => open(c) && ask(c, n) !== NO)])];
}

const checksIn = (n: Nest): Check[] => [...n.checks, ...n.nests.flatMap(checksIn)];

const answers = new WeakMap<Check, Map<Nest, Goal>>();

/** What must hold before a loop so that a check inside it never fails. */
function ask(c: Check, n: Nest): Goal {
  const known = answers.get(c) ?? new Map<Nest, Goal>();
  const goal = known.get(n) ?? askAnew(c, n);
  answers.set(c, known.set(n, goal));
  return goal;
}

function askAnew(c: Check, n: Nest): Goal {
  if (!c.low || !c.high) return NO;
  const fixed = fixedBefore(n);
  const goal = all([nowhereNegative(c.low, fixed), nowhereNegative(c.high, fixed)]);
  return isComputable(goal) ? goal : NO;
}

/** True if nothing that a goal asks about was read from memory: that cannot be had again before the loop. */
const isComputable = (goal: Goal): boolean =>
  asked(goal).every((p) => p.terms.every((t) => t.unknowns.every((u) => u.value !== undefined)));

const fixedBefore =
  (n: Nest) =>
  (u: Unknown): boolean =>
    (u.uses.length > 0 || u.value !== undefined) && n.entry.has(u.uses);

/** What must hold for some checks of a loop, inner loops that have no iterations left out. */
function goalOf(n: Nest, checks: readonly Check[], outermost = n): Goal {
  const parts = [...new Set(n.checks)].filter((c) => checks.includes(c)).map((c) => ask(c, outermost));
  for (const m of n.nests) {
    const inside = goalOf(m, checks, outermost);
    const empty = m.empty ? nowhereNegative(m.empty, fixedBefore(outermost)) : NO;
    const open = empty.k === "ask" && isComputable(empty) && inside.k !== "known";
    parts.push(open ? any([empty, inside]) : inside);
  }
  return all(parts);
}

/** Says of every loop what became of the checks that stand directly in it. */
function note(
  n: Nest,
  proven: ReadonlySet<Index>,
  plans: ReadonlyMap<Stmt, Plan>,
  hoisted: readonly Check[],
  names: (list: readonly Check[]) => string,
): void {
  const plan = plans.get(n.loop);
  const gone = plan ? [...hoisted, ...plan.hoisted] : hoisted;
  const say = (text: string): number => n.loop.facts.notes.push({ pass: "bounds", text });
  const sure = n.checks.filter((c) => proven.has(c.node));
  if (sure.length > 0) say(`checks of ${names(sure)} proven: ${sure.length}`);
  if (plan) say(`checks of ${names(plan.hoisted)} hoisted out of the loop: ${plan.hoisted.length}`);
  for (const c of n.checks) {
    if (proven.has(c.node) || gone.includes(c)) continue;
    say(`check of ${names([c])} stays in the loop: ${reason(c, n)}`);
  }
  for (const m of n.nests) note(m, proven, plans, gone, names);
}

function reason(c: Check, n: Nest): string {
  if (readsIn(c.node.value).arrays.length > 0) return "its index is read from an array";
  if (c.low && c.high && n.loop.k === "for" && ask(c, n) !== NO)
    return "the second copy of the loop would be too large";
  if (n.loop.k === "loop") return "the loop does not count";
  return c.read
    ? "its index is no plain arithmetic on the loops' variables"
    : "its index or the array's length changes in the loop";
}

function namesOf(list: readonly Check[], p: Program): string {
  const name = (c: Check): string => {
    const site = p.sites[c.node.site];
    return site?.kind === "index" ? site.array : "an array";
  };
  return [...new Set(list.map(name))].join(", ");
}

/** Removes proven checks and puts planned loops there in two copies. */
class Rewriter {
  readonly #gone: ReadonlySet<Index>;
  readonly #plans: ReadonlyMap<Stmt, Plan>;
  readonly #facts: Analysis;
  readonly #proven: (e: Expr) => Expr;

  constructor(gone: ReadonlySet<Index>, plans: ReadonlyMap<Stmt, Plan>, facts: Analysis) {
    this.#gone = gone;
    this.#plans = plans;
    this.#facts = facts;
    this.#proven = swapper(without(gone), facts);
  }

  stmts(list: readonly Stmt[]): Stmt[] {
    return list.flatMap((s): Stmt[] => {
      const plan = this.#plans.get(s);
      if (!plan) return rebuilt(s, this.#proven, (b) => this.stmts(b));
      const hoisted = new Set([...this.#gone, ...plan.hoisted.map((c) => c.node)]);
      const unchecked = strip([s], swapper(without(hoisted), this.#facts));
      if (plan.goal.k === "known") return unchecked;
      const checked = duplicate(strip([s], this.#proven), this.#facts);
      return [{ k: "if", test: condition(plan.goal), then: unchecked, else: checked }];
    });
  }
}

const strip = (list: readonly Stmt[], swap: (e: Expr) => Expr): Stmt[] =>
  list.flatMap((s) => rebuilt(s, swap, (b) => strip(b, swap)));

/** A statement with its expressions swapped; none if it stood there for a check that has gone. */
function rebuilt(s: Stmt, swap: (e: Expr) => Expr, map: (list: readonly Stmt[]) => Stmt[]): Stmt[] {
  const made = swapStmt(s, swap, map);
  return made.k === "do" && isRepeatable(made.value) ? [] : [made];
}

/** Puts an index in the place of its check. */
const without =
  (gone: ReadonlySet<Index>): Swap =>
  (e, below) =>
    e.k === "index" && gone.has(e) ? below(e.value) : undefined;

function sizeOf(list: readonly Stmt[]): number {
  let size = 0;
  visitStmts(list, (s) => {
    size++;
    for (const e of expressions(s)) size += countExpr(e);
  });
  return size;
}
