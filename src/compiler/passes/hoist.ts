// What does not change in a loop is computed before it: addresses first, then other values.
// Runs on what the other passes leave, as the last that still sees loops whole.
import type { Program } from "../ir/index.ts";
import { analyse } from "./analyse.ts";
import { hoistBases } from "./hoist-bases.ts";

/** Moves invariant work out of the loops of a program, in place. */
export function hoist(p: Program): void {
  for (const f of p.funcs) hoistBases(f, analyse(f));
}
