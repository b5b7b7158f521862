// Which variables a parallel loop reduces is the compiler's to say: an update that is never reached is none, and one of
// elements that are proven to differ needs no tree. The plain side takes its word for that, and for nothing else.
import type { Captured } from "../../src/capture/index.ts";
import { type Program, visitStmts } from "../../src/compiler/ir/index.ts";

/** What a loop reduces: variables by name, and whether also elements of an array. */
export interface Reduced {
  readonly scalars: ReadonlySet<string>;
  readonly arrays: boolean;
}

/** By the name of the loop's variable, of which a program has one each: what the compiled program reduces. */
export function reducedIn(program: Program): (loop: string) => Reduced {
  const found = new Map<string, { scalars: Set<string>; arrays: boolean }>();
  for (const f of program.funcs) {
    visitStmts(f.body, (s) => {
      if (s.k !== "for" || !s.par) return;
      const { source, start, end } = program.places[s.facts.place];
      const text = (program.sources[source] as Captured).source.slice(start, end);
      const name = /(?:const|let) (\w+) of/.exec(text)?.[1] ?? text;
      const loop = found.get(name) ?? { scalars: new Set(), arrays: false };
      for (const r of s.par.reductions) loop.scalars.add(r.local.name);
      loop.arrays ||= s.par.arrayReductions.length > 0;
      found.set(name, loop);
    });
  }
  return (loop) => found.get(loop) ?? { scalars: new Set(), arrays: false };
}
