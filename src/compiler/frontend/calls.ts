// Calls: who is called, and what that means here. A function of the language is lowered; Math, Number, console,
// typed arrays' methods and amdahl's own names have meanings of their own.
import { bin, num, un } from "../ir/index.ts";
import { property, staticKey } from "./access.ts";
import { allocate, constructorKind, fromValues, method, stridedMethod, view } from "./arrays.ts";
import type { Context, Intrinsic } from "./context.ts";
import { mathCall, numberCall } from "./math.ts";
import type { Node } from "./nodes.ts";
import { inOrder } from "./operands.ts";
import { print } from "./raise.ts";
import { isNever, NEVER } from "./reach.ts";
import { type ArrayValue, aType, staticName, typeOf, type Value } from "./types.ts";
import { toNum } from "./values.ts";

/** Functions of the language's own objects, by identity. */
const HOST = new Map<unknown, readonly [string, string]>();
for (const name of Object.getOwnPropertyNames(Math)) HOST.set((Math as never)[name], ["Math", name]);
for (const name of ["isNaN", "isFinite", "isInteger", "isSafeInteger"])
  HOST.set((Number as never)[name], ["Number", name]);
for (const name of ["isNaN", "isFinite"] as const) HOST.set(globalThis[name], ["Number", name]);
HOST.set(Number, ["Number", "Number"]);
HOST.set(Boolean, ["Number", "Boolean"]);
HOST.delete(Math.PI);

const CONSOLE = new Set(["log", "info", "warn", "error", "debug"]);

/** `f(…)`, `object.method(…)`. */
export function callExpression(cx: Context, n: Node): Value {
  for (const a of n.arguments)
    if (a.type === "SpreadElement") cx.fail(a, "spread (...) does not compile", "each argument by name");
  const callee: Node = n.callee;
  if (callee.type === "MemberExpression") return methodCall(cx, n, callee);
  return apply(cx, cx.expr(callee), n);
}

function methodCall(cx: Context, n: Node, callee: Node): Value {
  const key = staticKey(callee);
  if (key === undefined)
    return cx.fail(callee, "a method chosen by a variable does not compile", "a switch over plain calls");
  const object = cx.expr(callee.object);
  if (object.t === "static" && object.value === console && CONSOLE.has(key)) {
    print(cx, key, n);
    return { t: "static", value: undefined };
  }
  if (object.t === "array" || object.t === "nd") {
    const [self, ...args] = inOrder(cx, [
      () => object,
      ...n.arguments.map((a: Node) => () => cx.expr(a)),
    ]) as [Value, ...Value[]];
    if (args.some(isNever)) return NEVER;
    if (self.t === "nd") return stridedMethod(cx, self, key, args, n);
    return method(cx, self as ArrayValue, key, args, n);
  }
  if (object.t === "static") {
    const kind = constructorKind(object.value);
    if (kind && key === "of") return fromValues(cx, kind, args(cx, n), n);
    if (kind && key === "from") return cx.fail(n, `${kind}.from does not compile`, `new ${kind}(array)`);
  }
  if (object.t === "table" || object.t === "num" || object.t === "bool") {
    return cx.fail(
      n,
      `${aType(typeOf(object))} has no method ${key} here`,
      object.t === "table" ? "a loop over its rows" : "arithmetic and Math",
    );
  }
  return apply(cx, property(cx, object, key, callee), n);
}

const args = (cx: Context, n: Node): Value[] =>
  inOrder(
    cx,
    n.arguments.map((a: Node) => () => cx.expr(a)),
  );

function apply(cx: Context, f: Value, n: Node): Value {
  if (isNever(f)) return f;
  if (f.t === "closure") return called(cx, f, n);
  if (f.t !== "static" || typeof f.value !== "function") {
    return cx.fail(
      n,
      `${cx.text(n.callee)} is ${f.t === "static" ? staticName(f.value) : aType(typeOf(f))}, not a function`,
    );
  }
  const fn = f.value as (...args: never[]) => unknown;
  const intrinsic = cx.unit.library.intrinsics.get(fn);
  if (intrinsic) {
    const given = args(cx, n);
    return given.some(isNever) ? NEVER : intrinsicCall(cx, intrinsic, given, n);
  }
  const host = HOST.get(fn);
  if (host) {
    const given = args(cx, n);
    if (given.some(isNever)) return NEVER;
    if (host[0] === "Math") return mathCall(cx, host[1], given, n);
    const v = numberCall(cx, host[1], given, n);
    return v ?? cx.fail(n, `${host[1]} needs an argument`);
  }
  if (isNative(fn)) {
    return cx.fail(
      n,
      `${fn.name || "this function"} is built into the engine and has no source to compile`,
      "arithmetic, Math, or a function of your own",
    );
  }
  return called(cx, cx.capture(fn, n), n);
}

/** A call of a function of the language, unless an argument is never there to call it with. */
function called(cx: Context, f: Parameters<Context["unit"]["tables"]["call"]>[1], n: Node): Value {
  const given = args(cx, n);
  return given.some(isNever) ? NEVER : cx.unit.tables.call(cx, f, given, n);
}

const isNative = (fn: unknown): boolean => {
  const text = Function.prototype.toString.call(fn);
  return /\{\s*\[native code\]\s*\}$/.test(text) && !(fn as { name: string }).name.startsWith("bound ");
};

function intrinsicCall(cx: Context, name: Intrinsic, given: readonly Value[], n: Node): Value {
  const e = (i: number) => toNum(cx, given[i] ?? { t: "num", e: num(Number.NaN) }, n);
  const word = (i: number) => un("toint32", e(i), "i32");
  switch (name) {
    case "hi":
    case "lo":
      return { t: "num", e: un("tof64", un(name, e(0), "i32"), "f64") };
    case "words":
      return { t: "num", e: bin("words", word(0), word(1)) };
    case "allocate": {
      const [like, count] = given as [ArrayValue, Value];
      return allocate(cx, like.kind, toNum(cx, count, n), "array", n);
    }
    case "view":
      return view(cx, given[0] as ArrayValue, e(1), e(2));
    case "random":
    case "f16ToNumber":
    case "numberToF16": {
      const captured = cx.unit.library.math(name);
      if (!captured) throw new Error(`the library has no ${name}`);
      return cx.unit.tables.call(cx, captured, given, n);
    }
    default:
      return cx.fail(n, `${name}(…) stands only at the head of a loop`, `for (const i of ${name}(n)) { … }`);
  }
}
