// Values in storage: making locals for a value, copying into them, and the conversions JavaScript makes in passing.
// Nothing here knows the syntax tree beyond where to point when it cannot be done.
import {
  type ArrayRef,
  bin,
  cond,
  type Expr,
  get,
  type Local,
  num,
  type TableRef,
  un,
  visitExpr,
} from "../ir/index.ts";
import type { Context } from "./context.ts";
import { KINDS, type Kind } from "./kinds.ts";
import type { Node } from "./nodes.ts";
import { isNever } from "./reach.ts";
import { aType, type RecordValue, typeKey, typeOf, type Value, type VType } from "./types.ts";

let arrays = 0;

/** Numbers the arrays of what `lower` makes from 1, so that the same function is the same program wherever it comes. */
export function numberingArrays<T>(lower: () => T): T {
  // A captured object's getter may compile another function on the way.
  const outer = arrays;
  arrays = 0;
  try {
    return lower();
  } finally {
    arrays = outer;
  }
}

/** An array reference over locals. */
export function arrayRef(name: string, kind: Kind, base: Local, length: Local): ArrayRef {
  return { id: ++arrays, name, elem: KINDS[kind].elem, base, length };
}

function tableRef(name: string, kind: Kind, base: Local, length: Local): TableRef {
  return { id: ++arrays, name, elem: KINDS[kind].elem, base, length };
}

/** New locals that can hold a value of `type`; `made` sees each of them, in order. */
export function storage(
  type: VType,
  name: string,
  local: (name: string, type: Local["type"]) => Local,
  home: Exclude<RecordValue["home"], "literal"> = "object",
): Value {
  switch (type.t) {
    case "num":
      return { t: "num", e: get(local(name, "f64")) };
    case "bool":
      return { t: "bool", e: get(local(name, "bool")) };
    case "array":
      return {
        t: "array",
        kind: type.kind,
        ref: arrayRef(name, type.kind, local(name, "addr"), local(`${name}.length`, "f64")),
      };
    case "table":
      return {
        t: "table",
        kind: type.kind,
        ref: tableRef(name, type.kind, local(name, "addr"), local(`${name}.length`, "f64")),
      };
    case "nd": {
      const plain = arrayRef(name, type.kind, local(name, "addr"), local(`${name}.size`, "f64"));
      const ref: ArrayRef = { ...plain, strided: true };
      const axes = Array.from({ length: type.ndim }, (_, i) => i);
      const shape = axes.map((i) => get(local(`${name}.shape${i}`, "f64")));
      const strides = axes.map((i) => get(local(`${name}.stride${i}`, "f64")));
      return { t: "nd", kind: type.kind, ref, shape, strides };
    }
    case "record": {
      const fields = new Map(
        type.fields.map(([n, f]) => [n, storage(f, `${name}.${n}`, local, home)] as const),
      );
      return { t: "record", tuple: type.tuple, fields, home, state: { copied: false, mutated: false } };
    }
    case "static":
    case "never":
      return type;
  }
}

/** The expressions that make up a value, in the order of its storage's locals. */
export function leaves(v: Value): Expr[] {
  switch (v.t) {
    case "num":
    case "bool":
      return [v.e];
    case "array":
    case "table":
      return [get(v.ref.base), get(v.ref.length)];
    case "nd":
      return [get(v.ref.base), get(v.ref.length), ...v.shape, ...v.strides];
    case "record":
      return [...v.fields.values()].flatMap(leaves);
    default:
      return [];
  }
}

/** The locals behind a value in storage. */
export function locals(v: Value): Local[] {
  return leaves(v).map((e) => {
    if (e.k !== "get") throw new Error("a value in storage consists of locals");
    return e.local;
  });
}

/** Sets several storages at once, as if all right-hand sides were read before any was set. */
export function assign(cx: Context, all: readonly (readonly [Value, Value])[]): void {
  const pairs = all.filter((pair) => !pair.some(isNever));
  const targets = pairs.flatMap(([to]) => locals(to));
  const values = pairs.flatMap(([, from]) => leaves(from));
  const written = new Set<Local>();
  const late = values.map((e, i) => {
    const clash = i > 0 && reads(e, written);
    written.add(targets[i]);
    return clash;
  });
  const safe = values.map((e, i) =>
    late[i] || (late.some(Boolean) && e.k !== "const") ? get(cx.once("t", e)) : e,
  );
  safe.forEach((e, i) => {
    const to = targets[i];
    if (!(e.k === "get" && e.local === to)) cx.emit({ k: "set", local: to, value: e });
  });
}

/** True if `e` reads one of `set`. */
export function reads(e: Expr, set: ReadonlySet<Local>): boolean {
  let found = false;
  visitExpr(e, (x) => {
    if (x.k === "get" && set.has(x.local)) found = true;
    if ((x.k === "load" && (set.has(x.array.base) || set.has(x.array.length))) === true) found = true;
  });
  return found;
}

/** True if no later statement can change what `e` gives: arithmetic on constants and on locals that are set once. */
export function isSettled(cx: Context, e: Expr): boolean {
  let moves = false;
  visitExpr(e, (x) => {
    if (x.k === "load" || x.k === "index" || x.k === "peek" || (x.k === "get" && !cx.stable.has(x.local)))
      moves = true;
  });
  return !moves;
}

/** A value whose meaning no later statement can change, except through the object that it is. */
export function settle(cx: Context, v: Value, name = "t"): Value {
  if (v.t === "record") return settleRecord(cx, v, name);
  if (leaves(v).every((e) => isSettled(cx, e))) return v;
  const made = storage(typeOf(v), name, (n, t) => cx.local(n, t));
  for (const l of locals(made)) cx.stable.add(l);
  assign(cx, [[made, v]]);
  return made;
}

