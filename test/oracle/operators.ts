// What every operator of the IR means, one case each, spelled with JavaScript's own operators where they are the
// definition. f64, f32 and addr are numbers, i32 a number from -2^31 to 2^31 - 1, i64 a bigint, bool 0 or 1.
import type { BinOp, Elem, Fact, Type, UnOp } from "../../src/compiler/ir/index.ts";
import { OracleFault } from "./outcomes.ts";

export type Value = number | bigint;

const bits = new DataView(new ArrayBuffer(8));
const i64 = (x: bigint): bigint => BigInt.asIntN(64, x);
const bool = (x: boolean): number => (x ? 1 : 0);

const fault = (what: string): never => {
  throw new OracleFault(what);
};

/** The zero of a type: what a local is before it was set. */
export const zero = (type: Type): Value => (type === "i64" ? 0n : 0);

/** A constant's value in its type. */
export function constant(type: Type, value: number): Value {
  if (type === "i64") return i64(BigInt(value));
  if (type === "i32" && value !== (value | 0)) fault(`${value} is no i32`);
  if (type === "f32" && !Object.is(value, Math.fround(value))) fault(`${value} is no f32`);
  if (type === "bool" && value !== 0 && value !== 1) fault(`${value} is no bool`);
  return value;
}

/** A number that was stored as `elem`, as a value of `type`. */
export function fromMemory(x: number, elem: Elem, type: Type): Value {
  const float = elem === "f32" || elem === "f64";
  if (type === "f64" || type === "addr") return x;
  if (type === "f32") return elem === "f64" ? fault("an f64 element loaded as f32") : x;
  if (float) return fault(`an ${elem} element loaded as ${type}`);
  if (type === "i64") return BigInt(x);
  return type === "i32" ? x | 0 : x;
}

/** A value as the number that a store converts. */
export const toMemory = (x: Value, elem: Elem): number =>
  typeof x === "number" ? x : elem === "f64" || elem === "f32" ? Number(x) : Number(BigInt.asIntN(32, x));

function nearest(x: number): number {
  if (!(Math.abs(x) < 2 ** 52)) return x;
  const below = Math.floor(x);
  const diff = x - below;
  const rounded = diff < 0.5 ? below : diff > 0.5 ? below + 1 : below % 2 === 0 ? below : below + 1;
  return rounded === 0 && (x < 0 || Object.is(x, -0)) ? -0 : rounded;
}

/** `op` on `x`, which has type `from`; the result has type `to`. */
export function unary(op: UnOp, x: Value, from: Type, to: Type): Value {
  const n = Number(x);
  switch (op) {
    case "neg":
      return typeof x === "bigint" ? i64(-x) : from === "i32" ? -x | 0 : -x;
    case "abs":
      return Math.abs(n);
    case "sqrt":
      return to === "f32" ? Math.fround(Math.sqrt(n)) : Math.sqrt(n);
    case "floor":
      return Math.floor(n);
    case "ceil":
      return Math.ceil(n);
    case "trunc":
      return Math.trunc(n);
    case "nearest":
      return nearest(n);
    case "fround":
    case "demote":
      return Math.fround(n);
    case "clz":
      return Math.clz32(n);
    case "not":
      return 1 - n;
    case "toint32":
      return n | 0;
    case "tof64":
      return typeof x === "bigint" && BigInt(n) !== x ? fault(`tof64 of ${x} is not exact`) : n;
    case "utof64":
      return n >>> 0;
    case "exact":
      if (to === "i64") {
        return Number.isInteger(n) && Math.abs(n) <= 2 ** 63 && i64(BigInt(n)) === BigInt(n)
          ? BigInt(n)
          : fault(`exact of ${n} to i64`);
      }
      return n === (n | 0) ? n | 0 : fault(`exact of ${n} to i32`);
    case "widen":
      return BigInt(n);
    case "uwiden":
      return BigInt(n >>> 0);
    case "wrap":
      return Number(BigInt.asIntN(32, BigInt(x)));
    case "truthy":
      return bool(n !== 0 && !Number.isNaN(n));
    case "frombool":
      return to === "i64" ? BigInt(n) : n;
    case "hi":
      bits.setFloat64(0, n);
      return bits.getInt32(0);
    case "lo":
      bits.setFloat64(0, n);
      return bits.getInt32(4);
    case "toaddr":
      return Number.isInteger(n) && n >= 0 ? n : fault(`toaddr of ${n}`);
    case "splat":
    case "mask":
      return x;
    default:
      return fault(`${op} of a scalar`);
  }
}

