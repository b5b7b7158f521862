// Chains: scalars that a loop's iterations hand on, each computed from the one before, as a serial sum is. Where all else is
// independent, a gang computes that side by side and then goes along the chain, lane after lane, in the old order and with
// the old bits: a sum of quotients waits for its additions only, and no more for its divisions.
import {
  assigned,
  assignedIn,
  type Expr,
  exposedReads,
  get,
  gets,
  join,
  type Local,
  laneOf,
  operands,
  type Stmt,
  set,
  someExpr,
  someOf,
  visitStmts,
} from "../ir/index.ts";
import { NoLanes } from "./lanes-prepare.ts";
import { SAME, type Shapes } from "./lanes-shapes.ts";
import { mayTrap, type Values } from "./lanes-values.ts";

/**
 * The scalars that go from one iteration of a body to the next, if each of them is set once, in every iteration, before
 * anybody else reads it; the name of one that is handed on otherwise. Empty if nothing is handed on.
 */
export function chainsOf(body: readonly Stmt[], v: Local): ReadonlySet<Local> | Local {
  const exposed = exposedReads(body);
  const found = new Set<Local>();
  for (const l of assignedIn(body)) {
    if (!exposed.has(l) || l === v) continue;
    if (!isChain(body, l)) return l;
    found.add(l);
  }
  return found;
}

function isChain(body: readonly Stmt[], l: Local): boolean {
  if (l.type !== "f64" && l.type !== "i32") return false;
  const at = body.findIndex((s) => s.k === "set" && s.local === l);
  const link = body[at];
  if (link?.k !== "set" || body.slice(0, at).some((s) => mentions(s, l))) return false;
  let sets = 0;
  visitStmts(body, (s) => {
    if (assigned(s).includes(l)) sets++;
  });
  // A place in memory that hangs on the chain is no part of what is independent; nor is what may end the call.
  const bound = (e: Expr): boolean => (e.k === "load" && gets(e, l)) || e.k === "index" || e.k === "peek";
  return sets === 1 && !someExpr(link.value, (e) => bound(e) || mayTrap(e));
}

const mentions = (s: Stmt, l: Local): boolean =>
  assignedIn([s]).has(l) || someOf([s], (e) => e.k === "get" && e.local === l);

/** A chain's link in every lane, one after the other; then the values that it had, as a vector, if anybody reads them. */
export function link(
  l: Local,
  value: Expr,
  body: readonly Stmt[],
  shapes: Shapes,
  values: Values,
): readonly Stmt[] {
  const before: Stmt[] = [];
  /** What a lane's link is computed from. */
  const cut = (e: Expr): ((lane: number) => Expr) => {
    if (e.k === "get" && e.local === l) return () => e;
    if (gets(e, l)) return through(e);
    if (shapes.of(e) === SAME) {
      if (operands(e).length === 0) return () => e;
      const kept = values.newLocal("link", e.type);
      before.push(set(kept, e));
      return () => get(kept);
    }
    const made = values.of(e);
    const kept = values.newLocal("links", made.type);
    before.push(set(kept, made));
    return (lane) => laneOf(get(kept), lane);
  };
  const through = (e: Expr): ((lane: number) => Expr) => {
    switch (e.k) {
      case "un": {
        const a = cut(e.a);
        return (lane) => ({ ...e, a: a(lane) });
      }
      case "bin": {
        const [a, b] = [cut(e.a), cut(e.b)];
        return (lane) => ({ ...e, a: a(lane), b: b(lane) });
      }
      case "cond": {
        const [test, a, b] = [cut(e.test), cut(e.a), cut(e.b)];
        return (lane) => ({ ...e, test: test(lane), a: a(lane), b: b(lane) });
      }
      default:
        throw new NoLanes(`${l.name} goes from one iteration to the next`);
    }
  };
  const next = cut(value);
  const isRead = body.some((s) => !(s.k === "set" && s.local === l) && mentions(s, l));
  const out: Stmt[] = [];
  const had: Local[] = [];
  for (let lane = 0; lane < values.lanes; lane++) {
    out.push(set(l, next(lane)));
    if (!isRead) continue;
    const kept = values.newLocal(l.name, l.type);
    had.push(kept);
    out.push(set(kept, get(l)));
  }
  if (isRead) out.push(set(values.vector(l), join(had.map(get))));
  return [...before, ...out];
}

/** Cycles that an operation makes the one behind it on a chain wait. */
const WAIT = 4;

/** Cycles from one iteration to the next along the longest chain. */
export function waiting(body: readonly Stmt[], chains: ReadonlySet<Local>): number {
  let most = 0;
  for (const s of body)
    if (s.k === "set" && chains.has(s.local)) most = Math.max(most, along(s.value, s.local));
  return most;
}

function along(e: Expr, l: Local): number {
  if (!gets(e, l) || e.k === "get") return 0;
  return Math.max(...operands(e).map((o) => along(o, l))) + (e.type === "f64" ? WAIT : 1);
}
