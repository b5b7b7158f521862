// Which loops may be done several steps at a time: those that make a field anew from the one before, row by row, and swap
// the two. A row of the next step needs only rows near it, so some rows can go ahead of the others.
import {
  assignedIn,
  type Expr,
  exposedReads,
  type For,
  type If,
  type Load,
  type Local,
  readLocals,
  readsAny,
  readsMemory,
  type Set as SetStmt,
  type Stmt,
  type Store,
  someExpr,
  visitExprs,
  visitStmts,
} from "../ir/index.ts";
import { all, asked, type Goal, NO } from "./bounds-goal.ts";
import { condition } from "./bounds-guard.ts";
import type { Nest } from "./bounds-walk.ts";
import { copiedIn, Prover } from "./lanes-prover.ts";
import { mayTrap } from "./lanes-values.ts";

/** Rows on either side that a row may need of the step before: with more, hardly any row can go ahead. */
const FARTHEST = 4;

/** Fields that are swapped in a circle. */
const MOST_FIELDS = 3;

/** A loop over steps, taken apart. */
export interface StepParts {
  /** The loop over rows, or the choice between one without checks and one with them. */
  readonly choice: For | If;
  readonly rows: For;
  /** What is set in a step before the rows, between the choice and them, and behind them. */
  readonly before: readonly SetStmt[];
  readonly ahead: readonly SetStmt[];
  readonly after: readonly SetStmt[];
  /** Locals that a step hands to the next one and rows need, by the local that each has its value from. */
  readonly swapped: ReadonlyMap<Local, Local>;
  /** The same of two steps, three, and so on, until everything is where it was. */
  readonly later: readonly ReadonlyMap<Local, Local>[];
}

/** Marks the loop of a nest if several of its iterations may be done by some iterations of the loop inside at a time. */
export function proveSteps(n: Nest, live: ReadonlyMap<Stmt, ReadonlySet<Local>>): void {
  const { loop } = n;
  if (loop.k !== "for") return;
  const parts = stepParts(loop);
  if (!parts || live.get(parts.rows)?.has(parts.rows.v)) return;
  const inner = n.nests.find((m) => m.loop === parts.rows);
  if (!inner?.variable || !isSmooth(inner)) return;
  const prover = new Prover(parts.rows, inner, inner.variable, n);
  const pairs = meeting(parts);
  if (!pairs) return;
  for (let reach = 1; reach <= FARTHEST; reach++) {
    const goal: Goal = all(pairs.map(([a, b]) => prover.near(a, b, reach)));
    if (goal === NO) continue;
    const guard = asked(goal).length > 0 ? condition(goal) : undefined;
    if (!guard || !readsAny(guard, assignedIn([loop]))) loop.steps = { reach, ...(guard && { guard }) };
    return;
  }
}

/** A loop over steps as its parts; undefined if it is none. */
export function stepParts(loop: For): StepParts | undefined {
  if (loop.par || loop.v.type !== "i32" || loop.step !== 1 || loop.cmp !== "lt") return undefined;
  const at = loop.body.findIndex((s) => s.k === "for" || s.k === "if");
  const choice = loop.body[at];
  if (choice?.k !== "for" && choice?.k !== "if") return undefined;
  const arm = choice.k === "if" ? choice.then : [choice];
  const rows = arm.at(-1);
  const before = settings(loop.body.slice(0, at));
  const ahead = settings(arm.slice(0, -1));
  const after = settings(loop.body.slice(at + 1));
  if (rows?.k !== "for" || !before || !ahead || !after || !isIndependent(rows)) return undefined;
  if (choice.k === "if" && !isFallback(choice.else)) return undefined;
  const named = new Set(ahead.map((s) => s.local));
  if (after.some((s) => readsAny(s.value, named))) return undefined;
  const swapped = handedOn(loop, [...before, ...ahead, rows, ...after]);
  const later = swapped && laterOf(swapped);
  if (!later) return undefined;
  const changing = assignedIn([loop]);
  // Rows are the same in every step, and what is asked before them is asked of both fields.
  const steady = (e: Expr): boolean => !readsAny(e, changing);
  const known = (e: Expr): boolean => ![...readLocals(e)].some((l) => changing.has(l) && !swapped.has(l));
  const asks = [choice.k === "if" ? choice.test : undefined, guardOf(rows)].filter((e) => e !== undefined);
  if (!steady(rows.from) || !steady(rows.to) || !asks.every(known)) return undefined;
  return { choice, rows, before, ahead, after, swapped, later };
}

