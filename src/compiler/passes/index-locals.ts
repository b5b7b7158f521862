// Which locals are worth 64-bit integer arithmetic: those that end up in an index or in a bitwise operator. Others that
// do not fit an i32 are better off as doubles, where they are wanted in the end.
import { type Expr, type Func, type Local, visitExprs, visitStmts } from "../ir/index.ts";

/** Locals that are used as indices or in integer operators, directly or through others: worth an i64. */
export function indexLocals(f: Func): Set<Local> {
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
