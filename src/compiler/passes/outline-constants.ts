// Numbers that a loop computes with become parameters of the function that it is cut out as. The engine makes a constant
// anew wherever it runs short of registers, in two instructions; a parameter it keeps. (A cubic's area: 34.3 to 30.5 ms.)
import {
  type BinOp,
  type Const,
  type Expr,
  type Func,
  get,
  type Local,
  mapExpr,
  mapStmts,
  type Stmt,
} from "../ir/index.ts";
import { fresh } from "./outline-frame.ts";

/** As many as vectors have registers: more would only lie on the stack. */
const MOST = 16;

/** What was found: the statements with locals instead, and the numbers by local. */
export interface Lifted {
  readonly body: Stmt[];
  readonly constants: ReadonlyMap<Local, Const>;
}

/** Replaces the floating-point constants of a loop's body by locals of `fn`. */
export function liftConstants(fn: Func, body: readonly Stmt[]): Lifted {
  const made = new Map<string, Local>();
  const constants = new Map<Local, Const>();
  const lifted = (e: Const): Expr => {
    if (e.type !== "f64") return e;
    const key = Object.is(e.value, -0) ? "-0" : String(e.value);
    let l = made.get(key);
    if (!l) {
      if (made.size === MOST) return e;
      l = fresh(fn, "c", "f64");
      made.set(key, l);
      constants.set(l, e);
    }
    return get(l);
  };
  const visit = (e: Expr): Expr => {
    if (e.k !== "bin" || e.a.type !== "f64" || !COMPUTES.has(e.op)) return e;
    const a = e.a.k !== "const" || keeps(e.op, e.a, "left") ? e.a : lifted(e.a);
    const b = e.b.k !== "const" || keeps(e.op, e.b, "right") ? e.b : lifted(e.b);
    return a === e.a && b === e.b ? e : { ...e, a, b };
  };
  return { body: mapStmts(body, (e) => mapExpr(e, visit)), constants };
}

const COMPUTES: ReadonlySet<BinOp> = new Set<BinOp>([
  "add",
  "sub",
  "mul",
  "div",
  "lt",
  "le",
  "gt",
  "ge",
  "eq",
  "ne",
]);

/** Constants of which the engine makes something better: x * 2 is x + x, x / 4 is x * 0.25, and 0 costs nothing. */
function keeps(op: BinOp, { value }: Const, side: "left" | "right"): boolean {
  if (Object.is(value, 0)) return true;
  if (op === "mul") return Math.abs(value) === 1 || value === 2;
  return op === "div" && side === "right" && Number.isInteger(Math.log2(Math.abs(value)));
}
