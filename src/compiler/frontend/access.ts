// Reading: elements of arrays, rows of tables, fields of records, properties of namespaces.
// Every element access carries its bounds check; passes take it away where they can prove it.
import { types } from "node:util";
import { bin, type Expr, get, num } from "../ir/index.ts";
import { captureLeaf } from "./captures.ts";
import type { Context } from "./context.ts";
import { KINDS } from "./kinds.ts";
import type { Node } from "./nodes.ts";
import { discard, mayRaise, operands } from "./operands.ts";
import { isNever, NEVER } from "./reach.ts";
import {
  type ArrayValue,
  aType,
  type NdValue,
  type RecordValue,
  staticName,
  type TableValue,
  typeOf,
  type Value,
} from "./types.ts";
import { arrayRef, settle, toNum } from "./values.ts";

/** `value`, checked to be an index below `length`. */
export function checked(
  cx: Context,
  value: Expr,
  length: Expr,
  array: string,
  axis: number | undefined,
  at: Node,
): Expr {
  const site = cx.site({ kind: "index", array, axis, source: cx.source, start: at.start, end: at.end });
  return { k: "index", type: "f64", value, length, site };
}

/** Element `index` of an array. */
export function element(cx: Context, a: ArrayValue, index: Expr, at: Node): Value {
  const e = checked(cx, index, get(a.ref.length), nameOf(cx, at), undefined, at);
  return loaded(cx, a, e, [index], at);
}

/** Element (i, j, …) of a strided array. */
export function stridedIndex(cx: Context, a: NdValue, subs: readonly Expr[], at: Node): Expr {
  if (subs.length !== a.shape.length) {
    cx.fail(
      at,
      `this array has ${a.shape.length} axes and gets ${subs.length} subscripts`,
      `${a.shape.length} subscripts`,
    );
  }
  const terms = subs.map((s, i) =>
    bin("mul", checked(cx, s, a.shape[i], nameOf(cx, at), i, at), a.strides[i]),
  );
  const [first, ...rest] = terms;
  return first ? rest.reduce((x, y) => bin("add", x, y), first) : num(0);
}

/** A load, with the rounding that the kind asks for. */
export function loaded(
  cx: Context,
  a: ArrayValue | NdValue,
  index: Expr,
  subs: readonly Expr[],
  at: Node,
): Value {
  const e: Expr = { k: "load", type: "f64", array: a.ref, index, subs, place: cx.place(at) };
  if (KINDS[a.kind].rounding !== "half") return { t: "num", e };
  const convert = cx.unit.library.math("f16ToNumber");
  if (!convert) throw new Error("the library has no f16ToNumber");
  return cx.unit.tables.call(cx, convert, [{ t: "num", e }], at);
}

/** The row `index` of a table, as an array. */
export function row(cx: Context, table: TableValue, index: Expr, at: Node): ArrayValue {
  const name = `${table.ref.name}[]`;
  const ref = arrayRef(name, table.kind, cx.local(name, "addr"), cx.local(`${name}.length`, "f64"));
  cx.stable.add(ref.base);
  cx.stable.add(ref.length);
  const at2 = checked(cx, index, get(table.ref.length), nameOf(cx, at), undefined, at);
  cx.emit({ k: "row", array: ref, table: table.ref, index: at2 });
  return { t: "array", kind: table.kind, ref };
}

/** The text of the array in `a[i]`, as written. */
export function nameOf(cx: Context, at: Node): string {
  const object =
    at.type === "CallExpression" ? at.callee.object : at.type === "MemberExpression" ? at.object : at;
  return cx.text(object ?? at);
}

/** A property key that is known when compiling. */
export function staticKey(n: Node): string | undefined {
  if (!n.computed) return n.property.name;
  if (n.property.type === "Literal") return String(n.property.value);
  return undefined;
}

/** `object.property`, `object[index]`. */
export function member(cx: Context, n: Node): Value {
  const key = staticKey(n);
  if (n.computed && (key === undefined || typeof n.property.value === "number")) {
    const [object, index] = operands(cx, [n.object, n.property]) as [Value, Value];
    if (isNever(object) || isNever(index)) return NEVER;
    if (object.t === "array") return element(cx, object, toNum(cx, index, n.property), n);
    if (object.t === "table") return row(cx, object, toNum(cx, index, n.property), n);
    if (key !== undefined) return property(cx, object, key, n);
    if (object.t === "record" && object.tuple) {
      const e = toNum(cx, index, n.property);
      if (e.k === "const") return property(cx, object, String(e.value), n);
      return cx.fail(
        n,
        "an array literal is a tuple here: its places are fixed when compiling",
        "new Float64Array([...]) to index it by a variable",
      );
    }
    if (object.t === "nd")
      return cx.fail(n, "a strided array has no [index]", `${cx.text(n.object)}.get(i, j)`);
    return cx.fail(n, `${aType(typeOf(object))} cannot be indexed by a variable`, "a typed array");
  }
  return property(cx, cx.expr(n.object), key as string, n);
}

