// Which statement sets a local, when there is just one: how a pass sees through names.
import {
  type ArrayRef,
  assigned,
  assignedIn,
  type Expr,
  expressions,
  type For,
  type Func,
  type Local,
  type Stmt,
  type TableRef,
  visitExpr,
  visitStmts,
} from "../ir/index.ts";

export interface Definitions {
  /** The expression that a local is set to, if that is the only thing that ever sets it and still means the same. */
  value(l: Local): Expr | undefined;
  /** The statement that alone sets a local. */
  statement(l: Local): Stmt | undefined;
  /** True for a parameter that nobody sets. */
  given(l: Local): boolean;
  /** The local that a chain of single copies leads back to. */
  root(l: Local): Local;
  /** The name by which the program knows an address. */
  written(l: Local): string;
  /** The length that belongs to an array's address. */
  length(base: Local): Local | undefined;
}

/** The definitions of a function, as seen from inside of `loop`. */
export function definitions(f: Func, loop?: For): Definitions {
  const setters = new Map<Local, Stmt | "several">();
  const params = new Set(f.params);
  const lengths = new Map<Local, Local>();
  f.params.forEach((l, i) => {
    const next = f.params[i + 1];
    if (l.type === "addr" && next) lengths.set(l, next);
  });
  const know = (a: ArrayRef): void => {
    lengths.set(a.base, a.length);
  };
  visitStmts(f.body, (s) => {
    for (const l of assigned(s)) setters.set(l, setters.has(l) ? "several" : s);
    if (s.k === "store" || s.k === "alloc" || s.k === "row") know(s.array);
    for (const e of expressions(s)) {
      visitExpr(e, (x) => {
        if (x.k === "load") know(x.array);
      });
    }
  });
  const given = (l: Local): boolean => params.has(l) && !setters.has(l);
  const inside = new Set<Stmt>();
  visitStmts(loop?.body ?? [], (s) => {
    inside.add(s);
  });
  const changing = assignedIn(loop?.body ?? []);
  // A local that changes while a name for its old value lives on must not be seen through.
  const steady = (l: Local): boolean => (params.has(l) ? !setters.has(l) : setters.get(l) !== "several");
  const statement = (l: Local): Stmt | undefined => {
    const s = params.has(l) ? undefined : setters.get(l);
    return s === "several" ? undefined : s;
  };
  const value = (l: Local): Expr | undefined => {
    const s = statement(l);
    if (s?.k !== "set") return undefined;
    let still = true;
    visitExpr(s.value, (x) => {
      if (x.k === "get" && !steady(x.local) && !(inside.has(s) && !changing.has(x.local))) still = false;
    });
    return still ? s.value : undefined;
  };
  const root = (l: Local): Local => {
    const v = value(l);
    return v?.k === "get" && v.local !== l ? root(v.local) : l;
  };
  const written = (l: Local): string => {
    const s = statement(l);
    return s?.k === "set" && s.value.k === "get" ? written(s.value.local) : l.name;
  };
  // An array that is only used through copies of its address has its length copied alongside.
  for (const [from, to] of [...lengths]) {
    let [base, length] = [value(from), value(to)];
    while (base?.k === "get" && length?.k === "get" && !lengths.has(base.local)) {
      lengths.set(base.local, length.local);
      [base, length] = [value(base.local), value(length.local)];
    }
  }
  return { statement, given, value, root, written, length: (base) => lengths.get(base) };
}

/** Where an array's memory comes from. Two arrays with one origin share memory; others may only overlap by accident. */
export type Origin =
  /** A parameter, or a variable that holds now this array, now that. */
  | { readonly k: "variable"; readonly base: Local; readonly offset: Expr | undefined }
  | { readonly k: "row"; readonly table: TableRef; readonly index: Expr }
  | { readonly k: "made"; readonly at: Stmt; readonly base: Local; readonly offset: Expr | undefined };

/** The origin of an array reference, seen through views: `offset` is in elements from the origin's first. */
export function originOf(a: ArrayRef, defs: Definitions): Origin {
  let base = a.base;
  let offset: Expr | undefined;
  for (let hops = 0; hops < 20; hops++) {
    const s = defs.statement(base);
    if (s?.k === "row")
      return offset
        ? { k: "variable", base: a.base, offset: undefined }
        : { k: "row", table: s.table, index: s.index };
    if (s?.k === "alloc") return { k: "made", at: s, base, offset };
    const e = defs.value(base);
    if (!e) break;
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
  }
  return { k: "variable", base, offset };
}
