// The fixed tree of parallel reductions, as the doc comment of `Parallel` in ir.ts spells it: how many iterations make
// a chunk, what a partial result starts from, and how partial results fold.
import type { Elem, Local, ReduceOp, Type } from "../../src/compiler/ir/index.ts";
import { binary, type Value } from "./operators.ts";

const LANES = 32;

/** The smallest power of two C with 64 C >= n, at most `cap`. */
export function chunkSize(n: number, cap: number): number {
  let c = 1;
  while (64 * c < n && c < cap) c *= 2;
  return c;
}

/** What a partial result of `op` starts from, in a local of type `type`. */
export function identity(op: ReduceOp, type: Type): Value {
  const integer = type === "i32" || type === "i64" || type === "bool";
  const width = type === "i64" ? 64n : 32n;
  const number = (x: bigint): Value => (type === "i64" ? x : Number(x));
  switch (op) {
    case "add":
      return integer ? number(0n) : -0;
    case "mul":
      return integer ? number(1n) : 1;
    case "min":
      return integer ? number(2n ** (width - 1n) - 1n) : Number.POSITIVE_INFINITY;
    case "max":
      return integer ? number(-(2n ** (width - 1n))) : Number.NEGATIVE_INFINITY;
    case "and":
      return type === "bool" ? 1 : number(-1n);
    case "or":
    case "xor":
      return number(0n);
  }
}

/** What an element of a private array starts from: the identity, or the element nearest to it. */
export function elementIdentity(op: ReduceOp, elem: Elem): number {
  if (elem === "f64" || elem === "f32") return Number(identity(op, "f64"));
  const bits = Number(elem.slice(1));
  const signed = elem.startsWith("i");
  if (op === "min") return signed ? 2 ** (bits - 1) - 1 : 2 ** bits - 1;
  if (op === "max") return signed ? -(2 ** (bits - 1)) : 0;
  return Number(identity(op, "i32"));
}

/** Two partial results in one. Bitwise operators on numbers go through int32, as in JavaScript. */
export function combine(op: ReduceOp, a: Value, b: Value, type: Type): Value {
  if (type === "f64" && (op === "and" || op === "or" || op === "xor")) {
    return binary(op, Number(a) | 0, Number(b) | 0, "i32");
  }
  return binary(op, a, b, type);
}

/** Folds the lanes of one chunk by halves: l with l + 16, then 8, 4, 2, 1. */
export function foldLanes<T>(lanes: readonly T[], fold: (a: T, b: T) => T): T {
  const level = [...lanes];
  for (let half = level.length / 2; half >= 1; half /= 2) {
    for (let l = 0; l < half; l++) level[l] = fold(level[l], level[l + half]);
  }
  return level[0];
}

/** Folds chunks by adjacent pairs, level by level; an odd last one moves up unchanged. Undefined for none. */
export function foldChunks<T>(chunks: readonly T[], fold: (a: T, b: T) => T): T | undefined {
  let level = [...chunks];
  while (level.length > 1) {
    const up: T[] = [];
    for (let i = 0; i < level.length; i += 2) {
      up.push(i + 1 < level.length ? fold(level[i], level[i + 1]) : level[i]);
    }
    level = up;
  }
  return level[0];
}

/** One scalar reduction: 32 lanes in each chunk, and the value that the whole folds onto. */
export class LaneTree {
  readonly local: Local;
  readonly #op: ReduceOp;
  readonly #before: Value;
  readonly #chunk: number;
  readonly #chunks: Value[][] = [];

  constructor(op: ReduceOp, local: Local, before: Value, n: number) {
    this.#op = op;
    this.local = local;
    this.#before = before;
    this.#chunk = chunkSize(n, 16384);
  }

  #lanes(k: number): Value[] {
    const c = Math.floor(k / this.#chunk);
    this.#chunks[c] ??= new Array(LANES).fill(identity(this.#op, this.local.type));
    return this.#chunks[c];
  }

  /** The partial result that iteration `k` goes on from. */
  partial(k: number): Value {
    return this.#lanes(k)[(k % this.#chunk) % LANES];
  }

  keep(k: number, value: Value): void {
    this.#lanes(k)[(k % this.#chunk) % LANES] = value;
  }

  result(): Value {
    const fold = (a: Value, b: Value): Value => combine(this.#op, a, b, this.local.type);
    const total = foldChunks(
      this.#chunks.map((lanes) => foldLanes(lanes, fold)),
      fold,
    );
    return total === undefined ? this.#before : fold(this.#before, total);
  }
}
