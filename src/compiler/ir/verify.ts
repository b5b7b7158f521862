// Checks the rules of ir.ts that a pass could break without anybody noticing at once: types of operands, labels in
// scope, locals that belong to their function. Run after every pass in tests and under AMDAHL_DEBUG.
import { isComparison } from "./build.ts";
import type { Expr, Func, Local, Program, Stmt, Type } from "./ir.ts";
import { printExpr } from "./print.ts";
import { isVector, lanesOf, maskOf, scalarOf, vectorOf } from "./vector.ts";
import { assigned, bodies, expressions, operands } from "./walk.ts";

class Invalid extends Error {
  override name = "InvalidIR";
}

const fail = (f: Func, what: string): never => {
  throw new Invalid(`${f.name}: ${what}`);
};

const INTEGER: ReadonlySet<Type> = new Set<Type>(["i32", "i64", "bool"]);

function checkExpr(f: Func, e: Expr, known: ReadonlySet<Local>): void {
  for (const o of operands(e)) checkExpr(f, o, known);
  const expect = (o: Expr, type: Type): void => {
    if (o.type !== type) fail(f, `${printExpr(o)} is ${o.type}, not ${type}, in ${printExpr(e)}`);
  };
  switch (e.k) {
    case "get":
      if (!known.has(e.local)) fail(f, `${e.local.name}.${e.local.id} is not a local of this function`);
      if (e.type !== e.local.type) fail(f, `${printExpr(e)} read as ${e.type} but declared ${e.local.type}`);
      break;
    case "bin":
      if (e.op === "words") {
        const word: Type = isVector(e.type) ? vectorOf("i32", lanesOf(e.type)) : "i32";
        expect(e.a, word);
        expect(e.b, word);
      } else if (e.op === "ramp") {
        if (e.b.k !== "const" || e.type !== vectorOf(scalarOf(e.a.type), lanesOf(e.type)))
          fail(f, `type of ${printExpr(e)}`);
      } else if (e.op === "join") {
        if (scalarOf(e.a.type) !== e.b.type || e.type !== vectorOf(e.b.type, lanesOf(e.a.type) + 1))
          fail(f, `type of ${printExpr(e)}`);
      } else if (e.op === "lane") {
        if (e.b.k !== "const" || e.type !== scalarOf(e.a.type)) fail(f, `type of ${printExpr(e)}`);
      } else {
        expect(e.b, e.a.type);
        const compared = isVector(e.a.type) ? maskOf(e.a.type) : "bool";
        if (e.type !== (isComparison(e.op) ? compared : e.a.type)) fail(f, `type of ${printExpr(e)}`);
        if (["and", "or", "xor"].includes(e.op) && !INTEGER.has(scalarOf(e.a.type)))
          fail(f, `operands of ${printExpr(e)}`);
        if (["shl", "shr", "shru"].includes(e.op) && scalarOf(e.a.type) !== "i32") expect(e.a, "i32");
      }
      break;
    case "un":
      checkUnary(f, e);
      break;
    case "cond":
      expect(e.test, isVector(e.type) ? maskOf(e.type) : "bool");
      expect(e.a, e.type);
      expect(e.b, e.type);
      break;
    case "index":
      expect(e.value, e.type);
      expect(e.length, e.type);
      break;
    case "peek":
      expect(e.base, "addr");
      break;
    case "load":
      if (!known.has(e.array.base)) fail(f, `${e.array.name} is not an array of this function`);
      if (e.mask) expect(e.mask, maskOf(e.type));
      break;
    default:
  }
}

/** A vector's operators keep the number of lanes; the few between scalars and vectors say what they take. */
function checkUnary(f: Func, e: Expr & { k: "un" }): void {
  const [from, to] = [lanesOf(e.a.type), lanesOf(e.type)];
  const right =
    e.op === "splat"
      ? from === 1 && scalarOf(e.a.type) === scalarOf(e.type)
      : e.op === "any" || e.op === "all"
        ? e.type === "bool" && scalarOf(e.a.type) === "bool" && from > 1
        : e.op === "low" || e.op === "high"
          ? from === 2 * to && scalarOf(e.a.type) === scalarOf(e.type)
          : from === to;
  if (!right) fail(f, `type of ${printExpr(e)}`);
  const mask = e.op === "frombool" ? maskOf(e.type) : e.op === "truthy" ? maskOf(e.a.type) : undefined;
  if (to > 1 && mask && mask !== (e.op === "frombool" ? e.a.type : e.type))
    fail(f, `mask of ${printExpr(e)}`);
}

function checkStmt(
  f: Func,
  s: Stmt,
  known: ReadonlySet<Local>,
  breaks: readonly string[],
  loops: readonly string[],
): void {
  for (const e of expressions(s)) checkExpr(f, e, known);
  for (const l of assigned(s))
    if (!known.has(l)) fail(f, `sets ${l.name}.${l.id}, not a local of this function`);
  switch (s.k) {
    case "set":
      if (s.local.type !== s.value.type) {
        fail(f, `${s.local.name}.${s.local.id}: ${s.local.type} = ${printExpr(s.value)}: ${s.value.type}`);
      }
      break;
    case "if":
      if (s.test.type !== "bool") fail(f, `test ${printExpr(s.test)} is ${s.test.type}`);
      break;
    case "for":
      if (s.from.type !== s.v.type || s.to.type !== s.v.type)
        fail(f, `bounds of ${s.label} and ${s.v.name} differ in type`);
      break;
    case "store":
      if (s.mask && s.mask.type !== maskOf(s.value.type)) fail(f, `mask of a store to ${s.array.name}`);
      if (s.past && s.past.type !== "bool") fail(f, `condition of a store to ${s.array.name}`);
      break;
    case "break":
      if (!breaks.includes(s.label)) fail(f, `break ${s.label} outside it`);
      break;
    case "continue":
      if (!loops.includes(s.label)) fail(f, `continue ${s.label} outside it`);
      break;
    case "return":
      if (s.values.length !== f.results.length || s.values.some((v, i) => v.type !== f.results[i])) {
        fail(f, `return of ${s.values.map((v) => v.type).join(", ")} from ${f.results.join(", ")}`);
      }
      break;
    case "call":
      if (s.args.length !== s.fn.params.length || s.args.some((a, i) => a.type !== s.fn.params[i]?.type)) {
        fail(
          f,
          `arguments of ${s.fn.name}: ${s.args.map((a) => a.type)} for ${s.fn.params.map((p) => p.type)}`,
        );
      }
      if (s.results.length !== s.fn.results.length || s.results.some((r, i) => r.type !== s.fn.results[i])) {
        fail(f, `results of ${s.fn.name}`);
      }
      break;
    default:
  }
  const inBreaks = s.k === "for" || s.k === "loop" || s.k === "block" ? [...breaks, s.label] : breaks;
  const inLoops = s.k === "for" || s.k === "loop" ? [...loops, s.label] : loops;
  for (const b of bodies(s)) for (const t of b) checkStmt(f, t, known, inBreaks, inLoops);
}

/** Throws InvalidIR at the first broken rule. */
export function verify(p: Program): void {
  for (const f of p.funcs) {
    const known = new Set(f.locals);
    if (f.params.some((l) => !known.has(l))) fail(f, "a parameter is not one of its locals");
    for (const s of f.body) checkStmt(f, s, known, [], []);
  }
}
