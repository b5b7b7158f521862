// Loops become functions of their own: parallel ones, so that threads can be given a part of them, and long serial ones,
// because the engine replaces slow code by fast code only where a function is entered.
import { bodies, type For, type Func, type Program, type Stmt } from "../ir/index.ts";
import { Folds } from "./outline-frame.ts";
import { outlineParallel } from "./outline-parallel.ts";

/**
 * Outlines the loops of a program, in place. Runs last: the new functions share locals with the one they are cut from.
 *
 * @example
 * narrow(program);
 * outline(program);
 */
export function outline(p: Program): void {
  const folds = new Folds();
  const all: Func[] = [];
  for (const f of p.funcs) {
    const cut: Func[] = [];
    f.body = parallel(f, f.body, folds, cut);
    all.push(...cut, f);
  }
  p.funcs.splice(0, p.funcs.length, ...folds.made, ...all);
}

/** Parallel loops inside others first: what is cut out is then free of them. */
function parallel(f: Func, list: Stmt[], folds: Folds, cut: Func[]): Stmt[] {
  for (const [i, s] of list.entries()) {
    for (const b of bodies(s)) parallel(f, b, folds, cut);
    if (s.k !== "for" || !s.par) continue;
    const { stmt, funcs } = outlineParallel(f, s as For, folds);
    list[i] = stmt;
    cut.push(...funcs);
  }
  return list;
}
