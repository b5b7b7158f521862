// Which of the entry's parameters are worth a guard: those that reach a loop's bounds, an index or a remainder. For
// them the caller checks that they are small whole numbers, and the passes may count on it.
import {
  type Expr,
  type Local,
  operands,
  type Program,
  type Stmt,
  visitExprs,
  visitStmts,
} from "../ir/index.ts";

const OPAQUE: ReadonlySet<string> = new Set([
  ...["hi", "lo", "toint32", "sqrt", "fround", "div"],
  ...["words", "and", "or", "xor", "shl", "shr", "shru"],
]);

const ROUNDS: ReadonlySet<string> = new Set(["floor", "ceil", "trunc", "nearest"]);

/** The entry's parameters that decide how loops count or where arrays are accessed. */
export function wantsIntegers(p: Program): ReadonlySet<Local> {
  const wanted = new Set<Local>();
  const add = (e: Expr): void => {
    if (e.k === "get") wanted.add(e.local);
    // Half of a window, rounded, is as small a whole number as the window is.
    if (e.k === "un" && ROUNDS.has(e.op) && e.a.k === "bin" && e.a.op === "div" && e.a.b.k === "const") {
      add(e.a.a);
      return;
    }
    // Behind these, any double does: a promise about it would narrow nothing, and be broken by the next fraction.
    if ((e.k === "un" && OPAQUE.has(e.op)) || (e.k === "bin" && OPAQUE.has(e.op)) || e.k === "load") return;
    for (const o of operands(e)) add(o);
  };
  for (const f of p.funcs) {
    visitExprs(f.body, (e) => {
      if (e.k === "index") {
        add(e.value);
        add(e.length);
      } else if (e.k === "load") {
        add(e.index);
        wanted.add(e.array.length);
      } else if (e.k === "bin" && e.op === "rem") add(e);
    });
    visitStmts(f.body, (s) => {
      if (s.k === "for") {
        add(s.from);
        add(s.to);
      } else if (s.k === "store") {
        add(s.index);
        wanted.add(s.array.length);
      } else if (s.k === "row") wanted.add(s.table.length);
      else if (s.k === "loop") addTests(s.body, add);
    });
  }
  for (let size = -1; size !== wanted.size; ) {
    size = wanted.size;
    for (const f of p.funcs) {
      visitStmts(f.body, (s) => {
        if (s.k === "set" && s.value.type === "f64" && wanted.has(s.local)) add(s.value);
        if (s.k !== "call") return;
        for (const [i, q] of s.fn.params.entries()) if (wanted.has(q)) add(s.args[i] as Expr);
      });
    }
  }
  return new Set(p.entry.params.filter((l) => l.type === "f64" && wanted.has(l)));
}

/** What a plain loop's exits compare. */
function addTests(body: readonly Stmt[], add: (e: Expr) => void): void {
  for (const s of body) {
    if (s.k === "if" && s.then.some((t) => t.k === "break")) add(s.test);
  }
}
