// Which loops may run several iterations side by side: those whose iterations touch different elements. Proven of plain
// loops as prange demands it of its own, on indices that are exact integers by now; what hangs on sizes or on where
// arrays lie is asked when the loop is entered.
import {
  assignedIn,
  countExprs,
  type For,
  type Func,
  type Independent,
  type Local,
  type LoopFacts,
  type Program,
  type Stmt,
  someOf,
  visitStmts,
} from "../ir/index.ts";
import type { Nest, Walks } from "./bounds-walk.ts";
import { proveJam } from "./jam-proof.ts";
import { chainsOf } from "./lanes-chains.ts";
import { isLong } from "./lanes-cost.ts";
import { Prover } from "./lanes-prover.ts";
import { liveness } from "./liveness.ts";
import { proveSteps } from "./steps-proof.ts";

const CHECKED = "an index is checked inside";

/** Marks the loops whose iterations may run side by side, and notes of the others why not. */
export function proveLanes(p: Program, walks: Walks): void {
  for (const f of p.funcs) {
    if (!hasCandidates(f)) continue;
    const said = new Map<LoopFacts, string | undefined>();
    const live = liveness(f.body).after;
    const visit = (n: Nest): void => {
      const verdict = prove(n, live);
      const { facts: of } = n.loop;
      // A loop may stand here in two copies, of which the one that still checks its indices says nothing new.
      if (typeof verdict !== "string") said.set(of, undefined);
      else if (!said.has(of) || (said.get(of) === CHECKED && verdict !== CHECKED)) said.set(of, verdict);
      if (typeof verdict === "object" && n.loop.k === "for") {
        if (verdict.chained) n.loop.chained = verdict.proof;
        else n.loop.lanes = verdict.proof;
      }
      for (const m of n.nests) visit(m);
      proveJam(n, live);
      proveSteps(n, live);
    };
    for (const n of walks.of(f).nests) visit(n);
    for (const [of, why] of said) if (why) of.notes.push({ pass: "lanes", text: `one at a time: ${why}` });
  }
}

/** Expressions of a body that does no more than add something up. */
const FEW = 12;

/** Lanes are for loops over arrays, and for those that have more to do than to add something up. */
function hasCandidates(f: Func): boolean {
  let found = false;
  visitStmts(f.body, (s) => {
    if (s.k !== "for" || found) return;
    visitStmts(s.body, (t) => {
      if (t.k === "store" || t.k === "call") found = true;
    });
    found ||= someOf(s.body, isLong) || countExprs(s.body) > FEW;
  });
  return found;
}

/** What allows iterations to run side by side; `chained`: but for the scalars that they hand on. */
interface Proven {
  readonly proof: Independent;
  readonly chained: boolean;
}

/** What allows the loop's iterations to run side by side; why they may not; undefined where nobody would ask. */
function prove(n: Nest, live: ReadonlyMap<Stmt, ReadonlySet<Local>>): Proven | string | undefined {
  const { loop } = n;
  if (loop.k !== "for" || loop.par || loop.few) return undefined;
  const chains = chainsOf(loop.body, loop.v);
  const stop = obstacle(n, loop, chains instanceof Set && chains.size > 0);
  if (stop !== undefined) return stop;
  if (!(chains instanceof Set)) return `${(chains as Local).name} goes from one iteration to the next`;
  const after = live.get(loop) as ReadonlySet<Local>;
  for (const l of assignedIn(loop.body)) {
    // The variable itself ends as it always does: the last iterations run one at a time.
    if (after.has(l) && l !== loop.v && !chains.has(l)) return `the last value of ${l.name} is read after it`;
  }
  if (!n.variable) return `nothing is known of ${loop.v.name}`;
  const proof = new Prover(loop, n, n.variable).run();
  return typeof proof === "string" ? proof : { proof, chained: chains.size > 0 };
}

const hasChecks = (n: Nest): boolean => n.checks.length > 0 || n.nests.some(hasChecks);

/** What cannot be done for several iterations at once. */
function obstacle(n: Nest, loop: For, chained: boolean): string | undefined {
  const own = new Set<string>([loop.label]);
  let found: string | undefined;
  let stores = false;
  visitStmts(loop.body, (s) => {
    if (s.k === "for" || s.k === "loop" || s.k === "block") own.add(s.label);
  });
  visitStmts(loop.body, (s) => {
    if (s.k === "store") stores = true;
    if (s.k === "return" || s.k === "throw" || s.k === "print") found ??= `it may ${s.k}`;
    if (s.k === "alloc" || s.k === "scope") found ??= "it makes arrays";
    if (s.k === "row") found ??= "it looks up rows";
    if (s.k === "fork" || (s.k === "for" && s.par)) found ??= "it runs other threads";
    if (s.k === "break" && (s.label === loop.label || !own.has(s.label))) found ??= "it may end early";
    if (s.k === "continue" && !own.has(s.label)) found ??= "it may end early";
  });
  if (hasChecks(n)) found ??= CHECKED;
  return found ?? (stores || chained ? undefined : "it stores nothing");
}
