// Arrays made inside a kernel, and the methods of arrays: new Float64Array(n), a.subarray(…), a.get(i, j).
// Methods without an entry here are functions of the kernel language, kept in jit's prelude.
import { bin, type Expr, get, num, un } from "../ir/index.ts";
import { loaded, stridedIndex } from "./access.ts";
import { store } from "./assignments.ts";
import type { Context } from "./context.ts";
import { KINDS, type Kind } from "./kinds.ts";
import type { Node } from "./nodes.ts";
import { evaluated, operands } from "./operands.ts";
import { isNever } from "./reach.ts";
import { type ArrayValue, aType, type NdValue, typeOf, type Value } from "./types.ts";
import { updating } from "./updates.ts";
import { arrayRef, offsetBase, settle, toNum } from "./values.ts";

const MAX_LENGTH = 2 ** 33;

/** A new zeroed array of `count` elements. How long it lives is found out when the function is complete. */
export function allocate(cx: Context, kind: Kind, count: Expr, name: string, at: Node): ArrayValue {
  const ref = arrayRef(name, kind, cx.local(name, "addr"), cx.local(`${name}.length`, "f64"));
  cx.stable.add(ref.base);
  cx.stable.add(ref.length);
  const n = count.k === "const" ? count : get(cx.once("n", count));
  const site = cx.site({
    kind: "throw",
    error: "RangeError",
    parts: ["invalid array length: ", 0],
    source: cx.source,
    start: at.start,
    end: at.end,
  });
  if (n.k === "const" && !(Number.isInteger(n.value) && n.value >= 0 && n.value <= MAX_LENGTH)) {
    cx.fail(at, `${n.value} is not a length`, "a whole number, zero or more");
  }
  if (n.k !== "const") {
    const valid = bin(
      "and",
      bin("eq", un("floor", n, "f64"), n),
      bin("and", bin("ge", n, num(0)), bin("le", n, num(MAX_LENGTH))),
    );
    cx.emit({ k: "if", test: valid, then: [], else: [{ k: "throw", site, args: [n] }] });
  }
  cx.instance.pure = false;
  cx.emit({ k: "alloc", array: ref, count: n, escapes: true });
  return { t: "array", kind, ref };
}

/** `new Float64Array(…)`: of a length, of a list of values, of another array. */
export function construct(cx: Context, n: Node): Value {
  const callee = cx.expr(n.callee);
  const name = callee.t === "static" && typeof callee.value === "function" ? callee.value.name : "";
  if (name === "BigInt64Array" || name === "BigUint64Array") {
    cx.fail(
      n,
      `${name} holds BigInts, which are not numbers`,
      "Float64Array, exact up to 2 ** 53, or Int32Array",
    );
  }
  if (name === "Array")
    cx.fail(n, "an Array grows and holds anything, so it has no place in a kernel", "new Float64Array(n)");
  if (!(name in KINDS))
    return cx.fail(
      n,
      `new ${cx.text(n.callee)} does not compile`,
      "a typed array, a tuple [a, b] or a record { a, b }",
    );
  const kind = name as Kind;
  const argument: Node | undefined = n.arguments[0];
  if (!argument) return allocate(cx, kind, num(0), "array", n);
  if (n.arguments.length > 1) {
    cx.fail(n, "a view made by buffer and offset does not compile", "a.subarray(begin, end)");
  }
  if (argument.type === "ArrayExpression") return fromList(cx, kind, argument.elements, n);
  const v = cx.expr(argument);
  if (isNever(v)) return v;
  if (v.t === "num") return allocate(cx, kind, v.e, "array", n);
  if (v.t === "record" && v.tuple) return fromValues(cx, kind, [...v.fields.values()], n);
  if (v.t === "array") {
    const made = allocate(cx, kind, get(v.ref.length), "array", n);
    method(cx, made, "set", [v], n);
    return made;
  }
  return cx.fail(
    n,
    `a typed array cannot be made from ${aType(typeOf(v))} here`,
    "a length, a list of numbers, or another typed array",
  );
}

function fromList(cx: Context, kind: Kind, elements: readonly (Node | null)[], at: Node): Value {
  for (const e of elements)
    if (e === null || e.type === "SpreadElement")
      cx.fail(e ?? at, "a hole or a spread does not compile", "each number");
  return fromValues(cx, kind, operands(cx, elements as Node[]), at);
}

/** An array of known values; also what `Float64Array.of(…)` makes. */
export function fromValues(cx: Context, kind: Kind, values: readonly Value[], at: Node): Value {
  const settled = values.map((v) => settle(cx, v));
  const made = allocate(cx, kind, num(settled.length), "array", at);
  settled.forEach((v, i) => {
    store(cx, made, num(i), [num(i)], v, at);
  });
  return made;
}

/** A method of an array, called. */
export function method(
  cx: Context,
  array: ArrayValue,
  name: string,
  args: readonly Value[],
  at: Node,
): Value {
  const body = cx.unit.library.methods(name);
  if (body) return cx.unit.tables.call(cx, body, [array, ...args], at);
  return cx.fail(at, `${array.kind} has no method ${name} here`, METHODS_HINT);
}

const METHODS_HINT = "one of the methods listed in docs/language.md, or a loop";

/** `view(a, begin, length)`: what subarray is made of; the prelude has clamped its operands. */
export function view(cx: Context, array: ArrayValue, begin: Expr, length: Expr): Value {
  const name = array.ref.name;
  const base = cx.once(name, offsetBase(get(array.ref.base), begin, KINDS[array.kind].bytes));
  const count = cx.once(`${name}.length`, length);
  return { t: "array", kind: array.kind, ref: arrayRef(name, array.kind, base, count) };
}

/** `a.get(i, j)` and `a.set(i, j, value)` of a strided array. */
export function stridedMethod(
  cx: Context,
  array: NdValue,
  name: string,
  args: readonly Value[],
  at: Node,
): Value {
  if (name === "get") {
    const subs = evaluated(cx, args).map((a) => toNum(cx, a, at));
    return loaded(cx, array, stridedIndex(cx, array, subs, at), subs, at);
  }
  if (name === "set") {
    const given = updating(cx, array, args) ?? evaluated(cx, args);
    const value = given.at(-1);
    const subs = given.slice(0, -1).map((a) => toNum(cx, a, at));
    const index = stridedIndex(cx, array, subs, at);
    if (value) store(cx, array, index, subs, value, at);
    return { t: "static", value: undefined };
  }
  return cx.fail(at, `a strided array has no method ${name} here`, "get(i, j), set(i, j, value)");
}

/** The name of a constructor of typed arrays. */
export function constructorKind(value: unknown): Kind | undefined {
  return typeof value === "function" && value.name in KINDS ? (value.name as Kind) : undefined;
}
