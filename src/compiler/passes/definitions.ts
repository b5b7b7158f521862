// Which statement sets a local, when there is just one: how a pass sees through names.
import {
  type ArrayRef,
  assigned,
  type Expr,
  type Func,
  type Local,
  type Stmt,
  type TableRef,
  visitStmts,
} from "../ir/index.ts";

export interface Definitions {
  /** The expression that a local is set to, if that is the only thing that ever sets it. */
  value(l: Local): Expr | undefined;
  /** The statement that alone sets a local. */
  statement(l: Local): Stmt | undefined;
}

/** The definitions of a function. */
export function definitions(f: Func): Definitions {
  const setters = new Map<Local, Stmt | "several">();
  for (const p of f.params) setters.set(p, "several");
  visitStmts(f.body, (s) => {
    for (const l of assigned(s)) setters.set(l, setters.has(l) ? "several" : s);
  });
  const statement = (l: Local): Stmt | undefined => {
    const s = setters.get(l);
    return s === "several" ? undefined : s;
  };
  return {
    statement,
    value: (l) => {
      const s = statement(l);
      return s?.k === "set" ? s.value : undefined;
    },
  };
}

/** Where an array's memory comes from. Two arrays with one origin share memory; others may only overlap by accident. */
export type Origin =
  /** A parameter, or a variable that holds now this array, now that. */
  | {
      readonly k: "variable";
      readonly base: Local;
      readonly length: Local;
      readonly offset: Expr | undefined;
    }
  | { readonly k: "row"; readonly table: TableRef; readonly index: Expr }
  | { readonly k: "made"; readonly at: Stmt; readonly base: Local; readonly offset: Expr | undefined };

/** The origin of an array reference, seen through views: `offset` is in elements from the origin's first. */
export function originOf(a: ArrayRef, defs: Definitions): Origin {
  let base = a.base;
  let length = a.length;
  let offset: Expr | undefined;
  for (let hops = 0; hops < 20; hops++) {
    const s = defs.statement(base);
    if (s?.k === "row")
      return offset
        ? { k: "variable", base: a.base, length: a.length, offset: undefined }
        : { k: "row", table: s.table, index: s.index };
    if (s?.k === "alloc") return { k: "made", at: s, base, offset };
    if (s?.k !== "set") break;
    const e = s.value;
    if (e.k === "get") {
      base = e.local;
      continue;
    }
    // A view: base + toaddr(begin * bytes).
    const view =
      e.k === "bin" &&
      e.op === "add" &&
      e.a.k === "get" &&
      e.b.k === "un" &&
      e.b.op === "toaddr" &&
      e.b.a.k === "bin"
        ? e
        : undefined;
    if (!view || offset) break;
    offset = ((view.b as { a: Expr }).a as { a: Expr }).a;
    base = (view.a as { local: Local }).local;
    length = a.length;
  }
  return { k: "variable", base, length, offset };
}
