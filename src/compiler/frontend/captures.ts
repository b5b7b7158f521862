// Free variables: what a name from outside the kernel means. Numbers and functions are folded; arrays and the fields
// of objects become hidden parameters, which the caller reads at every call.
import { constant, num } from "../ir/index.ts";
import type { CaptureLeaf, Context } from "./context.ts";
import { hostType, Unsupported } from "./host.ts";
import type { Node } from "./nodes.ts";
import { identity, typeKey, type Value } from "./types.ts";
import { storage } from "./values.ts";

/** The value of a name that no scope of the kernel declares. */
export function freeVariable(cx: Context, name: string, n: Node): Value {
  const free = cx.captured.free(name);
  switch (free.kind) {
    case "missing":
      return cx.fail(n, `${name} is not defined`, "an argument, or a constant above the function");
    case "uninitialized":
      if (name === "undefined") return { t: "static", value: undefined };
      return cx.fail(
        n,
        `${name} has no value yet: its declaration has not run, or it is undefined`,
        "a call after the declaration",
      );
    case "reassigned": {
      const where = `${free.at.file ?? "<anonymous>"}:${free.at.line}:${free.at.column}`;
      return cx.fail(
        n,
        `${name} is assigned again, at ${where}, so its value when compiling may not be its value later`,
        `${name} as an argument, or const`,
      );
    }
    case "value":
      return capturedValue(cx, free.value, name, n);
  }
}

function capturedValue(cx: Context, value: unknown, name: string, n: Node): Value {
  if (typeof value === "number") return { t: "num", e: num(value) };
  if (typeof value === "boolean") return { t: "bool", e: constant("bool", value ? 1 : 0) };
  if (typeof value !== "object" || value === null) {
    if (typeof value === "bigint") return cx.fail(n, `${name} is a BigInt`, "a number");
    return { t: "static", value };
  }
  if (value === Math || value === Number || value === console || value === globalThis)
    return { t: "static", value };
  const type = hostType(value);
  if (type instanceof Unsupported && !isContainer(value)) {
    return cx.fail(n, `${name} is ${type.what}`, type.fix);
  }
  if (!(type instanceof Unsupported) && type.t !== "record")
    return leafValue(cx, { object: value, key: undefined, type, name });
  return { t: "static", value };
}

/** Objects whose fields can be asked for one by one: records, namespaces, CommonJS exports, instances of plain classes. */
function isContainer(value: object): boolean {
  const tag = Object.prototype.toString.call(value);
  return tag === "[object Object]" || tag === "[object Module]" || tag === "[object Math]";
}

/** A field of a captured object. */
export function captureLeaf(
  cx: Context,
  object: object,
  key: string,
  value: unknown,
  name: string,
  n: Node,
): Value {
  if (typeof value === "string" || value === undefined || value === null) return { t: "static", value };
  const type = hostType(value);
  if (type instanceof Unsupported) {
    if (typeof value === "object" && isContainer(value)) return { t: "static", value };
    return cx.fail(n, `${name} is ${type.what}`, type.fix);
  }
  if (type.t === "record" && typeof value === "object") return { t: "static", value };
  return leafValue(cx, { object, key, type, name });
}

/** The hidden parameter for a leaf, one per function that reads it. */
function leafValue(cx: Context, leaf: CaptureLeaf): Value {
  const key = `${identity(leaf.object)}.${leaf.key ?? ""}:${typeKey(leaf.type)}`;
  const known = cx.instance.captures.get(key);
  if (known) return known.value;
  const value = leafStorage(leaf, (n, t) => {
    const l = cx.local(n, t);
    cx.stable.add(l);
    return l;
  });
  cx.instance.captures.set(key, { leaf, value });
  cx.unit.leaves.set(key, leaf);
  return value;
}

/** Locals for a captured object. The length of a typed array that is held itself can never change, and is known. */
export function leafStorage(leaf: CaptureLeaf, local: Parameters<typeof storage>[2]): Value {
  const value = storage(leaf.type, leaf.name.replace(/[^\w.]/g, ""), local);
  if (value.t === "array" && leaf.key === undefined && ArrayBuffer.isView(leaf.object)) {
    const { length, buffer } = leaf.object as Float64Array;
    const moves =
      (buffer as { resizable?: boolean; growable?: boolean }).resizable ||
      (buffer as { growable?: boolean }).growable;
    if (!moves) value.ref.length.fact = { lo: length, hi: length, int: true, nan: false, negz: false };
  }
  return value;
}
