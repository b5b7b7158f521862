// Collective calls as schedules of messages. A schedule is a generator that gives what it waits for: a blocking call
// waits for one after the other, and one that was begun goes on whenever its rank is in some call of MPI's.
//
// Parts are combined in the order of ranks, in the grouping of a binary tree over all ranks from 0 on: for one number of
// ranks a result has the same bits whatever the timing, the root, and the call (Reduce or Allreduce).
import { blockOf } from "../blocks.ts";
import type { Blocks, Reduction } from "../face.ts";
import type { Pending } from "./requests.ts";

/** Messages of one collective call, to and from the ranks of a group. */
export interface Links {
  /** Begins to send; undefined if that is all. */
  send(memory: Uint8Array, to: number): Pending | undefined;
  /** Begins to receive. */
  receive(memory: Uint8Array, from: number): Pending;
  /** Receives: in a blocking call at once, and undefined then. */
  fetch(memory: Uint8Array, from: number): Pending | undefined;
}

/** Messages of one collective call, between ranks of this rank's group. */
export interface Inside extends Links {
  readonly rank: number;
  readonly size: number;
  /** Memory for what is received and not kept, until the call is over. */
  scratch(bytes: number): Uint8Array;
}

/** What is waited for, one after the other. */
export type Schedule = Generator<Pending | undefined, void, void>;

/** A message that only comes. */
export const NOTHING: Uint8Array = new Uint8Array(0);

/**
 * Dissemination (Hensgen, Finkel and Manber, 1988): in round k each rank tells the one 2^k further on, and waits for the
 * one 2^k before it. After log2(size) rounds everybody has heard of everybody, by way of others.
 */
export function* barrier(at: Inside): Schedule {
  for (let distance = 1; distance < at.size; distance *= 2) {
    const sent = at.send(NOTHING, (at.rank + distance) % at.size);
    yield at.fetch(NOTHING, (at.rank + at.size - distance) % at.size);
    yield sent;
  }
}

/** Down a binomial tree: each rank that has the data hands it to half of those that are left. */
export function* bcast(at: Inside, memory: Uint8Array, root: number): Schedule {
  const { size } = at;
  const relative = (at.rank - root + size) % size;
  let distance = 1;
  while (distance < size && (relative & distance) === 0) distance *= 2;
  if (relative !== 0) yield at.fetch(memory, (at.rank - distance + size) % size);
  const sent: (Pending | undefined)[] = [];
  for (distance /= 2; distance >= 1; distance /= 2) {
    if (relative + distance < size) sent.push(at.send(memory, (at.rank + distance) % size));
  }
  yield* sent;
}

/** Up the tree to rank 0; each step combines a run of ranks with the run that follows on it. */
function* up(at: Inside, memory: Uint8Array, how: Reduction): Schedule {
  let part: Uint8Array | undefined;
  for (let distance = 1; distance < at.size; distance *= 2) {
    if (at.rank & distance) {
      yield at.send(memory, at.rank - distance);
      return;
    }
    if (at.rank + distance >= at.size) continue;
    part ??= new Uint8Array(memory.length);
    yield at.fetch(part, at.rank + distance);
    how.op.combine(memory, part, how.type);
  }
}

export function* reduce(at: Inside, memory: Uint8Array, how: Reduction, root: number): Schedule {
  yield* up(at, memory, how);
  if (root === 0) return;
  if (at.rank === 0) yield at.send(memory, root);
  if (at.rank === root) yield at.fetch(memory, 0);
}

export function* allreduce(at: Inside, memory: Uint8Array, how: Reduction): Schedule {
  const { size } = at;
  if ((size & (size - 1)) !== 0) {
    yield* up(at, memory, how);
    yield* bcast(at, memory, 0);
  } else if (memory.length < LONG) yield* doubling(at, memory, how);
  else yield* halving(at, memory, how);
}

/** Combines all ranks' parts as the tree does; the result is in the first of them. */
export function combineParts(parts: readonly Uint8Array[], how: Reduction): void {
  for (let distance = 1; distance < parts.length; distance *= 2) {
    for (let r = 0; r + distance < parts.length; r += 2 * distance) {
      how.op.combine(parts[r], parts[r + distance], how.type);
    }
  }
}

/** Combines what this rank has in `memory` with its peer's `part`, into `memory`: the lower rank's comes first. */
function combineInOrder(memory: Uint8Array, part: Uint8Array, how: Reduction, first: boolean): void {
  if (first || how.op.Is_commutative()) how.op.combine(memory, part, how.type);
  else {
    how.op.combine(part, memory, how.type);
    memory.set(part);
  }
}

