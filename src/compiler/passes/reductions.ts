// Recognises reductions in the body of a parallel loop: a variable that every iteration folds something into, and
// nothing else reads. Also which variables belong to an iteration alone.
import {
  assigned,
  bodies,
  type Expr,
  exposedReads,
  type For,
  type Func,
  type Local,
  operands,
  type ReduceOp,
  readsOf,
  type Stmt,
  visitStmts,
} from "../ir/index.ts";

/** What happens to a variable that is set in a parallel loop's body. */
export type Role =
  | { readonly k: "private" }
  | { readonly k: "reduction"; readonly op: ReduceOp }
  | { readonly k: "carried"; readonly at: Stmt; readonly local: Local };

/** The role of every local that the body sets. */
export function roles(f: Func, loop: For): Map<Local, Role> {
  const inside = new Set<Stmt>();
  const set = new Map<Local, Stmt[]>();
  visitStmts(loop.body, (s) => {
    inside.add(s);
    for (const l of assigned(s)) set.set(l, [...(set.get(l) ?? []), s]);
  });
  const outside = readOutside(f, inside, loop);
  const exposed = exposedReads(loop.body);
  const found = new Map<Local, Role>();
  for (const [l, at] of set) {
    if (!exposed.has(l) && !outside.has(l)) found.set(l, { k: "private" });
    else found.set(l, reductionOf(l, at, loop.body) ?? { k: "carried", at: at[0] as Stmt, local: l });
  }
  return found;
}

function readsLocal(e: Expr, l: Local): boolean {
  if (e.k === "get" && e.local === l) return true;
  if (e.k === "load" && (e.array.base === l || e.array.length === l)) return true;
  return operands(e).some((o) => readsLocal(o, l));
}

/** Locals that are read anywhere but in the loop's body. */
function readOutside(f: Func, inside: ReadonlySet<Stmt>, loop: For): Set<Local> {
  const found = new Set<Local>();
  visitStmts(f.body, (s) => {
    if (!inside.has(s)) readsOf(s, (l) => found.add(l));
  });
  readsOf(loop, (l) => found.add(l));
  return found;
}

/** The reduction that a local's updates form, if each folds into it and nothing else in the body reads it. */
function reductionOf(l: Local, sets: readonly Stmt[], body: readonly Stmt[]): Role | undefined {
  let op: ReduceOp | undefined;
  if (l.type !== "f64") return undefined;
  for (const s of sets) {
    if (s.k !== "set") return undefined;
    const found = foldInto(
      s.value,
      (e) => e.k === "get" && e.local === l,
      (e) => readsLocal(e, l),
    );
    if (!found || (op && op !== found)) return undefined;
    op = found;
  }
  const updates = new Set<Stmt>(sets);
  let readElsewhere = false;
  const visit = (list: readonly Stmt[]): void => {
    for (const s of list) {
      if (!updates.has(s)) {
        readsOf(s, (x) => {
          if (x === l) readElsewhere = true;
        });
      }
      for (const b of bodies(s)) visit(b);
    }
  };
  visit(body);
  return op && !readElsewhere ? { k: "reduction", op } : undefined;
}

const COMMUTATIVE: ReadonlySet<string> = new Set(["add", "mul", "min", "max", "and", "or", "xor"]);

/**
 * The operator with which `e` folds something into what `isSelf` recognises: self + x, x + self, self − x, min(self, x),
 * (self | 0) & x …, or a choice between such and self. `touches` says that an expression reads self at all.
 */
export function foldInto(
  e: Expr,
  isSelf: (e: Expr) => boolean,
  touches: (e: Expr) => boolean,
): ReduceOp | undefined {
  if (e.k === "cond") {
    if (touches(e.test)) return undefined;
    if (isSelf(e.a)) return foldInto(e.b, isSelf, touches);
    if (isSelf(e.b)) return foldInto(e.a, isSelf, touches);
    const [a, b] = [foldInto(e.a, isSelf, touches), foldInto(e.b, isSelf, touches)];
    return a === b ? a : undefined;
  }
  if (e.k === "un" && e.op === "tof64" && e.a.k === "bin" && ["and", "or", "xor"].includes(e.a.op)) {
    return foldInto(e.a, (x) => x.k === "un" && x.op === "toint32" && isSelf(x.a), touches);
  }
  if (e.k !== "bin") return undefined;
  const op: ReduceOp | undefined =
    e.op === "sub" ? "add" : COMMUTATIVE.has(e.op) ? (e.op as ReduceOp) : undefined;
  if (!op) return undefined;
  const part = (x: Expr): boolean =>
    isSelf(x) || (x.k === "bin" && touches(x) && foldInto(x, isSelf, touches) === op);
  if (part(e.a) && !touches(e.b)) return op;
  if (e.op !== "sub" && part(e.b) && !touches(e.a)) return op;
  return undefined;
}
