// Evaluation order. Expressions are free of effects in the IR, so an operand that has effects becomes statements, and
// whatever was evaluated before it must not see them.
import { assignedIn, type Expr, expressions, type Stmt, visitExpr, visitStmts } from "../ir/index.ts";
import type { Context } from "./context.ts";
import type { Node } from "./nodes.ts";
import type { Value } from "./types.ts";
import { isSettled, leaves, reads, settle } from "./values.ts";

/** Lowers several operands in order; each value is what JavaScript would have at the time of use. */
export function operands(cx: Context, nodes: readonly Node[]): Value[] {
  return inOrder(
    cx,
    nodes.map((n) => () => cx.expr(n)),
  );
}

/** The same for operands that are not plain nodes. */
export function inOrder(cx: Context, parts: readonly (() => Value)[]): Value[] {
  const values: Value[] = [];
  const ends: number[] = [];
  for (const part of parts) {
    values.push(part());
    ends.push(cx.out.length);
  }
  for (let i = values.length - 2; i >= 0; i--) {
    const end = ends[i];
    if (cx.out.length > end && clobbered(cx, values[i], cx.out.slice(end))) {
      const tail = cx.out.splice(end);
      values[i] = settle(cx, values[i]);
      cx.out.push(...tail);
    }
  }
  return values;
}

/**
 * Arguments as a method of the language's own finds them: all are evaluated, and what that may raise is raised, before
 * the method looks at the first.
 */
export function evaluated(cx: Context, args: readonly Value[]): Value[] {
  const last = args.findLastIndex(mayRaise);
  return args.map((v, i) => (i <= last && last > 0 && mayRaise(v) ? settle(cx, v) : v));
}

/** True if reading `v` may find an index out of range. */
export const mayRaise = (v: Value): boolean => leaves(v).some(isChecked);

/** Drops a value, but not the errors that reading it may raise. */
export function discard(cx: Context, v: Value): void {
  for (const value of leaves(v)) if (isChecked(value)) cx.emit({ k: "do", value });
}

/** True if running `list` first could change what `v` gives, or the order of what a person can observe. */
function clobbered(cx: Context, v: Value, list: readonly Stmt[]): boolean {
  const moving = leaves(v).filter((e) => !isSettled(cx, e));
  if (moving.length === 0) return false;
  const written = assignedIn(list);
  if (moving.some((e) => reads(e, written))) return true;
  return (hasEffects(cx, list) && moving.some(touchesMemory)) || (mayTrap(list) && moving.some(isChecked));
}

function touchesMemory(e: Expr): boolean {
  let found = false;
  visitExpr(e, (x) => {
    if (x.k === "load" || x.k === "index") found = true;
  });
  return found;
}

/** True if evaluating `e` may find an index out of range. */
export const isChecked = (e: Expr): boolean => {
  let found = false;
  visitExpr(e, (x) => {
    if (x.k === "index") found = true;
  });
  return found;
};

/** True if `list` may throw: of two errors, the one that JavaScript's order meets first is the one thrown. */
export function mayTrap(list: readonly Stmt[]): boolean {
  let found = false;
  visitStmts(list, (s) => {
    if (s.k === "throw" || (s.k === "call" && s.fn.params.some((p) => p.type === "addr"))) found = true;
    if (expressions(s).some(isChecked)) found = true;
  });
  return found;
}

/** True if `list` does anything but set locals. */
export function hasEffects(cx: Context, list: readonly Stmt[]): boolean {
  let found = false;
  visitStmts(list, (s) => {
    if (s.k === "store" || s.k === "throw" || s.k === "print" || s.k === "alloc" || s.k === "poke")
      found = true;
    if (s.k === "call" && !cx.unit.isPure(s.fn)) found = true;
    if (s.k === "break" || s.k === "continue" || s.k === "return") found = true;
  });
  return found;
}