function settleRecord(cx: Context, v: RecordValue, name: string): RecordValue {
  if (v.home === "object" || v.home === "outside") return v;
  if (v.home === "literal") {
    const fields = new Map([...v.fields].map(([n, f]) => [n, settle(cx, f, `${name}.${n}`)] as const));
    return { ...v, fields };
  }
  return copy(cx, v, name, cx.here, "object") as RecordValue;
}

/** A copy of a value in locals of its own: for a variable that is assigned, or a name for what a variable holds now. */
export function copy(cx: Context, v: Value, name: string, at: Node, home: "variable" | "object"): Value {
  const made = storage(typeOf(v), name, (n, t) => cx.local(n, t), home);
  part(cx, v, made, at);
  assign(cx, [[made, v]]);
  return made;
}

/** Notes that fields were copied where JavaScript would share the object: from here on neither may be changed. */
export function part(cx: Context, from: Value, to: Value | undefined, at: Node): void {
  if (from.t !== "record") return;
  const target = to?.t === "record" ? to : undefined;
  if (from.home === "literal") {
    for (const [n, f] of from.fields) part(cx, f, target?.fields.get(n), at);
    return;
  }
  freeze(cx, from, at);
  if (target) freeze(cx, target, at);
}

function freeze(cx: Context, v: RecordValue, at: Node): void {
  if (v.state.mutated) {
    cx.fail(
      at,
      "this record's fields are assigned elsewhere, and here it gets a second name that would not see it",
      "a new record of its fields, { x: p.x, y: p.y }, or one const name for it",
    );
  }
  v.state.copied = true;
  for (const f of v.fields.values()) if (f.t === "record") freeze(cx, f, at);
}

/** Marks a record whose field is assigned. */
export function mutate(cx: Context, v: RecordValue, at: Node): void {
  if (v.home === "outside") {
    cx.fail(
      at,
      "the fields of an argument belong to the caller and cannot be assigned in a kernel",
      "return the new values, or keep them in a typed array",
    );
  }
  if (v.state.copied) {
    cx.fail(
      at,
      "this record has a second name, which would not see the assignment",
      "a new record instead of assigning a field, or one const name for it",
    );
  }
  v.state.mutated = true;
}

/** A value as a number: booleans become 0 and 1, as JavaScript's arithmetic makes them. */
export function toNum(cx: Context, v: Value, at: Node): Expr {
  if (v.t === "num") return v.e;
  if (v.t === "bool") return v.e.k === "const" ? num(v.e.value) : un("frombool", v.e, "f64");
  if (isNever(v)) return num(1);
  return cx.fail(at, `a number is needed here, and this is ${aType(typeOf(v))}`, hint(v));
}

/** A value as a condition. */
export function toBool(cx: Context, v: Value, at: Node): Expr {
  if (v.t === "bool") return v.e;
  if (v.t === "num") {
    if (v.e.k === "const") return { k: "const", type: "bool", value: v.e.value ? 1 : 0 };
    return un("truthy", v.e, "bool");
  }
  if (v.t === "static") return { k: "const", type: "bool", value: v.value ? 1 : 0 };
  if (isNever(v)) return { k: "const", type: "bool", value: 1 };
  return cx.fail(
    at,
    `a condition is needed here, and ${aType(typeOf(v))} is always true`,
    "compare a number",
  );
}

function hint(v: Value): string | undefined {
  if (v.t === "array") return "an element: a[i], or a loop over the elements";
  if (v.t === "nd") return "an element: a.get(i, j)";
  if (v.t === "static" && v.value === undefined)
    return "a value on every path: does every branch return or assign one?";
  if (v.t === "static" && typeof v.value === "string") return "a number; strings stay outside compiled code";
  return undefined;
}

/** `test ? a : b` for two values of one type whose expressions have no effects. */
export function choose(cx: Context, test: Expr, a: Value, b: Value, at: Node): Value {
  if (a.t === "num" && b.t === "num") return { t: "num", e: cond(test, a.e, b.e) };
  if (a.t === "bool" && b.t === "bool") return { t: "bool", e: cond(test, a.e, b.e) };
  sameType(cx, a, b, at);
  const [x, y] = [leaves(a), leaves(b)];
  const made = storage(typeOf(a), "choice", (n, t) => cx.local(n, t));
  part(cx, a, made, at);
  part(cx, b, made, at);
  locals(made).forEach((l, i) => {
    cx.stable.add(l);
    cx.emit({ k: "set", local: l, value: cond(test, x[i], y[i]) });
  });
  return made;
}

/** Fails unless two values have one type. */
export function sameType(cx: Context, a: Value, b: Value, at: Node): void {
  if (isNever(a) || isNever(b)) return;
  const [x, y] = [typeOf(a), typeOf(b)];
  if (typeKey(x) !== typeKey(y)) {
    cx.fail(
      at,
      `one variable, two types: ${aType(x)} and ${aType(y)}`,
      "two variables, or one type on every path",
    );
  }
}

/** An f64 expression as an i32, by ToInt32. */
export function toInt32(e: Expr): Expr {
  if (e.k === "un" && (e.op === "tof64" || e.op === "utof64") && e.a.type === "i32") return e.a;
  if (e.k === "const") return { k: "const", type: "i32", value: e.value | 0 };
  return un("toint32", e, "i32");
}

/** An i32 expression as the number JavaScript sees. */
export function fromInt32(e: Expr): Expr {
  return e.k === "const" ? num(e.value) : un("tof64", e, "f64");
}

/** Adds two addresses-and-offsets: base + index elements of `bytes` each. */
export function offsetBase(base: Expr, index: Expr, bytes: number): Expr {
  return bin("add", base, un("toaddr", bin("mul", index, num(bytes)), "addr"));
}
