// Collective calls of values between two groups: the root's own group has its data nowhere but at the root, and gets none.
//
// Every rank makes as many of the engine's calls as all others, whatever it knows: PROC_NULL ranks do not hear how long a
// value is, so that a length is always one call and the bytes another.
import { bytesOf } from "../buffer-spec.ts";
import { ROOT } from "../constants.ts";
import { joined, laidOut } from "../engine/blocks.ts";
import type { Context } from "../engine/face.ts";
import {
  alltoall,
  type Combined,
  combinedOnce,
  combinedValue,
  each,
  lengths,
  one,
  type Steps,
  values,
} from "./collective.ts";
import type { Combine } from "./combine.ts";
import { packed, unpacked } from "./packed.ts";

const NOTHING = new Uint8Array(0);

/** The value of the other group's root; undefined in its own group. */
export function* bcast(context: Context, value: unknown, root: number): Steps<unknown> {
  const { begun } = context;
  const own = root === ROOT ? packed(value) : NOTHING;
  const length = Float64Array.of(own.length);
  yield begun.bcast(bytesOf(length), root);
  const all = root < 0 ? own : new Uint8Array(length[0]);
  yield begun.bcast(all, root);
  return root < 0 ? undefined : unpacked(all);
}

/** The other group's values at the root; undefined elsewhere. */
export function* gather(context: Context, value: unknown, root: number): Steps<unknown[] | undefined> {
  const { begun, peers } = context;
  if (root !== ROOT) {
    const own = root < 0 ? NOTHING : packed(value);
    yield begun.gather(root < 0 ? NOTHING : bytesOf(Float64Array.of(own.length)), undefined, root, true);
    yield begun.gather(own, undefined, root, false);
    return undefined;
  }
  const all = lengths(peers);
  yield begun.gather(NOTHING, laidOut(each(peers, 8), bytesOf(all)), root, true);
  const blocks = laidOut([...all]);
  yield begun.gather(NOTHING, blocks, root, false);
  return values(blocks);
}

/** This rank's value of the list of the other group's root; undefined in its own group. */
export function* scatter(context: Context, list: unknown, root: number): Steps<unknown> {
  const { begun, peers } = context;
  if (root !== ROOT) {
    const length = new Float64Array(1);
    yield begun.scatter(undefined, root < 0 ? NOTHING : bytesOf(length), root, true);
    const own = new Uint8Array(length[0]);
    yield begun.scatter(undefined, own, root, false);
    return root < 0 ? undefined : unpacked(own);
  }
  const blocks = joined(one(list, peers).map((value) => packed(value)));
  const all = bytesOf(Float64Array.from(blocks.bytes));
  yield begun.scatter(laidOut(each(peers, 8), all), NOTHING, root, true);
  yield begun.scatter(blocks, NOTHING, root, false);
  return undefined;
}

/**
 * The other group's values combined. A group has no calls of its own here, so that what its rank 0 has combined goes to the
 * other's rank 0 and back from there to all.
 */
export function* allreduce<T>(context: Context, value: T, combine: Combine<T>): Steps<T> {
  const { rank, peers } = context;
  const toFirst = (sent: unknown) => Array.from({ length: peers }, (_, peer) => (peer === 0 ? sent : null));
  const all = (yield* alltoall(context, toFirst(value))) as T[];
  const result = rank === 0 ? combinedOnce(all, combine) : undefined;
  const [theirs] = yield* alltoall(context, toFirst(result?.told));
  const [told] = yield* alltoall(
    context,
    Array.from({ length: peers }, () => (rank === 0 ? theirs : null)),
  );
  return combinedValue(told as Combined<T>, result?.failure);
}
