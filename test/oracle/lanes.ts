// The meaning of vectors: every operator lane by lane, a list of values for a vector. In lanes that nobody looks at
// anything may stand, so that what faults for a scalar is zero here.
import {
  type Expr,
  type Local,
  lanesOf,
  type Scalar,
  type Store,
  scalarOf,
  type Type,
} from "../../src/compiler/ir/index.ts";
import { type Memory, sizeOf } from "./memory.ts";
import { binary, constant, fromMemory, toMemory, unary, type Value, zero } from "./operators.ts";
import { OracleFault } from "./outcomes.ts";

interface Locals {
  readonly values: Map<Local, Value>;
  readonly gangs: Map<Local, readonly Value[]>;
}

/** Evaluates vectors; `scalar` evaluates the rest. */
export class Lanes<Frame extends Locals> {
  readonly #memory: Memory;
  readonly #scalar: (frame: Frame, e: Expr) => Value;

  constructor(memory: Memory, scalar: (frame: Frame, e: Expr) => Value) {
    this.#memory = memory;
    this.#scalar = scalar;
  }

  /** A value a lane. */
  of(frame: Frame, e: Expr): readonly Value[] {
    const lanes = lanesOf(e.type);
    const type = scalarOf(e.type);
    const all = (value: Value): Value[] => new Array<Value>(lanes).fill(value);
    switch (e.k) {
      case "const":
        return all(constant(type, e.value));
      case "get":
        return frame.gangs.get(e.local) ?? all(zero(type));
      case "un":
        if (e.op === "low") return this.of(frame, e.a).slice(0, lanes);
        if (e.op === "high") return this.of(frame, e.a).slice(lanes);
        if (e.op === "splat") return all(this.#scalar(frame, e.a));
        return this.of(frame, e.a).map((x) => quiet(() => unary(e.op, x, scalarOf(e.a.type), type), type));
      case "bin": {
        if (e.op === "ramp") {
          const start = this.#scalar(frame, e.a);
          return all(start).map((x, l) =>
            type === "i64"
              ? BigInt.asIntN(64, BigInt(x) + BigInt(l) * BigInt((e.b as { value: number }).value))
              : binary("add", x, l * (e.b as { value: number }).value, type),
          );
        }
        if (e.op === "join") {
          const most = lanesOf(e.a.type) === 1 ? [this.#scalar(frame, e.a)] : this.of(frame, e.a);
          return [...most, this.#scalar(frame, e.b)];
        }
        const [a, b] = [this.of(frame, e.a), this.of(frame, e.b)];
        return a.map((x, l) => quiet(() => binary(e.op, x, b[l], scalarOf(e.a.type)), type));
      }
      case "cond": {
        const [test, a, b] = [this.of(frame, e.test), this.of(frame, e.a), this.of(frame, e.b)];
        return test.map((t, l) => (t === 1 ? a[l] : b[l]));
      }
      case "load": {
        const { elem } = e.array;
        const mask = e.mask && this.of(frame, e.mask);
        // Not even a lane that nobody looks at may read beside memory, unless a mask says so.
        return this.#addresses(frame, e.array.base, e.index, elem, lanes).map((at, l) =>
          mask?.[l] === 0 ? zero(type) : fromMemory(this.#memory.load(elem, at), elem, type),
        );
      }
      default:
        throw new OracleFault(`a vector of ${e.k}`);
    }
  }

  /** Index, value, mask; then the lanes that are on, in order. */
  store(frame: Frame, s: Store): void {
    const { elem } = s.array;
    const at = this.#addresses(frame, s.array.base, s.index, elem, lanesOf(s.value.type));
    const value = this.of(frame, s.value);
    const mask = s.mask && this.of(frame, s.mask);
    for (const [l, x] of value.entries()) {
      if (!mask || mask[l] === 1) this.#memory.store(elem, at[l], toMemory(x, elem));
    }
  }

  #addresses(frame: Frame, base: Local, index: Expr, elem: Store["array"]["elem"], lanes: number): number[] {
    const start = Number(frame.values.get(base));
    if (lanesOf(index.type) > 1) return this.of(frame, index).map((i) => start + Number(i) * sizeOf(elem));
    const first = start + Number(this.#scalar(frame, index)) * sizeOf(elem);
    return Array.from({ length: lanes }, (_, l) => first + l * sizeOf(elem));
  }
}

function quiet(make: () => Value, type: Scalar | Type): Value {
  try {
    return make();
  } catch (e) {
    if (e instanceof OracleFault) return zero(type);
    throw e;
  }
}