/** Recursive doubling, which groups as the tree does where ranks are a power of two: half the rounds. */
function* doubling(at: Inside, memory: Uint8Array, how: Reduction): Schedule {
  const part = at.scratch(memory.length);
  for (let distance = 1; distance < at.size; distance *= 2) {
    const peer = at.rank ^ distance;
    const sent = at.send(memory, peer);
    yield at.fetch(part, peer);
    yield sent;
    combineInOrder(memory, part, how, at.rank < peer);
  }
}

/** From so many bytes on a rank combines a share of the elements only (measured, 2 ranks: 64 KiB 20 µs for 42). */
const LONG = 16 * 1024;

/**
 * As doubling, but of what two partners have each combines one half, and so on with the next partner, until each has its
 * share of the result; then they give each other what they have, the other way round (Rabenseifner, 2004).
 */
function* halving(at: Inside, memory: Uint8Array, how: Reduction): Schedule {
  const { rank, size } = at;
  const element = how.type.size;
  const bytes = (from: number, to: number) => memory.subarray(from * element, to * element);
  let [low, high] = [0, memory.length / element];
  const part = at.scratch(Math.ceil(high / 2) * element);
  const ranges: [low: number, high: number][] = [];
  for (let distance = 1; distance < size; distance *= 2) {
    const peer = rank ^ distance;
    const middle = (low + high) >>> 1;
    ranges.push([low, high]);
    const first = rank < peer;
    const sent = at.send(first ? bytes(middle, high) : bytes(low, middle), peer);
    if (first) high = middle;
    else low = middle;
    const others = part.subarray(0, (high - low) * element);
    yield at.fetch(others, peer);
    yield sent;
    combineInOrder(bytes(low, high), others, how, first);
  }
  for (let distance = size / 2; distance >= 1; distance /= 2) {
    const peer = rank ^ distance;
    const [from, to] = ranges.pop() as [number, number];
    const sent = at.send(bytes(low, high), peer);
    yield at.fetch(low === from ? bytes(high, to) : bytes(from, low), peer);
    yield sent;
    [low, high] = [from, to];
  }
}

/** Along the ranks: each gets the result of those before it, and passes it on with its own part. */
export function* scan(at: Inside, memory: Uint8Array, how: Reduction, exclusive: boolean): Schedule {
  const { rank, size } = at;
  if (rank === 0) {
    if (size > 1) yield at.send(memory, 1);
    return;
  }
  const before = new Uint8Array(memory.length);
  yield at.fetch(before, rank - 1);
  const all = exclusive ? before.slice() : before;
  how.op.combine(all, memory, how.type);
  if (rank + 1 < size) yield at.send(all.slice(), rank + 1);
  memory.set(exclusive ? before : all);
}

export function* gather(at: Inside, memory: Uint8Array, into: Blocks | undefined, root: number): Schedule {
  if (at.rank !== root) {
    yield at.send(memory, root);
    return;
  }
  const received: Pending[] = [];
  for (let rank = 0; rank < at.size; rank++) {
    if (rank === root) blockOf(into as Blocks, rank).set(memory);
    else received.push(at.receive(blockOf(into as Blocks, rank), rank));
  }
  yield* received;
}

export function* scatter(at: Inside, from: Blocks | undefined, memory: Uint8Array, root: number): Schedule {
  if (at.rank !== root) {
    yield at.fetch(memory, root);
    return;
  }
  const sent: (Pending | undefined)[] = [];
  for (let rank = 0; rank < at.size; rank++) {
    if (rank === root) memory.set(blockOf(from as Blocks, rank));
    else sent.push(at.send(blockOf(from as Blocks, rank), rank));
  }
  yield* sent;
}

/** Around the ring: each block travels past all ranks. */
export function* allgather(at: Inside, memory: Uint8Array, into: Blocks): Schedule {
  const { rank, size } = at;
  blockOf(into, rank).set(memory);
  for (let step = 0; step < size - 1; step++) {
    const sent = at.send(blockOf(into, (rank - step + size) % size), (rank + 1) % size);
    yield at.fetch(blockOf(into, (rank - step - 1 + size) % size), (rank + size - 1) % size);
    yield sent;
  }
}

export function* alltoall(at: Inside, from: Blocks, into: Blocks): Schedule {
  const { rank, size } = at;
  blockOf(into, rank).set(blockOf(from, rank));
  const pending: (Pending | undefined)[] = [];
  for (let step = 1; step < size; step++) {
    const source = (rank - step + size) % size;
    pending.push(at.receive(blockOf(into, source), source));
  }
  for (let step = 1; step < size; step++) {
    const dest = (rank + step) % size;
    pending.push(at.send(blockOf(from, dest), dest));
  }
  yield* pending;
}

/** Combined at rank 0, which gives each rank its block: so the bits are those of Reduce. */
export function* reduceScatter(at: Inside, from: Blocks, memory: Uint8Array, how: Reduction): Schedule {
  yield* up(at, from.memory, how);
  yield* scatter(at, at.rank === 0 ? from : undefined, memory, 0);
}
