// Which locals a piece of a function needs from outside of it, and its jumps: what has to be known to cut it out.
import {
  assigned,
  assignedIn,
  type Break,
  bodies,
  type Continue,
  type Func,
  type Local,
  type Return,
  type Stmt,
  visitExprs,
  visitStmts,
} from "../ir/index.ts";

/** Every local that statements read, the addresses of their arrays included. */
export function readIn(list: readonly Stmt[]): Set<Local> {
  const found = new Set<Local>();
  visitExprs(list, (e) => {
    if (e.k === "get") found.add(e.local);
    if (e.k === "load") found.add(e.array.base);
  });
  visitStmts(list, (s) => {
    if (s.k === "store") found.add(s.array.base);
    if (s.k === "row") found.add(s.table.base);
  });
  return found;
}

/** Every local that statements mention in any way: those of the function that they move to. */
export function mentionedIn(list: readonly Stmt[]): Set<Local> {
  const found = readIn(list);
  for (const l of assignedIn(list)) found.add(l);
  const whole = (a: { readonly base: Local; readonly length: Local }): void => {
    found.add(a.base).add(a.length);
  };
  visitExprs(list, (e) => {
    if (e.k === "load") whole(e.array);
  });
  visitStmts(list, (s) => {
    if (s.k === "store") whole(s.array);
    if (s.k === "row") whole(s.table);
  });
  return found;
}

/** The parameters of a function and the locals that it sets outside the given statements. */
export function setOutside(f: Func, without: readonly Stmt[]): Set<Local> {
  const found = new Set<Local>(f.params);
  const walk = (list: readonly Stmt[]): void => {
    if (list === without) return;
    for (const s of list) {
      for (const l of assigned(s)) found.add(l);
      for (const b of bodies(s)) walk(b);
    }
  };
  walk(f.body);
  return found;
}

/** Statements with every jump replaced by what `map` makes of it. */
export function mapJumps(
  list: readonly Stmt[],
  map: (s: Break | Continue | Return) => readonly Stmt[],
): Stmt[] {
  return list.flatMap((s): readonly Stmt[] => {
    switch (s.k) {
      case "break":
      case "continue":
      case "return":
        return map(s);
      case "if":
        return [{ ...s, then: mapJumps(s.then, map), else: mapJumps(s.else, map) }];
      case "for":
      case "loop":
      case "block":
      case "scope":
        return [{ ...s, body: mapJumps(s.body, map) }];
      default:
        return [s];
    }
  });
}
