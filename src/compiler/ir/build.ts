// Constructors for IR nodes. They fold nothing and check nothing: they exist so that the code that builds IR reads
// like the IR it builds.
import type { BinOp, Cond, Const, Elem, Expr, Fact, Func, Get, Local, Peek, Stmt, Type, UnOp } from "./ir.ts";
import { scalarOf, vectorOf } from "./vector.ts";

export const num = (value: number): Const => ({ k: "const", type: "f64", value });
export const int = (value: number): Const => ({ k: "const", type: "i32", value });
export const bool = (value: boolean): Const => ({ k: "const", type: "bool", value: value ? 1 : 0 });
export const constant = (type: Type, value: number): Const => ({ k: "const", type, value });
export const get = (local: Local): Get => ({ k: "get", type: local.type, local });
export const un = (op: UnOp, a: Expr, type: Type): Expr => ({ k: "un", type, op, a });
export const cond = (test: Expr, a: Expr, b: Expr): Cond => ({ k: "cond", type: a.type, test, a, b });
/** @param place where it is written, if that is known and wanted */
export const set = (local: Local, value: Expr, place?: number): Stmt =>
  place === undefined ? { k: "set", local, value } : { k: "set", local, value, place };
export const peek = (type: Type, elem: Elem, base: Expr, offset: number): Peek => ({
  k: "peek",
  type,
  elem,
  base,
  offset,
});

const COMPARISONS: ReadonlySet<BinOp> = new Set<BinOp>(["lt", "le", "gt", "ge", "eq", "ne"]);

/** True of the operators that compare two numbers of one type and give a bool. */
export const isComparison = (op: BinOp): boolean => COMPARISONS.has(op);

/** A binary node; its type follows from the operator. */
export function bin(op: BinOp, a: Expr, b: Expr): Expr {
  const type: Type = isComparison(op) ? "bool" : op === "words" ? "f64" : a.type;
  return { k: "bin", type, op, a, b };
}

/** Scalars of one type side by side, as a vector. */
export const join = (list: readonly Expr[]): Expr =>
  list.reduce((a, b, i) => ({ k: "bin", op: "join", type: vectorOf(scalarOf(b.type), i + 1), a, b }));

/** The scalars that a vector was joined from. */
export function joinedOf(e: Expr): readonly Expr[] {
  const found: Expr[] = [];
  let at = e;
  for (; at.k === "bin" && at.op === "join"; at = at.a) found.unshift(at.b);
  return [at, ...found];
}

/** The value in one lane of a vector. */
export const laneOf = (vector: Expr, lane: number): Expr => ({
  k: "bin",
  op: "lane",
  type: scalarOf(vector.type),
  a: vector,
  b: constant("i32", lane),
});

/** What a statement was made into is written where it was, as far as it does not say so itself. */
export function placedLike({ place }: { readonly place?: number }, made: readonly Stmt[]): readonly Stmt[] {
  if (place === undefined) return made;
  return made.map((s) =>
    s.place === undefined && (s.k === "set" || s.k === "if" || s.k === "call") ? { ...s, place } : s,
  );
}

/** A new local of `fn`, with a name of its own in the printed IR. */
export function local(fn: Func, name: string, type: Type, fact?: Fact): Local {
  const made: Local = { id: fn.locals.length, name, type, ...(fact && { fact }) };
  fn.locals.push(made);
  return made;
}

/** A new, empty function. */
export function func(name: string, source: number, results: Type[] = [], rare = false): Func {
  return { name, params: [], results, locals: [], body: [], source, ...(rare && { rare }) };
}
