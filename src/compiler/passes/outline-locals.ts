// Which locals a piece of a function needs from outside of it, and its jumps: what has to be known to cut it out.
import {
  type ArrayRef,
  assigned,
  assignedIn,
  type Break,
  bodies,
  type Continue,
  expressions,
  type Func,
  type Local,
  type Return,
  readsIn,
  type Stmt,
  type TableRef,
  visitStmts,
} from "../ir/index.ts";

/** Every local that statements read, the addresses of their arrays included. */
export function readIn(list: readonly Stmt[]): Set<Local> {
  const found = new Set<Local>();
  const add = (l: Local): void => {
    found.add(l);
  };
  const accessed: Local[] = [];
  visitStmts(list, (s) => {
    if (s.k === "set") readsIn(s.value).locals.forEach(add);
    else for (const e of expressions(s)) readsIn(e).locals.forEach(add);
    if (s.k === "store") accessed.push(s.array.base);
    if (s.k === "row") accessed.push(s.table.base);
  });
  for (const l of accessed) found.add(l);
  return found;
}

/** Every local that statements mention in any way: those of the function that they move to. */
export function mentionedIn(list: readonly Stmt[]): Set<Local> {
  const found = readIn(list);
  for (const l of assignedIn(list)) found.add(l);
  const whole = (a: { readonly base: Local; readonly length: Local }): void => {
    found.add(a.base).add(a.length);
  };
  const accessed: (ArrayRef | TableRef)[] = [];
  visitStmts(list, (s) => {
    for (const e of expressions(s)) readsIn(e).arrays.forEach(whole);
    if (s.k === "store") accessed.push(s.array);
    if (s.k === "row") accessed.push(s.table);
  });
  accessed.forEach(whole);
  return found;
}

/** The parameters of a function and the locals that it sets outside the given statements. */
export function setOutside(f: Func, without: readonly Stmt[]): Set<Local> {
  const found = new Set<Local>(f.params);
  const walk = (list: readonly Stmt[]): void => {
    if (list === without) return;
    for (const s of list) {
      if (s.k === "set") {
        found.add(s.local);
        continue;
      }
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
