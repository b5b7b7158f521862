// Calls of functions written in the language. Most are inlined here, so that the passes see through them; recursive
// and large ones become IR functions of their own, one for each list of argument types.

import type { Captured } from "../../capture/index.ts";
import { bodies, exposedReads, type Local, type Stmt } from "../ir/index.ts";
import { bindPattern, orDefault } from "./bindings.ts";
import { hoist, statements } from "./blocks.ts";
import { Context, type Instance } from "./context.ts";
import { CompileError } from "./errors.ts";
import { lifetimes } from "./lifetimes.ts";
import { type Node, patternNames, treeSize, walkTree } from "./nodes.ts";
import { giveBack, lend } from "./records.ts";
import { Scope } from "./scope.ts";
import {
  aType,
  BOOL,
  type ClosureValue,
  NUM,
  typeKey,
  typeOf,
  type Value,
  VOID,
  type VType,
} from "./types.ts";
import { assign, leaves, locals, part, sameType, storage } from "./values.ts";

/** Functions with more nodes than this are called, not inlined: beyond it the copies cost more than the call. */
const INLINE_SIZE = 400;
/** Calls nested deeper than this are called: a chain this deep is a library's, not a loop's. */
const INLINE_DEPTH = 16;

/** Lowers a call. */
export function call(cx: Context, callee: ClosureValue | Captured, args: readonly Value[], at: Node): Value {
  const closure = "t" in callee;
  const node = (closure ? callee.node : callee.node) as unknown as Node;
  const captured = closure ? callee.captured : callee;
  if (node.async || node.generator) {
    cx.fail(
      at,
      `${captured.name || "this function"} is ${node.async ? "async" : "a generator"}`,
      "a plain function; await outside the kernel",
    );
  }
  const recursive = isRecursive(node, captured, closure) || cx.inlining.includes(node);
  const mustInline = closure || args.some((a) => !canPass(a));
  if (mustInline && recursive) {
    cx.fail(
      at,
      closure
        ? "a function inside the kernel that calls itself cannot be compiled"
        : "a recursive function cannot take functions or records here",
      closure
        ? "the function at the top of the module, with what it needs as arguments"
        : "numbers and arrays as its arguments",
    );
  }
  if (
    mustInline ||
    (!recursive &&
      treeSize(node) <= INLINE_SIZE &&
      cx.inlining.length < INLINE_DEPTH &&
      !isLibrary(cx, captured))
  ) {
    return inline(cx, callee, args, at);
  }
  return invoke(cx, captured, args, at);
}

/** Library functions of any size are called: they are compiled once and shared by all their callers. */
const isLibrary = (cx: Context, captured: Captured): boolean =>
  treeSize(captured.node as unknown as Node) > 60 && cx.unit.library.math(captured.name) === captured;

const canPass = (v: Value): boolean => v.t !== "closure" && v.t !== "record";

/** True if a function's own name occurs inside it. (Mutual recursion is found by the stack of inlined calls.) */
function isRecursive(node: Node, captured: Captured, closure: boolean): boolean {
  const name: string | undefined = node.id?.name ?? (closure ? undefined : captured.name);
  if (!name) return false;
  let found = false;
  walkTree(node.body, (n) => {
    if (n.type === "Identifier" && n.name === name) found = true;
    return undefined;
  });
  return found;
}

/** The parts of a context that belong to the source being lowered, so that a call can swap them and put them back. */
function enter<T>(cx: Context, callee: ClosureValue | Captured, at: Node, body: () => T): T {
  const saved = {
    scope: cx.scope,
    captured: cx.captured,
    root: cx.root,
    source: cx.source,
    calls: cx.calls,
    targets: cx.targets,
    returns: cx.returns,
    inlining: cx.inlining,
  };
  const closure = "t" in callee;
  const captured = closure ? callee.captured : callee;
  cx.calls = [...cx.calls, cx.mark(at)];
  cx.captured = captured;
  cx.source = cx.unit.source(captured);
  cx.root = (closure ? cx.root : captured.node) as unknown as Node;
  cx.scope = new Scope(closure ? callee.scope : undefined);
  cx.targets = [];
  cx.inlining = [...cx.inlining, callee.node as unknown as Node];
  try {
    return body();
  } finally {
    Object.assign(cx, saved);
  }
}

