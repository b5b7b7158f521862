// Which locals are worth 64-bit integer arithmetic: those that end up in an index or in a bitwise operator, and those that
// come from elements of integer arrays and go to some. Others that do not fit an i32 are better off as doubles, where they
// are wanted in the end.
import {
  type Elem,
  type Expr,
  type Func,
  type Local,
  type Stmt,
  visitExprs,
  visitStmts,
} from "../ir/index.ts";
import type { Analysis } from "./analysis.ts";
import { fitsI32 } from "./facts.ts";

/** Locals that are used as integers, directly or through others: worth an i64. */
export function indexLocals(f: Func, facts: Analysis): Set<Local> {
  const found = indices(f);
  for (const l of elements(f, facts)) found.add(l);
  return found;
}

/** Locals that are used as indices or in integer operators, directly or through others. */
function indices(f: Func): Set<Local> {
  const found = new Set<Local>();
  const add = (e: Expr): void => {
    if (e.k === "get") found.add(e.local);
    else if (e.k === "bin" && ["add", "sub", "mul"].includes(e.op)) {
      add(e.a);
      add(e.b);
    }
  };
  visitExprs(f.body, (e) => {
    if (e.k === "index") {
      add(e.value);
      add(e.length);
    } else if (e.k === "load") add(e.index);
    else if (e.k === "un" && e.op === "toint32") add(e.a);
  });
  visitStmts(f.body, (s) => {
    if (s.k === "store") add(s.index);
  });
  for (let size = -1; size !== found.size; ) {
    size = found.size;
    visitStmts(f.body, (s) => {
      if (s.k === "set" && found.has(s.local)) add(s.value);
    });
  }
  return found;
}

const isWhole = (elem: Elem): boolean => elem !== "f64" && elem !== "f32";

/** Locals that are stored to integer elements, and computed from such and from integers alone. */
function elements(f: Func, facts: Analysis): Set<Local> {
  const sets: (Stmt & { readonly k: "set" })[] = [];
  const found = new Set<Local>();
  /** What a sum, a choice or an extreme is made from. */
  const visit = (e: Expr, leaf: (e: Expr) => void): void => {
    if (e.k === "bin" && ["add", "sub", "mul", "min", "max"].includes(e.op)) {
      visit(e.a, leaf);
      visit(e.b, leaf);
    } else if (e.k === "cond") {
      visit(e.a, leaf);
      visit(e.b, leaf);
    } else leaf(e);
  };
  const add = (e: Expr): void =>
    visit(e, (x) => {
      if (x.k === "get" && x.type === "f64") found.add(x.local);
    });
  visitStmts(f.body, (s) => {
    if (s.k === "set") sets.push(s);
    else if (s.k === "store" && isWhole(s.array.elem)) add(s.value);
  });
  for (let size = -1; size !== found.size; ) {
    size = found.size;
    for (const s of sets) if (found.has(s.local)) add(s.value);
  }
  const isInteger = (e: Expr): boolean => {
    let whole = true;
    visit(e, (x) => {
      if (x.k === "load") whole &&= isWhole(x.array.elem);
      else if (x.k === "get") whole &&= found.has(x.local) || fitsI32(facts.local(x.local));
      else whole &&= (x.k === "const" && Number.isInteger(x.value)) || (x.k === "un" && x.a.type === "i32");
    });
    return whole;
  };
  for (let size = -1; size !== found.size; ) {
    size = found.size;
    for (const s of sets) if (found.has(s.local) && !isInteger(s.value)) found.delete(s.local);
  }
  return found;
}
