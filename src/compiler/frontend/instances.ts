// Functions of the language that are called, not inlined: IR functions of their own, one for each list of argument
// types, of functions handed over and of what these close over.
import type { Captured } from "../../capture/index.ts";
import { bodies, exposedReads, type Local, type Stmt } from "../ir/index.ts";
import { bindPattern, orDefault } from "./bindings.ts";
import { hoist, statements } from "./blocks.ts";
import { Context, type Instance } from "./context.ts";
import { CompileError } from "./errors.ts";
import { lifetimes } from "./lifetimes.ts";
import { type Node, patternNames } from "./nodes.ts";
import { discard, evaluated } from "./operands.ts";
import { type Passing, passing, passingOf } from "./passing.ts";
import { isNever } from "./reach.ts";
import { checkReturns, resultBySyntax, resultTypes, settleResult } from "./returns.ts";
import { Scope } from "./scope.ts";
import { type ClosureValue, typeOf, type Value, VOID, type VType } from "./types.ts";
import { leaves, locals, part, storage } from "./values.ts";

/** Versions of one function, each called by the one before: more than this, and there is no end to them. */
const MOST_VERSIONS = 16;

/** Calls an IR function. */
export function invoke(
  cx: Context,
  callee: ClosureValue | Captured,
  args: readonly Value[],
  at: Node,
): Value {
  const closure = "t" in callee ? callee : undefined;
  const captured = closure ? closure.captured : (callee as Captured);
  const self = closure && passing(closure);
  const passed = args.map((a) => passing(a));
  const key = `${self ? self.key : cx.unit.source(captured)}(${passed.map((p) => p.key).join(";")})`;
  const instance =
    cx.unit.instances.get(key) ?? version(cx, key, { captured, closure, self, args: passed }, at);
  if (instance.result === undefined) {
    instance.result = resultBySyntax(callee.node as unknown as Node);
    instance.func.results.push(...resultTypes(instance.result));
  }
  if (!instance.pure || !instance.done) cx.instance.pure = false;
  const result = storage(instance.result, instance.func.name, (name, t) => cx.local(name, t));
  for (const l of locals(result)) cx.stable.add(l);
  const given = [...(self ? [self] : []), ...passed];
  const values = given.flatMap((p) => p.leaves);
  cx.emit({ k: "call", fn: instance.func, args: values, results: locals(result) });
  if (isNever(result)) unreachable(cx, at);
  // A record may be given back, and is then two.
  const records = given.flatMap((p) => p.records);
  if (result.t === "record" && records.length > 0)
    for (const r of [...records, result]) part(cx, r, undefined, at);
  return result;
}

/** Compiles another version of a function. */
function version(cx: Context, key: string, wanted: Wanted, at: Node): Instance {
  const node = nodeOf(wanted);
  if (cx.inlining.filter((n) => n === node).length >= MOST_VERSIONS) {
    // Of the calls that led here all but the first are the same.
    throw new CompileError(
      "every call of this function hands on another kind of value, so there is no end to what would have to be compiled",
      "the same function, or a record of the same fields, handed on as it is, and what changes in numbers and arrays",
      cx.mark(at),
      cx.calls.slice(0, 1),
    );
  }
  return lowerFunction(cx.unit, key, wanted, [...cx.calls, cx.mark(at)], cx.inlining);
}

/** Says in the IR that the call before always throws. */
function unreachable(cx: Context, { start, end }: Node): void {
  const site = cx.site({
    kind: "throw",
    error: "Error",
    parts: ["unreachable"],
    source: cx.source,
    start,
    end,
  });
  cx.emit({ k: "throw", site, args: [] });
}

/** The IR function for a captured function and argument types; lowered at the first call with these types. */
export function instantiate(cx: Context, captured: Captured, types: readonly VType[]): Instance {
  const key = instanceKey(cx.unit, captured, types);
  const known = cx.unit.instances.get(key);
  return known ?? lowerFunction(cx.unit, key, wantedOf(captured, types), cx.calls, cx.inlining);
}

