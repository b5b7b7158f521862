// The type that a live JavaScript value has inside a kernel: how arguments and captured objects are seen.
// Arrays of numbers count as Float64Array (they are copied in and out), arrays of arrays as tables of rows.
import { types } from "node:util";
import { KINDS, type Kind, kindOf } from "./kinds.ts";
import { BOOL, NUM, staticName, type VType } from "./types.ts";

/** The protocol by which a strided array shows itself; NDArray implements it. */
export interface StridedProtocol {
  readonly data: ArrayBufferView;
  readonly shape: readonly number[];
  readonly elementStrides: readonly number[];
  readonly offset: number;
}
const STRIDED = Symbol.for("amdahl.ndarray");

/** The strided array behind a value, if it is one. */
export function stridedOf(value: object): StridedProtocol | undefined {
  return (value as { [STRIDED]?: StridedProtocol })[STRIDED];
}

/** Why a value cannot enter a kernel. */
export class Unsupported {
  readonly what: string;
  readonly fix: string;
  constructor(what: string, fix: string) {
    this.what = what;
    this.fix = fix;
  }
}

/** The type of a live value, or why it has none. */
export function hostType(value: unknown, depth = 0): VType | Unsupported {
  if (typeof value === "number") return NUM;
  if (typeof value === "boolean") return BOOL;
  if (value === undefined || value === null || typeof value === "function") return { t: "static", value };
  if (typeof value !== "object") return unsupported(value);
  const kind = kindOf(value);
  if (kind) return { t: "array", kind };
  if (types.isProxy(value)) return new Unsupported("a Proxy", "the object behind it");
  const strided = stridedOf(value);
  if (strided) {
    const k = kindOf(strided.data);
    return k ? { t: "nd", kind: k, ndim: strided.shape.length } : unsupported(strided.data);
  }
  if (Array.isArray(value)) return arrayType(value, depth);
  const proto: unknown = Object.getPrototypeOf(value);
  if (proto !== Object.prototype && proto !== null) return unsupported(value);
  if (depth > 8) return new Unsupported("a record nested more than 8 deep", "flat records");
  return recordType(value as Record<string, unknown>, depth);
}

function recordType(value: Record<string, unknown>, depth: number): VType | Unsupported {
  const fields: [string, VType][] = [];
  for (const name of Object.keys(value)) {
    const d = Object.getOwnPropertyDescriptor(value, name);
    if (d && !("value" in d))
      return new Unsupported(`a record whose field ${name} is computed by a getter`, "a plain field");
    const t = hostType(value[name], depth + 1);
    if (t instanceof Unsupported) return new Unsupported(`a record whose field ${name} is ${t.what}`, t.fix);
    fields.push([name, t]);
  }
  return { t: "record", tuple: false, fields };
}

function arrayType(value: readonly unknown[], depth: number): VType | Unsupported {
  if (allNumbers(value)) return { t: "array", kind: "Float64Array" };
  const rows = new Set(value.map((r) => (Array.isArray(r) && allNumbers(r) ? "Float64Array" : kindOf(r))));
  if (rows.size === 1 && !rows.has(undefined)) return { t: "table", kind: [...rows][0] as Kind };
  if (rows.size > 1 && !rows.has(undefined)) {
    return new Unsupported(`an array of ${[...rows].join(" and ")}`, "rows of one kind");
  }
  const fields: [string, VType][] = [];
  for (const [i, x] of value.entries()) {
    const t = hostType(x, depth + 1);
    if (t instanceof Unsupported) return new Unsupported(`an array whose element ${i} is ${t.what}`, t.fix);
    if (t.t === "static")
      return new Unsupported(
        `an array whose element ${i} is ${staticName(t.value)}`,
        "numbers in every place",
      );
    fields.push([String(i), t]);
  }
  return { t: "record", tuple: true, fields };
}

/** By index: `every` passes over holes, which are undefined and no numbers. */
function allNumbers(value: readonly unknown[]): boolean {
  for (let i = 0; i < value.length; i++) if (typeof value[i] !== "number") return false;
  return true;
}

function unsupported(value: unknown): Unsupported {
  if (typeof value === "string") return new Unsupported("a string", "a number or a boolean, decided outside");
  if (typeof value === "bigint")
    return new Unsupported("a BigInt", "a number, Number(x), if it is below 2 ** 53");
  if (typeof value === "symbol") return new Unsupported("a symbol", "a number");
  if (value instanceof BigInt64Array || value instanceof BigUint64Array) {
    return new Unsupported(
      `a ${value.constructor.name}: its elements are BigInts, not numbers`,
      "Float64Array (exact up to 2 ** 53) or Int32Array",
    );
  }
  if (types.isPromise(value)) return new Unsupported("a Promise", "await it first, and pass its value");
  if (value instanceof DataView || types.isAnyArrayBuffer(value)) {
    return new Unsupported(staticName(value), "a typed array over it, for example new Float64Array(buffer)");
  }
  if (types.isMap(value) || types.isSet(value))
    return new Unsupported(staticName(value), "typed arrays of its keys and values");
  return new Unsupported(
    staticName(value),
    `a plain record of numbers and arrays, or one of ${Object.keys(KINDS).length} kinds of typed array`,
  );
}
