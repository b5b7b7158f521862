// Collective calls of values, in steps over an engine's calls for bytes: first how long everybody's is, then the bytes.
// Each is a generator that gives what it waits for, so that the same steps serve calls that wait and calls that do not.

import { bytesOf } from "../buffer-spec.ts";
import { ERR_COUNT, ERR_OP } from "../constants.ts";
import { blockOf, joined, laidOut } from "../engine/blocks.ts";
import type { Blocks, Context, Operation } from "../engine/face.ts";
import { Exception } from "../exception.ts";
import { type Combine, fold } from "./combine.ts";
import { packed, unpacked } from "./packed.ts";

/** Steps of a call, and what it gives. */
export type Steps<T> = Generator<Operation, T, void>;

/** What a broadcast sends first: the length, and as much of the value as fits. */
const FIRST = 512;

/** One length for each rank. */
export const lengths = (size: number): Float64Array => new Float64Array(size);
export const each = (size: number, bytes: number): number[] => Array.from({ length: size }, () => bytes);

export const values = (blocks: Blocks): unknown[] =>
  blocks.bytes.map((_, rank) => unpacked(blockOf(blocks, rank)));

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

/** Everybody's values; between two groups those of the other. */
export function* allgather(context: Context, value: unknown): Steps<unknown[]> {
  const own = packed(value);
  const all = lengths(context.peers);
  yield context.begun.allgather(
    bytesOf(Float64Array.of(own.length)),
    laidOut(each(context.peers, 8), bytesOf(all)),
    true,
  );
  const blocks = laidOut([...all]);
  yield context.begun.allgather(own, blocks, false);
  return values(blocks);
}

/** One value for each rank. */
export function one(list: unknown, size: number): unknown[] {
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

/** A value to each rank and from each; between two groups of the other. */
export function* alltoall(context: Context, list: unknown): Steps<unknown[]> {
  const { peers } = context;
  const from = joined(one(list, peers).map((value) => packed(value)));
  const all = lengths(peers);
  const eights = each(peers, 8);
  yield context.begun.alltoall(
    laidOut(eights, bytesOf(Float64Array.from(from.bytes))),
    laidOut(eights, bytesOf(all)),
    true,
  );
  const into = laidOut([...all]);
  yield context.begun.alltoall(from, into, false);
  return values(into);
}

/** Values that are gathered, combined where they are. */
export function* reduce<T>(
  gathering: Steps<unknown[] | undefined>,
  combine: Combine<T>,
): Steps<T | undefined> {
  const all = (yield* gathering) as T[] | undefined;
  return all === undefined ? undefined : fold(all, combine);
}

/** Values combined, or why that failed: what the rank that does it tells the others. */
export type Combined<T> = { readonly value: T } | { readonly error: string };

/** Combines values on one rank for all: functions of a program's need not give the same everywhere. */
export function combinedOnce<T>(all: readonly T[], combine: Combine<T>) {
  try {
    return { told: { value: fold(all, combine) }, failure: undefined };
  } catch (error) {
    return { told: { error: String(error) }, failure: { error } };
  }
}

/** What was combined on rank 0. Throws on all ranks if that failed. */
export function combinedValue<T>(told: Combined<T>, failure: { readonly error: unknown } | undefined): T {
  if (failure !== undefined) throw failure.error;
  if ("error" in told) throw new Exception(ERR_OP, `combining the values failed on rank 0: ${told.error}`);
  return told.value;
}

export function* allreduce<T>(context: Context, value: T, combine: Combine<T>): Steps<T> {
  const all = (yield* gather(context, value, 0)) as T[] | undefined;
  const result = all === undefined ? undefined : combinedOnce(all, combine);
  const told = (yield* bcast(context, result?.told, 0)) as Combined<T>;
  return combinedValue(told, result?.failure);
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
