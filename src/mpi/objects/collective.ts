// Collective calls of values, in steps over an engine's calls for bytes: first how long everybody's is, then the bytes.
// Each is a generator that gives what it waits for, so that the same steps serve calls that wait and calls that do not.

import { bytesOf } from "../buffer-spec.ts";
import { ERR_COUNT, ERR_OP } from "../constants.ts";
import { blockOf, joined, laidOut } from "../engine/blocks.ts";
import type { Blocks, Context, Operation } from "../engine/face.ts";
import { Exception } from "../exception.ts";
import { BAND, BOR, BXOR, LAND, LOR, LXOR, MAX, MAXLOC, MIN, MINLOC, type Op, PROD, SUM } from "../op.ts";
import { packed, unpacked } from "./packed.ts";

/** Steps of a call, and what it gives. */
export type Steps<T> = Generator<Operation, T, void>;

/** Combines two values: the first is of the lower rank. */
export type Combine<T> = (a: T, b: T) => T;

/** What a broadcast sends first: the length, and as much of the value as fits. */
const FIRST = 512;

/** One length for each rank. */
const lengths = (size: number): Float64Array => new Float64Array(size);
const each = (size: number, bytes: number): number[] => Array.from({ length: size }, () => bytes);

const values = (blocks: Blocks): unknown[] => blocks.bytes.map((_, rank) => unpacked(blockOf(blocks, rank)));

export function* bcast(context: Context, value: unknown, root: number): Steps<unknown> {
  const atRoot = context.rank === root;
  const first = new Uint8Array(FIRST);
  const length = new DataView(first.buffer);
  const own = atRoot ? packed(value) : undefined;
  if (own !== undefined) {
    length.setFloat64(0, own.length, true);
    first.set(own.subarray(0, FIRST - 8), 8);
  }
  yield context.begun.bcast(first, root);
  const bytes = length.getFloat64(0, true);
  if (bytes <= FIRST - 8) return atRoot ? value : unpacked(first.subarray(8, 8 + bytes));
  const all = own ?? new Uint8Array(bytes);
  yield context.begun.bcast(all, root);
  return atRoot ? value : unpacked(all);
}

/** Everybody's values in the order of ranks, at the root; undefined elsewhere. */
export function* gather(context: Context, value: unknown, root: number): Steps<unknown[] | undefined> {
  const own = packed(value);
  const length = Float64Array.of(own.length);
  if (context.rank !== root) {
    yield context.begun.gather(bytesOf(length), undefined, root, true);
    yield context.begun.gather(own, undefined, root, false);
    return undefined;
  }
  const all = lengths(context.size);
  yield context.begun.gather(bytesOf(length), laidOut(each(context.size, 8), bytesOf(all)), root, true);
  const blocks = laidOut([...all]);
  yield context.begun.gather(own, blocks, root, false);
  return values(blocks);
}

export function* allgather(context: Context, value: unknown): Steps<unknown[]> {
  const own = packed(value);
  const all = lengths(context.size);
  yield context.begun.allgather(
    bytesOf(Float64Array.of(own.length)),
    laidOut(each(context.size, 8), bytesOf(all)),
    true,
  );
  const blocks = laidOut([...all]);
  yield context.begun.allgather(own, blocks, false);
  return values(blocks);
}

/** One value for each rank. */
function one(list: unknown, size: number): unknown[] {
  if (Array.isArray(list) && list.length === size) return list as unknown[];
  const found = Array.isArray(list) ? `one of ${list.length}` : typeof list;
  throw new Exception(
    ERR_COUNT,
    `what is sent is a list with a value for each of ${size} ranks, not ${found}`,
  );
}

export function* scatter(context: Context, list: unknown, root: number): Steps<unknown> {
  const length = new Float64Array(1);
  if (context.rank !== root) {
    yield context.begun.scatter(undefined, bytesOf(length), root, true);
    const own = new Uint8Array(length[0]);
    yield context.begun.scatter(undefined, own, root, false);
    return unpacked(own);
  }
  const sent = one(list, context.size);
  const blocks = joined(sent.map((value) => packed(value)));
  const all = bytesOf(Float64Array.from(blocks.bytes));
  yield context.begun.scatter(laidOut(each(context.size, 8), all), bytesOf(length), root, true);
  yield context.begun.scatter(blocks, new Uint8Array(length[0]), root, false);
  return sent[root];
}

