// What does not change in a loop is computed before it: addresses first, then other values.
// Runs on what the other passes leave, as the last that still sees loops whole.
import { type Func, type Program, someOf, visitStmts } from "../ir/index.ts";
import type { Walks } from "./bounds-walk.ts";
import { hoistBases } from "./hoist-bases.ts";

/** Moves invariant work out of the loops of a program, in place. */
export function hoist(p: Program, walks: Walks): void {
  for (const f of p.funcs) if (hasAccesses(f)) hoistBases(f, walks.of(f));
}

/** Whether some loop touches an array: finding out is quicker than analysing for nothing. */
function hasAccesses(f: Func): boolean {
  let found = false;
  visitStmts(f.body, (s) => {
    if (found || (s.k !== "for" && s.k !== "loop")) return;
    visitStmts(s.body, (t) => {
      if (t.k === "store") found = true;
    });
    found ||= someOf(s.body, (e) => e.k === "load");
  });
  return found;
}
