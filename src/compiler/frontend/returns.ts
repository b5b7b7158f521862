// Return statements, and what a function gives: the first return decides, and the others must agree.
import { exposedReads, type Local, type Stmt } from "../ir/index.ts";
import type { Context, Instance } from "./context.ts";
import { CompileError } from "./errors.ts";
import { type Node, returnsOf } from "./nodes.ts";
import { isNever } from "./reach.ts";
import { aType, BOOL, NUM, typeKey, typeOf, VOID, type VType } from "./types.ts";
import { assign, leaves, part, sameType, storage } from "./values.ts";

/** `return` inside an inlined call or at the end of an IR function. */
export function returnStatement(cx: Context, n: Node): void {
  const value = n.argument ? cx.expr(n.argument) : { t: "static" as const, value: undefined };
  if (value.t === "closure")
    cx.fail(n, "a kernel cannot return a function", "numbers, booleans, arrays, tuples or records");
  if (isNever(value)) return;
  const { inline: target, instance } = cx.returns;
  if (target) {
    if (!cx.returns.result && value.t !== "static") {
      cx.returns.result = storage(typeOf(value), "result", (name, t) => cx.local(name, t));
    } else if (cx.returns.result) sameType(cx, cx.returns.result, value, n);
    part(cx, value, cx.returns.result, n);
    if (cx.returns.result) assign(cx, [[cx.returns.result, value]]);
    else cx.returns.result = value.t === "static" && value.value !== undefined ? value : undefined;
    target.used = true;
    cx.emit({ k: "break", label: target.label });
    return;
  }
  if (!instance) throw new Error("a return has nowhere to go");
  settleResult(cx, instance, typeOf(value), n);
  cx.emit({ k: "return", values: leaves(value) });
}

/** The first return decides the type of a function's result; the others must agree. */
export function settleResult(cx: Context, instance: Instance, type: VType, at: Node): void {
  if (instance.result === undefined) {
    instance.result = type;
    instance.func.results.push(...resultTypes(type));
  } else if (typeKey(instance.result) !== typeKey(type)) {
    cx.fail(
      at,
      `one function, two types of result: ${aType(instance.result)} and ${aType(type)}`,
      "one type on every path",
    );
  }
}

/** The IR types of a result's leaves. */
export function resultTypes(type: VType): Local["type"][] {
  const types: Local["type"][] = [];
  storage(type, "", (name, t) => {
    types.push(t);
    return { id: -1, name, type: t };
  });
  return types;
}

/** Refuses a function that gives a value on some paths and ends without one on others. */
export function checkReturns(cx: Context, node: Node): void {
  const { func, result } = cx.instance;
  if (node.body.type !== "BlockStatement" || func.results.length === 0 || !result) return;
  // A local that nobody sets, read after the last statement: exposed exactly if the end is reached.
  const end: Local = { id: -1, name: "end", type: "f64" };
  const read: Stmt = { k: "do", value: { k: "get", type: "f64", local: end } };
  if (!exposedReads([...func.body, read], { track: new Set([end]) }).has(end)) return;
  throw new CompileError(
    `this function returns ${aType(result)} on some paths and ends without a return on others`,
    "a return on every path",
    { captured: cx.captured, start: node.start, end: node.end },
    cx.calls,
  );
}

/** True if some return of a function is a condition by its syntax: a comparison, a negation, true or false. */
function returnsCondition(node: Node): boolean {
  const isCondition = (e: Node | null): boolean => {
    if (!e) return false;
    if (e.type === "Literal") return typeof e.value === "boolean";
    if (e.type === "BinaryExpression")
      return ["<", "<=", ">", ">=", "==", "===", "!=", "!=="].includes(e.operator);
    if (e.type === "UnaryExpression") return e.operator === "!";
    if (e.type === "LogicalExpression") return isCondition(e.left) || isCondition(e.right);
    return e.type === "ConditionalExpression" && (isCondition(e.consequent) || isCondition(e.alternate));
  };
  if (node.body.type !== "BlockStatement") return isCondition(node.body);
  return returnsOf(node).some((r) => isCondition(r.argument));
}

/** What a recursive call gives that is lowered before any return: the returns' syntax tells. */
export function resultBySyntax(node: Node): VType {
  if (returnsCondition(node)) return BOOL;
  return node.body.type !== "BlockStatement" || returnsOf(node).some((r) => r.argument) ? NUM : VOID;
}