function inline(cx: Context, callee: ClosureValue | Captured, args: readonly Value[], at: Node): Value {
  const node = callee.node as unknown as Node;
  const root = "t" in callee ? ((callee.captured.node as unknown as Node) ?? cx.root) : node;
  // A captured function can assign none of our variables, unless it is handed a function of ours.
  const lends = !("t" in callee) && !args.some((a) => a.t === "closure");
  const result = inlined(cx, callee, node, root, lends ? args.map(lend) : args, at);
  return lends ? giveBack(result, args) : result;
}

function inlined(
  cx: Context,
  callee: ClosureValue | Captured,
  node: Node,
  root: Node,
  args: readonly Value[],
  at: Node,
): Value {
  return enter(cx, callee, at, () => {
    cx.root = root;
    bindParameters(cx, node, args);
    if (node.body.type !== "BlockStatement") return cx.expr(node.body);
    const body: Node[] = node.body.body;
    const last = body.at(-1);
    if (last?.type === "ReturnStatement" && countReturns(node.body) === 1) {
      return cx.scoped(() => {
        hoist(cx, body);
        statements(cx, body.slice(0, -1));
        return last.argument ? cx.expr(last.argument) : UNDEFINED;
      });
    }
    const target = { label: cx.unit.label("return"), used: false };
    cx.returns = { inline: target, result: undefined, instance: undefined };
    // The result is a variable without a value until a return is reached.
    const marker: Stmt = { k: "block", label: cx.unit.label("unset"), body: [] };
    cx.emit(marker);
    const { list } = cx.sub(() =>
      cx.scoped(() => {
        hoist(cx, body);
        statements(cx, body);
      }),
    );
    if (target.used) cx.emit({ k: "block", label: target.label, body: list });
    else cx.out.push(...list);
    const { result } = cx.returns;
    if (result && result.t !== "static") {
      const reason = `${nameOf(callee)} may end without a return, and its result is used`;
      const fix = "a return on every path";
      cx.instance.unset.set(marker, {
        reason,
        fix,
        locals: locals(result),
        at: cx.mark(node),
        calls: cx.calls,
      });
    } else remove(cx, marker);
    return result ?? UNDEFINED;
  });
}

const UNDEFINED: Value = { t: "static", value: undefined };

function nameOf(callee: ClosureValue | Captured): string {
  const name: string | undefined = (callee.node as unknown as Node).id?.name;
  return name ?? ("t" in callee ? "this function" : callee.name || "this function");
}

function remove(cx: Context, s: Stmt): void {
  const at = cx.out.lastIndexOf(s);
  if (at >= 0) cx.out.splice(at, 1);
}

/** The number of return statements of a function's body, those of functions inside it not counted. */
function countReturns(body: Node): number {
  let count = 0;
  walkTree(body, (n) => {
    if (/Function/.test(n.type)) return false;
    if (n.type === "ReturnStatement") count++;
    return undefined;
  });
  return count;
}

function bindParameters(cx: Context, node: Node, args: readonly Value[]): void {
  node.params.forEach((p: Node, i: number) => {
    if (p.type === "RestElement")
      cx.fail(p, "...rest parameters do not compile", "each argument by name, or an array");
    const given: Value = args[i] ?? UNDEFINED;
    if (p.type === "AssignmentPattern") bindPattern(cx, p.left, orDefault(cx, given, p.right), "param");
    else bindPattern(cx, p, given, "param");
  });
}

