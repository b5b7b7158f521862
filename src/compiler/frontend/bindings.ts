// Names: what they mean, how they are declared, and how a pattern takes a value apart.
import { get, num, type Stmt } from "../ir/index.ts";
import { element, property, row } from "./access.ts";
import { freeVariable } from "./captures.ts";
import type { Context } from "./context.ts";
import { isAssigned, isAssignedLater, type Node } from "./nodes.ts";
import { isNever } from "./reach.ts";
import { named } from "./records.ts";
import type { Binding as BindingOf } from "./scope.ts";
import { aType, staticName, typeOf, type Value } from "./types.ts";
import { copy, settle } from "./values.ts";

type Binding = BindingOf<Value>;

/** The value of a name. */
export function identifier(cx: Context, n: Node): Value {
  const b = cx.scope.lookup(n.name);
  if (!b) return freeVariable(cx, n.name, n);
  if (b.value) return b.value;
  if (b.kind === "case") return cx.fail(n, ...ELSEWHERE(n.name));
  return cx.fail(
    n,
    `${n.name} is read before it has a value`,
    `let ${n.name} = 0, or an assignment on every path before this one`,
  );
}

/** Why a name of another case means nothing here, and what to write. */
export const ELSEWHERE = (name: string) =>
  [
    `${name} is declared in another case of this switch, which may not have run`,
    `let ${name} before the switch`,
  ] as const;

/** Declares a name and gives it a value. */
export function declare(
  cx: Context,
  name: string,
  kind: Binding["kind"],
  value: Value | undefined,
  at: Node,
): Binding {
  const mutable = kind !== "const" && isAssigned(cx.root, name);
  const b: Binding = { name, kind, node: at, mutable, value: undefined };
  if (value) initialise(cx, b, value, at);
  return cx.scope.declare(b);
}

function initialise(cx: Context, b: Binding, value: Value, at: Node): void {
  if (value.t === "static" || value.t === "closure") {
    const absent = value.t === "static" && value.value === undefined;
    if (b.mutable && !absent) {
      const what = value.t === "closure" ? "a function" : staticName(value.value);
      cx.fail(at, `${b.name} holds ${what} and is assigned again`, `const ${b.name}`);
    }
    b.value = value;
    if (b.mutable) withoutValue(cx, b, at);
    return;
  }
  if (b.mutable) {
    b.value = copy(cx, value, b.name, at, "variable");
    return;
  }
  if (value.t === "num" || value.t === "bool") {
    // Computed here, once, however often it is used.
    const trivial = value.e.k === "const" || (value.e.k === "get" && cx.stable.has(value.e.local));
    b.value = trivial ? value : { t: value.t, e: get(cx.once(b.name, value.e)) };
    return;
  }
  b.value = value.t === "record" ? named(cx, value, b.name, at) : settle(cx, value, b.name);
}

/**
 * `let x;`, or an optional parameter that was left out and is assigned later. Its type comes from its first
 * assignment; whether every read has one before it is found out when the function is complete.
 */
function withoutValue(cx: Context, b: Binding, at: Node): void {
  const marker: Stmt = { k: "block", label: cx.unit.label("unset"), body: [] };
  cx.emit(marker);
  cx.instance.unset.set(marker, {
    reason: `${b.name} may be read before anything is assigned to it`,
    fix: `let ${b.name} = 0, or an assignment on every path to its use`,
    locals: [],
    at: cx.mark(at),
    calls: cx.calls,
  });
  b.unset = marker;
  // Until then a parameter is undefined, where nothing but the order of the text decides what "then" is.
  if (b.kind !== "param" || isAssignedLater(cx.root, b.name)) b.value = undefined;
}

/** Binds the names of a pattern to the parts of a value. */
export function bindPattern(cx: Context, p: Node, value: Value | undefined, kind: Binding["kind"]): void {
  if (p.type === "Identifier") {
    declare(cx, p.name, kind, value, p);
    return;
  }
  if (value === undefined) {
    cx.fail(p, "a pattern needs a value to take apart", "an initial value");
    return;
  }
  for (const [part, sub] of parts(cx, p, value)) bindPattern(cx, part, sub, kind);
}

/** The parts of a value that a pattern names, defaults applied. */
export function parts(cx: Context, p: Node, value: Value): (readonly [Node, Value])[] {
  if (p.type === "AssignmentPattern") return [[p.left, orDefault(cx, value, p.right)]];
  if (p.type === "ArrayPattern") {
    const v = settle(cx, value);
    return p.elements.flatMap((e: Node | null, i: number) => {
      if (e === null) return [];
      if (e.type === "RestElement") return cx.fail(e, "...rest does not compile", "each place by name");
      return [[e, place(cx, v, i, e)] as const];
    });
  }
  if (p.type === "ObjectPattern") {
    const v = settle(cx, value);
    return p.properties.map((q: Node) => {
      if (q.type === "RestElement") return cx.fail(q, "...rest does not compile", "each field by name");
      const key = q.computed ? undefined : (q.key.name ?? String(q.key.value));
      if (key === undefined) return cx.fail(q, "a computed field does not compile", "the field's name");
      const optional = q.value.type === "AssignmentPattern";
      return [q.value, optional && missing(v, key) ? UNDEFINED : property(cx, v, key, q)] as const;
    });
  }
  return cx.fail(p, "this pattern does not compile", "names, one by one");
}

const UNDEFINED: Value = { t: "static", value: undefined };
const missing = (v: Value, key: string): boolean => v.t === "record" && !v.fields.has(key);

function place(cx: Context, v: Value, i: number, at: Node): Value {
  if (v.t === "record" && v.tuple) {
    if (at.type === "AssignmentPattern" && !v.fields.has(String(i))) return UNDEFINED;
    return property(cx, v, String(i), at);
  }
  if (v.t === "array") return element(cx, v, num(i), at);
  if (v.t === "table") return row(cx, v, num(i), at);
  if (isNever(v)) return v;
  return cx.fail(at, `${aType(typeOf(v))} has no places to take apart`, "a tuple or a typed array");
}

/** `value`, or the default where it is undefined; decided when compiling. */
export function orDefault(cx: Context, value: Value, fallback: Node): Value {
  return value.t === "static" && value.value === undefined ? cx.expr(fallback) : value;
}
