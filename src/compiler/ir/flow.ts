// Which locals may be read before they are set: what makes a variable private to an iteration, an array free to go at
// the end of a block, and `let x;` an error. Follows the structure; a loop's body is taken to run any number of times.
import type { ArrayRef, Local, Stmt } from "./ir.ts";
import { readsIn } from "./reads.ts";
import { assigned, expressions } from "./walk.ts";

/** Calls `use` for every local that a statement itself reads. */
export function readsOf(s: Stmt, use: (l: Local) => void): void {
  for (const e of expressions(s)) {
    const { locals, arrays } = readsIn(e);
    for (let i = 0; i < locals.length; i++) use(locals[i] as Local);
    for (let i = 0; i < arrays.length; i++) use((arrays[i] as ArrayRef).length);
  }
  if (s.k === "store") use(s.array.base);
  if (s.k === "row") {
    use(s.table.base);
    use(s.table.length);
  }
}

type Known = Set<Local> | undefined; // undefined: not reached

const meet = (a: Known, b: Known): Known => (!a ? b : !b ? a : new Set([...a].filter((l) => b.has(l))));

/** What is asked of {@link exposedReads} beyond the body. */
export interface FlowOptions {
  /** The only locals that matter; all if absent. */
  readonly track?: ReadonlySet<Local>;
  /** Statements at which locals lose their value: a declaration without one, come by again. */
  readonly forget?: ReadonlyMap<Stmt, readonly Local[]>;
}

/** Locals that one run of `body` may read before it has set them. */
export function exposedReads(body: readonly Stmt[], { track, forget }: FlowOptions = {}): Set<Local> {
  const exposed = new Set<Local>();
  const exits = new Map<string, Known>();
  const list = (stmts: readonly Stmt[], start: Known): Known => {
    let known = start;
    for (const s of stmts) {
      if (!known) return undefined;
      known = one(s, known);
    }
    return known;
  };
  /** Takes `known` over: the caller has no further use for it. */
  const one = (s: Stmt, known: Set<Local>): Known => {
    readsOf(s, (l) => {
      if (!known.has(l) && (!track || track.has(l))) exposed.add(l);
    });
    for (const l of forget?.get(s) ?? []) known.delete(l);
    switch (s.k) {
      case "if":
        return meet(list(s.then, new Set(known)), list(s.else, known));
      case "for":
        if (!track || track.has(s.v)) known.add(s.v);
        list(s.body, new Set(known));
        exits.delete(s.label);
        return known; // the body may not run at all
      case "loop": {
        list(s.body, known);
        const out = exits.get(s.label);
        exits.delete(s.label);
        return out;
      }
      case "block": {
        const end = list(s.body, known);
        const out = meet(end, exits.get(s.label));
        exits.delete(s.label);
        return out;
      }
      case "scope":
        return list(s.body, known);
      case "break":
        exits.set(s.label, exits.has(s.label) ? meet(exits.get(s.label), known) : known);
        return undefined;
      case "continue":
      case "return":
      case "throw":
        return undefined;
      default:
        for (const l of assigned(s)) if (!track || track.has(l)) known.add(l);
        return known;
    }
  };
  list(body, new Set());
  return exposed;
}