/** A named property of a value. */
export function property(cx: Context, object: Value, key: string, n: Node): Value {
  switch (object.t) {
    case "record": {
      const field = object.fields.get(key);
      if (field) return object.home === "literal" ? only(cx, object, field) : field;
      if (object.tuple && key === "length") return { t: "num", e: num(object.fields.size) };
      if (object.tuple)
        return cx.fail(
          n,
          `this tuple has ${object.fields.size} places, and no [${key}]`,
          "an index inside it",
        );
      return cx.fail(
        n,
        `this record has no field ${key}: it has ${[...object.fields.keys()].join(", ")}`,
        "one of its fields",
      );
    }
    case "array":
      return arrayProperty(cx, object, key, n);
    case "table":
      if (key === "length") return { t: "num", e: get(object.ref.length) };
      return cx.fail(n, `${aType(typeOf(object))} has no ${key} here`, "length, or an element");
    case "nd":
      return stridedProperty(cx, object, key, n);
    case "static":
      return staticProperty(cx, object.value, key, n);
    case "never":
      return object;
    default:
      return cx.fail(
        n,
        `${aType(typeOf(object))} has no property ${key} here`,
        "a field of a record or an array's length",
      );
  }
}

/** One field of a literal: the others are read for the errors that this may raise. */
function only(cx: Context, object: RecordValue, field: Value): Value {
  const fields = [...object.fields.values()];
  const at = fields.indexOf(field);
  const later = fields.slice(at + 1);
  for (const f of fields.slice(0, at)) discard(cx, f);
  const kept = later.some(mayRaise) ? settle(cx, field) : field;
  for (const f of later) discard(cx, f);
  return kept;
}

function arrayProperty(cx: Context, a: ArrayValue, key: string, n: Node): Value {
  const bytes = KINDS[a.kind].bytes;
  if (key === "length") return { t: "num", e: get(a.ref.length) };
  if (key === "byteLength") return { t: "num", e: bin("mul", get(a.ref.length), num(bytes)) };
  if (key === "BYTES_PER_ELEMENT") return { t: "num", e: num(bytes) };
  return cx.fail(
    n,
    `${a.kind} has no property ${key} here`,
    "length, byteLength, BYTES_PER_ELEMENT, or one of its methods, called",
  );
}

function stridedProperty(cx: Context, a: NdValue, key: string, n: Node): Value {
  const tuple = (es: readonly Expr[]): Value => ({
    t: "record",
    tuple: true,
    fields: new Map(es.map((e, i) => [String(i), { t: "num", e } as Value])),
    home: "outside",
    state: { copied: false, mutated: false },
  });
  const bytes = KINDS[a.kind].bytes;
  switch (key) {
    case "shape":
      return tuple(a.shape);
    case "strides":
      return tuple(a.strides.map((s) => bin("mul", s, num(bytes))));
    case "elementStrides":
      return tuple(a.strides);
    case "ndim":
      return { t: "num", e: num(a.shape.length) };
    case "size":
      return { t: "num", e: a.shape.reduce((x, y) => bin("mul", x, y), num(1) as Expr) };
    default:
      return cx.fail(
        n,
        `a strided array has no property ${key} here`,
        "shape, strides, ndim, size, get(i, j), set(i, j, v)",
      );
  }
}

const NUMERIC_HOLDERS: ReadonlySet<unknown> = new Set<unknown>([Math, Number]);

/** A property of something known when compiling: a namespace, Math, or a captured object, whose fields are read at every call. */
function staticProperty(cx: Context, holder: unknown, key: string, n: Node): Value {
  if (holder === undefined || holder === null)
    return cx.fail(n, `this is ${holder}, and has no ${key}`, "a value that is always there");
  if (typeof holder === "string" && key === "length") return { t: "num", e: num(holder.length) };
  if (typeof holder !== "object" && typeof holder !== "function")
    return cx.fail(n, `${staticName(holder)} has no ${key} here`);
  const value: unknown = (holder as Record<string, unknown>)[key];
  if (value === undefined && !(key in holder)) {
    return cx.fail(
      n,
      `${cx.text(n.object)} has no ${key}`,
      NUMERIC_HOLDERS.has(holder) ? "one of ECMAScript's own functions" : undefined,
    );
  }
  const frozen =
    NUMERIC_HOLDERS.has(holder) || types.isModuleNamespaceObject(holder) || typeof holder === "function";
  if (typeof value === "number" && frozen) return { t: "num", e: num(value) };
  const read: Value =
    typeof value === "function" ? { t: "static", value } : captureLeaf(cx, holder, key, value, cx.text(n), n);
  // What a console prints through is looked up when it prints.
  if (read.t === "static" && !frozen && holder !== console && holder !== globalThis)
    cx.unit.assume(holder, key, value);
  return read;
}