/** A version of a function: what it is made from and what it gets. */
interface Wanted {
  readonly captured: Captured;
  /** A function inside a kernel, and how it gets what it closes over. */
  readonly closure?: ClosureValue | undefined;
  readonly self?: Passing | undefined;
  readonly args: readonly Passing[];
}

const nodeOf = ({ closure, captured }: Wanted): Node => (closure ?? captured).node as unknown as Node;

/** A captured function for arguments of the given types. */
export const wantedOf = (captured: Captured, types: readonly VType[]): Wanted => ({
  captured,
  args: types.map(passingOf),
});

/** What tells one instance from another: the function as written and the types of its arguments. */
export const instanceKey = (unit: Context["unit"], captured: Captured, types: readonly VType[]): string =>
  `${unit.source(captured)}(${types.map((t) => passingOf(t).key).join(";")})`;

/** Lowers a function into an IR function of its own. */
export function lowerFunction(
  unit: Context["unit"],
  key: string,
  wanted: Wanted,
  calls: Context["calls"],
  inlining: readonly Node[],
): Instance {
  const { captured, closure, self } = wanted;
  const node = nodeOf(wanted);
  const instance = unit.instance(captured, closure ? (node.id?.name ?? "closure") : captured.name);
  unit.instances.set(key, instance);
  const cx = new Context(unit, instance, captured, calls);
  cx.inlining = [...inlining, node];
  const parameter = (name: string, type: Local["type"]): Local => {
    const l = cx.local(name, type);
    instance.func.params.push(l);
    cx.stable.add(l);
    return l;
  };
  const own = self?.receive("", parameter) as ClosureValue | undefined;
  if (own) cx.scope = new Scope(own.scope);
  const args = wanted.args.map((p, i) => p.receive(parameterName(node.params[i], i), parameter));
  bindParameters(cx, node, args);
  const reached = lowerBody(cx, node);
  // A result that was only guessed, for a recursive call, and that nobody returned.
  const silent = instance.result === undefined || (instance.result === VOID && !reached);
  if (silent) instance.result = reached ? VOID : { t: "never" };
  instance.done = true;
  checkReturns(cx, node);
  checkAssigned(cx);
  lifetimes(instance.func);
  return instance;
}

function parameterName(p: Node | undefined, i: number): string {
  const named = p?.type === "Identifier" || p?.type === "AssignmentPattern";
  return (named && patternNames(p)[0]) || `arg${i}`;
}

/** Lowers a function's body; false if its end is never reached. */
function lowerBody(cx: Context, node: Node): boolean {
  if (node.body.type === "BlockStatement") {
    return cx.scoped(() => {
      hoist(cx, node.body.body);
      return statements(cx, node.body.body);
    });
  }
  const v = cx.expr(node.body);
  if (v.t === "closure")
    cx.fail(node.body, "a kernel cannot return a function", "numbers, booleans, arrays, tuples or records");
  if (isNever(v)) return false;
  settleResult(cx, cx.instance, typeOf(v), node.body);
  cx.emit({ k: "return", values: leaves(v) });
  return true;
}

/** Gives a function's parameters their values. */
export function bindParameters(cx: Context, node: Node, given: readonly Value[]): void {
  // All arguments are there before the first default is computed or the first pattern taken apart.
  const simple = node.params.every((p: Node) => p.type === "Identifier");
  const args = simple ? given : evaluated(cx, given);
  node.params.forEach((p: Node, i: number) => {
    if (p.type === "RestElement")
      cx.fail(p, "...rest parameters do not compile", "each argument by name, or an array");
    const arg: Value = args[i] ?? { t: "static", value: undefined };
    if (p.type === "AssignmentPattern") bindPattern(cx, p.left, orDefault(cx, arg, p.right), "param");
    else bindPattern(cx, p, arg, "param");
  });
  for (const extra of args.slice(node.params.length)) discard(cx, extra);
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
