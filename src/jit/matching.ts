// Whether a value has a type: asked at every call that the fast path does not take, so it builds nothing.
import { types } from "node:util";
import { type Kind, kindOf, stridedOf, type VType } from "../compiler/index.ts";

/** True if `value` can be passed where the code expects `type`. */
export function matches(type: VType, value: unknown): boolean {
  switch (type.t) {
    case "num":
      return typeof value === "number";
    case "bool":
      return typeof value === "boolean";
    case "static":
      return Object.is(value, type.value);
    case "never":
      return false;
    case "array":
      return matchesArray(type.kind, value);
    case "nd": {
      if (typeof value !== "object" || value === null || types.isProxy(value)) return false;
      const strided = stridedOf(value);
      return (
        strided !== undefined && strided.shape.length === type.ndim && kindOf(strided.data) === type.kind
      );
    }
    case "table": {
      if (!Array.isArray(value) || types.isProxy(value)) return false;
      for (let i = 0; i < value.length; i++) if (!matchesArray(type.kind, value[i])) return false;
      return true;
    }
    case "record":
      return type.tuple ? matchesTuple(type.fields, value) : matchesRecord(type.fields, value);
  }
}

/** True if all values have their types. */
export function matchAll(list: readonly VType[], values: readonly unknown[]): boolean {
  if (values.length !== list.length) return false;
  for (let i = 0; i < list.length; i++) if (!matches(list[i], values[i])) return false;
  return true;
}

function matchesArray(kind: Kind, value: unknown): boolean {
  if (!Array.isArray(value)) return kindOf(value) === kind;
  if (kind !== "Float64Array" || types.isProxy(value)) return false;
  // By index: `every` passes over holes.
  for (let i = 0; i < value.length; i++) if (typeof value[i] !== "number") return false;
  return true;
}

type Fields = readonly (readonly [string, VType])[];

function matchesTuple(fields: Fields, value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== fields.length || types.isProxy(value)) return false;
  return fields.every(([, type], i) => matches(type, value[i]));
}

function matchesRecord(fields: Fields, value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value) || types.isProxy(value))
    return false;
  const proto: unknown = Object.getPrototypeOf(value);
  if (proto !== Object.prototype && proto !== null) return false;
  if (stridedOf(value) !== undefined || Object.keys(value).length !== fields.length) return false;
  return fields.every(([name, type]) => {
    const d = Object.getOwnPropertyDescriptor(value, name);
    return d !== undefined && "value" in d && d.enumerable === true && matches(type, d.value);
  });
}
