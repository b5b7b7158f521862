// What the front end knows of a value while it lowers: its type, and the IR expressions that make it up.
// A record is its fields, an array its base and length: nothing composite reaches the IR.
import type { Captured } from "../../capture/index.ts";
import type { ArrayRef, Expr, TableRef } from "../ir/index.ts";
import type { Kind } from "./kinds.ts";
import type { Node } from "./nodes.ts";
import type { Scope } from "./scope.ts";

/** The type of an argument, a variable or a result. */
export type VType =
  | { readonly t: "num" }
  | { readonly t: "bool" }
  | { readonly t: "array"; readonly kind: Kind }
  | { readonly t: "nd"; readonly kind: Kind; readonly ndim: number }
  | { readonly t: "table"; readonly kind: Kind }
  | { readonly t: "record"; readonly tuple: boolean; readonly fields: readonly (readonly [string, VType])[] }
  | { readonly t: "static"; readonly value: unknown }
  /** Of a call that always throws: a value of any type. */
  | { readonly t: "never" };

/** A value: leaves are IR expressions. `static` values (functions, namespaces, undefined) exist at compile time only. */
export type Value =
  | NumValue
  | BoolValue
  | ArrayValue
  | NdValue
  | TableValue
  | RecordValue
  | StaticValue
  | ClosureValue
  | { readonly t: "never" };
export interface NumValue {
  readonly t: "num";
  readonly e: Expr; // f64
}
export interface BoolValue {
  readonly t: "bool";
  readonly e: Expr; // bool
}
export interface ArrayValue {
  readonly t: "array";
  readonly kind: Kind;
  readonly ref: ArrayRef;
}
export interface NdValue {
  readonly t: "nd";
  readonly kind: Kind;
  readonly ref: ArrayRef; // its base is the address of element [0, 0, …]
  readonly shape: readonly Expr[];
  readonly strides: readonly Expr[]; // in elements
}
export interface TableValue {
  readonly t: "table";
  readonly kind: Kind;
  readonly ref: TableRef;
}
/**
 * A record or tuple. JavaScript shares objects; here an object is its fields' locals, and every name that can only mean
 * that object shares them. Where fields are copied instead (see records.ts), a later change would part the two.
 */
export interface RecordValue {
  readonly t: "record";
  readonly tuple: boolean;
  readonly fields: ReadonlyMap<string, Value>;
  /**
   * literal: just written, its fields are expressions and it has no name yet. object: fields are locals of this one
   * object. variable: fields are locals of a variable that holds now this object, now that. outside: the caller's.
   */
  readonly home: "literal" | "object" | "variable" | "outside";
  readonly state: { copied: boolean; mutated: boolean };
}
export interface StaticValue {
  readonly t: "static";
  readonly value: unknown;
}
/** A function written inside the kernel: its tree, the scope it closes over, the source it is written in. */
export interface ClosureValue {
  readonly t: "closure";
  readonly node: Node;
  readonly scope: Scope<Value>;
  readonly captured: Captured;
  readonly source: number;
}

export const NUM: VType = { t: "num" };
export const BOOL: VType = { t: "bool" };
export const VOID: VType = { t: "static", value: undefined };

/** The type of a value. Closures have none: they cannot be stored. */
export function typeOf(v: Value): VType {
  switch (v.t) {
    case "num":
    case "bool":
    case "never":
      return { t: v.t };
    case "array":
    case "table":
      return { t: v.t, kind: v.kind };
    case "nd":
      return { t: "nd", kind: v.kind, ndim: v.shape.length };
    case "record":
      return { t: "record", tuple: v.tuple, fields: [...v.fields].map(([n, f]) => [n, typeOf(f)] as const) };
    case "static":
      return { t: "static", value: v.value };
    case "closure":
      return { t: "static", value: v.node };
  }
}

const identities = new WeakMap<object, number>();
let nextIdentity = 1;

/** A value as a string: equal exactly if the values are the same. */
export function identity(value: unknown): string {
  if ((typeof value !== "object" && typeof value !== "function") || value === null)
    return `${typeof value} ${String(value)}`;
  const id = identities.get(value) ?? nextIdentity++;
  identities.set(value, id);
  return `#${id}`;
}

/** A type as a string: equal exactly if the types are. */
export function typeKey(t: VType): string {
  switch (t.t) {
    case "num":
    case "bool":
    case "never":
      return t.t;
    case "array":
      return t.kind;
    case "nd":
      return `nd${t.ndim}<${t.kind}>`;
    case "table":
      return `${t.kind}[]`;
    case "record":
      return `${t.tuple ? "t" : "r"}{${t.fields.map(([n, f]) => `${n}:${typeKey(f)}`).join(",")}}`;
    case "static":
      return `=${identity(t.value)}`;
  }
}

/** A type as a person would write it, for messages and diagnostics. */
export function typeName(t: VType): string {
  switch (t.t) {
    case "num":
      return "number";
    case "bool":
      return "boolean";
    case "never":
      return "never";
    case "array":
      return t.kind;
    case "nd":
      return `NDArray (${t.kind}, ${t.ndim} ${t.ndim === 1 ? "axis" : "axes"})`;
    case "table":
      return `${t.kind}[]`;
    case "record":
      return t.tuple
        ? `[${t.fields.map(([, f]) => typeName(f)).join(", ")}]`
        : `{ ${t.fields.map(([n, f]) => `${n}: ${typeName(f)}`).join(", ")} }`;
    case "static":
      return staticName(t.value);
  }
}

/** The same with its article: "a number", "an Int8Array". */
export function aType(t: VType): string {
  if (t.t === "static") return staticName(t.value);
  if (t.t === "record") return `the ${t.tuple ? "tuple" : "record"} ${typeName(t)}`;
  const name = typeName(t);
  return `${/^[IU]/.test(name) && !/^Uint/.test(name) ? "an" : "a"} ${name}`;
}

/** What a compile-time value is, for messages. */
export function staticName(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (typeof value === "function") return `the function ${value.name || "(anonymous)"}`;
  if (typeof value === "string") return "a string";
  if (typeof value === "bigint") return "a BigInt";
  if (typeof value === "symbol") return "a symbol";
  if (typeof value === "object") {
    const name = (value as object).constructor?.name;
    return name && name !== "Object" ? `${/^[AEIOU]/.test(name) ? "an" : "a"} ${name}` : "an object";
  }
  return String(value);
}