/** `return` inside an inlined call or at the end of an IR function. */
export function returnStatement(cx: Context, n: Node): void {
  const value = n.argument ? cx.expr(n.argument) : UNDEFINED;
  if (value.t === "closure")
    cx.fail(n, "a kernel cannot return a function", "numbers, booleans, arrays, tuples or records");
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
function settleResult(cx: Context, instance: Instance, type: VType, at: Node): void {
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
function resultTypes(type: VType): Local["type"][] {
  const types: Local["type"][] = [];
  storage(type, "", (name, t) => {
    types.push(t);
    return { id: -1, name, type: t };
  });
  return types;
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
  let found = false;
  walkTree(node.body, (n) => {
    if (/Function/.test(n.type)) return false;
    if (n.type === "ReturnStatement" && isCondition(n.argument)) found = true;
    return undefined;
  });
  return found;
}

/** Calls an IR function. */
function invoke(cx: Context, captured: Captured, args: readonly Value[], at: Node): Value {
  const instance = instantiate(cx, captured, args.map(typeOf), at);
  if (instance.result === undefined) {
    // A recursive call that is lowered before any return: the returns' syntax tells numbers from conditions.
    instance.result = returnsCondition(captured.node as unknown as Node) ? BOOL : NUM;
    instance.func.results.push(...resultTypes(instance.result));
  }
  if (!instance.pure || !instance.done) cx.instance.pure = false;
  const result = storage(instance.result, instance.func.name, (name, t) => cx.local(name, t));
  for (const l of locals(result)) cx.stable.add(l);
  cx.emit({ k: "call", fn: instance.func, args: args.flatMap(leaves), results: locals(result) });
  return result;
}

/** The IR function for a captured function and argument types; lowered at the first call with these types. */
export function instantiate(cx: Context, captured: Captured, types: readonly VType[], at?: Node): Instance {
  const key = instanceKey(cx.unit, captured, types);
  const known = cx.unit.instances.get(key);
  if (known) return known;
  const calls = at ? [...cx.calls, cx.mark(at)] : cx.calls;
  return lowerFunction(cx.unit, key, captured, types, calls, cx.inlining);
}

/** Refuses a function that gives a value on some paths and ends without one on others. */
function checkReturns(cx: Context, node: Node): void {
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

/** Refuses a variable that may be read before anything was assigned to it. */
function checkAssigned({ instance }: Context): void {
  if (instance.unset.size === 0) return;
  const used = [...instance.unset].filter(([, u]) => u.locals.length > 0);
  const forget = new Map(used.map(([at, u]) => [at, u.locals]));
  const exposed = exposedReads(instance.func.body, {
    track: new Set(used.flatMap(([, u]) => u.locals)),
    forget,
  });
  for (const [, { reason, fix, locals: own, at, calls }] of used) {
    if (own.some((l) => exposed.has(l))) throw new CompileError(reason, fix, at, calls);
  }
  sweep(instance.func.body, instance.unset);
}

/** Takes the markers away. */
function sweep(list: Stmt[], markers: ReadonlyMap<Stmt, unknown>): void {
  const kept = list.filter((s) => !markers.has(s));
  if (kept.length < list.length) list.splice(0, list.length, ...kept);
  for (const s of list) for (const b of bodies(s)) sweep(b, markers);
}

/** What tells one instance from another: the function as written and the types of its arguments. */
export const instanceKey = (unit: Context["unit"], captured: Captured, types: readonly VType[]): string =>
  `${unit.source(captured)}(${types.map(typeKey).join(";")})`;

/** Lowers a function into an IR function of its own. */
export function lowerFunction(
  unit: Context["unit"],
  key: string,
  captured: Captured,
  types: readonly VType[],
  calls: Context["calls"],
  inlining: readonly Node[],
): Instance {
  const instance = unit.instance(captured);
  unit.instances.set(key, instance);
  const cx = new Context(unit, instance, captured, calls);
  const node = cx.root;
  cx.inlining = [...inlining, node];
  const args = types.map((t, i) => {
    const p = node.params[i];
    const name = p ? (patternNames(p)[0] ?? `arg${i}`) : `arg${i}`;
    return storage(
      t,
      p?.type === "Identifier" || p?.type === "AssignmentPattern" ? name : `arg${i}`,
      (n, type) => {
        const l = cx.local(n, type);
        instance.func.params.push(l);
        cx.stable.add(l);
        return l;
      },
      "outside",
    );
  });
  bindParameters(cx, node, args);
  if (node.body.type === "BlockStatement") {
    cx.scoped(() => {
      hoist(cx, node.body.body);
      statements(cx, node.body.body);
    });
  } else {
    const v = cx.expr(node.body);
    if (v.t === "closure")
      cx.fail(node.body, "a kernel cannot return a function", "numbers, booleans, arrays, tuples or records");
    settleResult(cx, instance, typeOf(v), node.body);
    cx.emit({ k: "return", values: leaves(v) });
  }
  instance.result ??= VOID;
  instance.done = true;
  checkReturns(cx, node);
  checkAssigned(cx);
  lifetimes(instance.func);
  return instance;
}
