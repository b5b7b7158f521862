// What the permission `reassoc` means: a serial sum may be added in the order of the fixed tree, with the bits that a
// prange sum has. That allows lanes, and hides what one addition waits for another.
import { type For, type Func, type Parallel, type Program, type Stmt, visitStmts } from "../ir/index.ts";
import { prove, Refused } from "./parallelise.ts";

/**
 * Gives serial reductions the fixed tree, in place. Only loops that are in no other
 * one, since each pays for the tree once, and only those that are proven, as lanes go through iterations out of order.
 */
export function reassociate(p: Program): void {
  for (const f of p.funcs) f.body = withTrees(f, f.body);
}

function withTrees(f: Func, list: readonly Stmt[]): Stmt[] {
  return list.map((s): Stmt => {
    if (s.k === "if") return { ...s, then: withTrees(f, s.then), else: withTrees(f, s.else) };
    if (s.k === "block" || s.k === "scope") return { ...s, body: withTrees(f, s.body) };
    return s.k === "for" && !s.par ? (withTree(f, s) ?? s) : s;
  });
}

function withTree(f: Func, s: For): For | undefined {
  const before = s.facts.notes.length;
  const par: Parallel = {
    schedule: "static",
    assumeIndependent: false,
    alone: true,
    reductions: [],
    arrayReductions: [],
  };
  const loop: For = { ...s, par };
  try {
    let nested = false;
    visitStmts(s.body, (t) => {
      if (t.k === "for" && t.par) nested = true;
    });
    if (nested || !Number.isInteger(s.step)) return undefined;
    prove(f, loop);
    // Copies of arrays for every chunk cost more than order does; rows that overlap would have to be looked for.
    if (par.reductions.length > 0 && par.arrayReductions.length === 0 && !par.rows) return loop;
  } catch (e) {
    if (!(e instanceof Refused)) throw e;
  }
  s.facts.notes.length = before;
  return undefined;
}