/** The condition under which rows are independent. */
export const guardOf = (rows: For): Expr | undefined => (rows.par ?? rows.lanes)?.guard;

/** Rows in any order, none of which hands anything on to another. */
function isIndependent(rows: For): boolean {
  if (rows.v.type !== "i32" || rows.step !== 1 || rows.cmp !== "lt" || rows.few || rows.chained) return false;
  const { par } = rows;
  if (!par) return rows.lanes?.most === Number.POSITIVE_INFINITY;
  const reduces = par.reductions.length + par.arrayReductions.length > 0;
  return !reduces && !par.assumeIndependent && !par.rows && par.schedule === "static";
}

/** What is left of the rows where indices must be checked: sets, and a loop. */
const isFallback = (list: readonly Stmt[]): boolean => list.every((s) => s.k === "set" || s.k === "for");

/** Statements that only name values; undefined if there are others. */
function settings(list: readonly Stmt[]): readonly SetStmt[] | undefined {
  const plain = (s: Stmt): s is SetStmt =>
    s.k === "set" && !readsMemory(s.value) && !someExpr(s.value, (e) => e.k === "index" || mayTrap(e));
  return list.every(plain) ? list : undefined;
}

/** True if rows only compute and store. */
function isSmooth(rows: Nest): boolean {
  const checked = (n: Nest): boolean => n.checks.length > 0 || n.nests.some(checked);
  if (checked(rows)) return false;
  let smooth = true;
  visitStmts(rows.loop.body, (s) => {
    if (s.k === "call") smooth &&= s.args.every((e) => e.type !== "addr");
    else if (s.k !== "set" && s.k !== "store" && s.k !== "for" && s.k !== "if") smooth = false;
  });
  return smooth;
}

/**
 * What a step hands to the next one and rows need: each local by the one that it has its value from. Undefined if rows need
 * anything else of the step before.
 */
function handedOn(loop: For, step: readonly Stmt[]): Map<Local, Local> | undefined {
  const assigned = assignedIn(loop.body);
  const sources = new Map<Local, Local | undefined>();
  const source = (l: Local): Local | undefined => (sources.has(l) ? sources.get(l) : l);
  for (const s of step) {
    if (s.k === "set") sources.set(s.local, s.value.k === "get" ? source(s.value.local) : undefined);
    else for (const l of assignedIn([s])) sources.set(l, undefined);
  }
  const rows = step.findIndex((s) => s.k === "for");
  const handed = new Map<Local, Local>();
  const waiting = [...exposedReads(step.slice(0, rows + 1))];
  for (const l of waiting) {
    if (!assigned.has(l) || handed.has(l)) continue;
    const from = source(l);
    if (!from) return undefined;
    handed.set(l, from);
    waiting.push(from);
  }
  return handed;
}

/** What is handed on, step after step, until everything is where it was; undefined if that is soon or never. */
function laterOf(handed: ReadonlyMap<Local, Local>): ReadonlyMap<Local, Local>[] | undefined {
  const later: ReadonlyMap<Local, Local>[] = [];
  for (let now = handed; [...now].some(([l, from]) => l !== from); ) {
    if (later.push(now) > MOST_FIELDS) return undefined;
    const next = new Map<Local, Local>();
    for (const [l, from] of now) {
      const then = handed.get(from);
      if (!then) return undefined;
      next.set(l, then);
    }
    now = next;
  }
  return later.length > 0 ? later : undefined;
}

/** A store and an access of the rows, and for each two that may be of one array in two steps; undefined if none may. */
function meeting({ rows, later }: StepParts): [Store, Load | Store][] | undefined {
  const inside = assignedIn(rows.body);
  const root = copiedIn(rows.body, inside);
  const stores: Store[] = [];
  const nodes: (Load | Store)[] = [];
  visitStmts(rows.body, (s) => {
    if (s.k === "store") stores.push(s);
  });
  visitExprs(rows.body, (e) => {
    if (e.k === "load") nodes.push(e);
  });
  nodes.push(...stores);
  const pairs: [Store, Load | Store][] = [];
  let swaps = false;
  for (const a of stores) {
    const own = root(a.array.base);
    if (inside.has(own)) return undefined;
    const fields = new Set([own, ...later.map((names) => names.get(own))]);
    for (const b of nodes) {
      const base = root(b.array.base);
      if (inside.has(base)) return undefined;
      if (!fields.has(base)) continue;
      if (a.array.elem !== b.array.elem || a.array.strided || b.array.strided) return undefined;
      swaps ||= base !== own;
      pairs.push([a, b]);
    }
  }
  return swaps ? pairs : undefined;
}
