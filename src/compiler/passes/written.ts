// Which of the entry's arrays a program may write: whoever copies arrays in for a call copies only those out again.
// Flow-insensitive: an array is written if some store may reach it through any chain of assignments, calls and rows.
import { type Expr, type Func, type Local, type Program, visitExpr, visitStmts } from "../ir/index.ts";

/** One flag a parameter of the entry: true of the addresses of arrays, and of tables of rows, that may be stored to. */
export function writtenParameters(p: Program): readonly boolean[] {
  const written = new Set<Local>();
  const sources = new Map<Local, Set<Local>>();
  const flows = (from: Expr | Local, to: Local): void => {
    if (to.type !== "addr") return;
    const known = sources.get(to) ?? new Set();
    sources.set(to, known);
    if ("k" in from) {
      visitExpr(from, (e) => {
        if (e.k === "get") known.add(e.local);
      });
    } else known.add(from);
  };
  const returns = new Map(p.funcs.map((f) => [f, returned(f)]));
  for (const f of p.funcs) {
    visitStmts(f.body, (s) => {
      if (s.k === "store") written.add(s.array.base);
      else if (s.k === "set") flows(s.value, s.local);
      else if (s.k === "row") flows(s.table.base, s.array.base);
      else if (s.k === "call") {
        for (const [i, q] of s.fn.params.entries()) flows(s.args[i], q);
        for (const values of returns.get(s.fn) ?? []) {
          for (const [i, l] of s.results.entries()) flows(values[i], l);
        }
      }
    });
  }
  const work = [...written];
  for (let l = work.pop(); l !== undefined; l = work.pop()) {
    for (const from of sources.get(l) ?? []) {
      if (written.has(from)) continue;
      written.add(from);
      work.push(from);
    }
  }
  return p.entry.params.map((l) => l.type === "addr" && written.has(l));
}

function returned(f: Func): (readonly Expr[])[] {
  const found: (readonly Expr[])[] = [];
  visitStmts(f.body, (s) => {
    if (s.k === "return") found.push(s.values);
  });
  return found;
}