/** `a op b` for operands of type `type`. */
export function binary(op: BinOp, a: Value, b: Value, type: Type): Value {
  switch (op) {
    case "lt":
      return bool(a < b);
    case "le":
      return bool(a <= b);
    case "gt":
      return bool(a > b);
    case "ge":
      return bool(a >= b);
    case "eq":
      return bool(a === b);
    case "ne":
      return bool(a !== b);
    default:
  }
  if (typeof a === "bigint" || typeof b === "bigint") return binaryLong(op, BigInt(a), BigInt(b));
  if (type === "i32" || type === "bool") return binaryInt(op, a, b);
  if (type === "f32") return Math.fround(binaryFloat(op, a, b));
  return binaryFloat(op, a, b);
}

function binaryFloat(op: BinOp, a: number, b: number): number {
  switch (op) {
    case "add":
      return a + b;
    case "sub":
      return a - b;
    case "mul":
      return a * b;
    case "div":
      return a / b;
    case "rem":
      return a % b;
    case "min":
      return Math.min(a, b);
    case "max":
      return Math.max(a, b);
    default:
      return fault(`${op} of floats`);
  }
}

function binaryInt(op: BinOp, a: number, b: number): number {
  switch (op) {
    case "add":
      return (a + b) | 0;
    case "sub":
      return (a - b) | 0;
    case "mul":
      return Math.imul(a, b);
    case "div":
      if (b === 0 || (b === -1 && a === -(2 ** 31))) fault(`${a} div ${b}`);
      return Math.trunc(a / b) | 0;
    case "rem":
      if (b === 0) fault(`${a} rem 0`);
      return (a % b) | 0;
    case "min":
      return Math.min(a, b);
    case "max":
      return Math.max(a, b);
    case "and":
      return a & b;
    case "or":
      return a | b;
    case "xor":
      return a ^ b;
    case "shl":
      return a << b;
    case "shr":
      return a >> b;
    case "shru":
      return (a >>> b) | 0;
    case "words":
      bits.setInt32(0, a);
      bits.setInt32(4, b);
      return bits.getFloat64(0);
    default:
      return fault(`${op} of i32`);
  }
}

function binaryLong(op: BinOp, a: bigint, b: bigint): bigint {
  switch (op) {
    case "add":
      return i64(a + b);
    case "sub":
      return i64(a - b);
    case "mul":
      return i64(a * b);
    case "div":
      if (b === 0n || (b === -1n && a === -(2n ** 63n))) fault(`${a} div ${b}`);
      return a / b;
    case "rem":
      if (b === 0n) fault(`${a} rem 0`);
      return a % b;
    case "min":
      return a < b ? a : b;
    case "max":
      return a > b ? a : b;
    case "and":
      return a & b;
    case "or":
      return a | b;
    case "xor":
      return a ^ b;
    default:
      return fault(`${op} of i64`);
  }
}

/** Whether a value is what a fact promises. */
export function holds(fact: Fact, x: Value): boolean {
  const n = Number(x);
  if (Number.isNaN(n)) return fact.nan;
  if (Object.is(n, -0) && !fact.negz) return false;
  if (fact.int && Number.isFinite(n) && !Number.isInteger(n)) return false;
  return fact.lo <= n && n <= fact.hi;
}