export function* alltoall(context: Context, list: unknown): Steps<unknown[]> {
  const { size } = context;
  const from = joined(one(list, size).map((value) => packed(value)));
  const all = lengths(size);
  const eights = each(size, 8);
  yield context.begun.alltoall(
    laidOut(eights, bytesOf(Float64Array.from(from.bytes))),
    laidOut(eights, bytesOf(all)),
    true,
  );
  const into = laidOut([...all]);
  yield context.begun.alltoall(from, into, false);
  return values(into);
}

const fold = <T>(list: readonly T[], combine: Combine<T>): T => list.reduce((a, b) => combine(a, b));

export function* reduce<T>(
  context: Context,
  value: T,
  combine: Combine<T>,
  root: number,
): Steps<T | undefined> {
  const all = (yield* gather(context, value, root)) as T[] | undefined;
  return all === undefined ? undefined : fold(all, combine);
}

export function* allreduce<T>(context: Context, value: T, combine: Combine<T>): Steps<T> {
  // Combined once: functions of a program's need not give the same everywhere. One that throws does so for all.
  const all = (yield* gather(context, value, 0)) as T[] | undefined;
  let result: { value: T } | { error: string } | undefined;
  let failure: { readonly error: unknown } | undefined;
  if (all !== undefined) {
    try {
      result = { value: fold(all, combine) };
    } catch (error) {
      failure = { error };
      result = { error: String(error) };
    }
  }
  const told = (yield* bcast(context, result, 0)) as { value: T } | { error: string };
  if (failure !== undefined) throw failure.error;
  if ("error" in told) throw new Exception(ERR_OP, `combining the values failed on rank 0: ${told.error}`);
  return told.value;
}

/** All up to and with this rank; `exclusive`: those before it, undefined on rank 0. */
export function* scan<T>(
  context: Context,
  value: T,
  combine: Combine<T>,
  exclusive: boolean,
): Steps<T | undefined> {
  const all = (yield* allgather(context, value)) as T[];
  const before = all.slice(0, context.rank + (exclusive ? 0 : 1));
  return before.length === 0 ? undefined : fold(before, combine);
}

type Scalar = number | bigint | boolean;

/** What operations do to single values. */
const RULES = new Map<Op, (a: Scalar, b: Scalar) => unknown>([
  [SUM, (a, b) => (a as number) + (b as number)],
  [PROD, (a, b) => (a as number) * (b as number)],
  [MAX, (a, b) => (typeof a === "bigint" ? (a > (b as bigint) ? a : b) : Math.max(Number(a), Number(b)))],
  [MIN, (a, b) => (typeof a === "bigint" ? (a < (b as bigint) ? a : b) : Math.min(Number(a), Number(b)))],
  [LAND, (a, b) => Boolean(a) && Boolean(b)],
  [LOR, (a, b) => Boolean(a) || Boolean(b)],
  [LXOR, (a, b) => Boolean(a) !== Boolean(b)],
  [BAND, (a, b) => (a as number) & (b as number)],
  [BOR, (a, b) => (a as number) | (b as number)],
  [BXOR, (a, b) => (a as number) ^ (b as number)],
]);

type Pair = readonly [value: number | bigint | string, index: number];

/** Of equal values the one with the lesser index stays. */
const located =
  (before: (a: Pair[0], b: Pair[0]) => boolean) =>
  (a: Pair, b: Pair): Pair =>
    before(b[0], a[0]) || (!before(a[0], b[0]) && b[1] < a[1]) ? b : a;

const PAIRS = new Map<Op, (a: Pair, b: Pair) => Pair>([
  [MAXLOC, located((a, b) => a > b)],
  [MINLOC, located((a, b) => a < b)],
]);

/** What combines two values by an operation, or by a function; `value` is this rank's. Throws ERR_OP for what cannot be. */
export function combiner<T>(op: Op | Combine<T>, value: T): Combine<T> {
  if (typeof op === "function") return op;
  const pairs = PAIRS.get(op);
  if (pairs !== undefined) {
    if (Array.isArray(value) && value.length === 2) return pairs as unknown as Combine<T>;
    throw new Exception(ERR_OP, `${op.name} is for pairs [value, index], not for ${typeof value}`);
  }
  const rule = RULES.get(op);
  if (rule === undefined) {
    throw new Exception(ERR_OP, "values are combined by MPI.SUM, MPI.MAX, … or by a function of two values");
  }
  // Each rank looks at its own before anything is sent, so that all say so where all are wrong.
  if (!["number", "bigint", "boolean"].includes(typeof value)) {
    throw new Exception(
      ERR_OP,
      `${op.name} is for numbers, not for ${typeof value}: give a function of two values, ` +
        "or use the call with a capital letter for arrays",
    );
  }
  return (a, b) => rule(a as Scalar, b as Scalar) as T;
}
