// How ranks agree on a new context: who is in it, in which order, and under which number.
import { CONTEXT, NEXT_CONTEXT } from "../../../job/index.ts";
import { type Context, emptyEnvelope, type Operation } from "../face.ts";
import { inBoth } from "../overlap.ts";
import type { Here } from "./here.ts";

/** A context that was agreed on: its number, and its ranks as those of the one that it was made of. */
export interface Made {
  readonly id: number;
  readonly ranks: readonly number[];
}

/** Tags above those that values' parts have in the messages of ours, and those above them. */
const GROUP_TAGS = 2 ** 20;
const BRIDGE_TAGS = 2 ** 24;

/**
 * A context of the ranks that give one color, in the order of keys, with so many numbers; undefined for those that give
 * none. All call it.
 */
export function split(
  { rank, size, blocking }: Context,
  words: Int32Array,
  color: number | undefined,
  key: number,
  numbers: number,
): Made | undefined {
  // Three numbers of each rank: whether it takes part, its color and its key.
  const all = new Float64Array(3 * size);
  const own = Float64Array.of(color === undefined ? 0 : 1, color ?? 0, key);
  const at = Array.from({ length: size }, (_, i) => 24 * i);
  const blocks = { memory: new Uint8Array(all.buffer), at, bytes: at.map(() => 24) };
  blocking.allgather(new Uint8Array(own.buffer), blocks, true);
  const ranks = at.map((_, i) => i).filter((i) => all[3 * i] === 1);
  const colors = [...new Set(ranks.map((i) => all[3 * i + 1]))];
  // One rank takes numbers for all colors: contexts of different ranks must not have the same, either.
  const first = new Float64Array(1);
  if (rank === 0) first[0] = Atomics.add(words, NEXT_CONTEXT, numbers * colors.length);
  blocking.bcast(new Uint8Array(first.buffer), 0);
  if (color === undefined) return undefined;
  const members = ranks
    .filter((i) => all[3 * i + 1] === color)
    .sort((a, b) => all[3 * a + 2] - all[3 * b + 2] || a - b);
  return { id: first[0] + numbers * colors.indexOf(color), ranks: members };
}

/** A context of these ranks, who alone call it. */
export function group(
  { rank, inner }: Context,
  words: Int32Array,
  ranks: readonly number[],
  tag: number,
): Made {
  // The first of them takes the number, and tells the others in the messages of ours.
  const number = new Float64Array(1);
  if (ranks[0] === rank) {
    number[0] = Atomics.add(words, NEXT_CONTEXT, CONTEXT);
    for (const other of ranks.slice(1)) inner.send(number, 8, other, GROUP_TAGS + tag, "standard");
  } else inner.receive(number, 8, ranks[0], GROUP_TAGS + tag, emptyEnvelope());
  return { id: number[0], ranks };
}

/** Numbers of a context of the same ranks, taken by rank 0: they stand in `id` once the operation is done. All call it. */
export function number(
  { rank, begun }: Context,
  words: Int32Array,
  numbers: number,
): { readonly operation: Operation; readonly id: Float64Array } {
  const id = new Float64Array(1);
  if (rank === 0) id[0] = Atomics.add(words, NEXT_CONTEXT, numbers);
  return { id, operation: begun.bcast(new Uint8Array(id.buffer), 0) };
}

/**
 * A context between these ranks and those whose leader is rank `remoteLeader` of `peer`, which has two numbers: for its own
 * messages, and for those of all ranks together. All ranks of both groups call it. Throws ERR_COMM on all of them if a rank
 * is in both.
 */
export function bridge(
  { rank, members, blocking }: Context,
  { words, port }: Here,
  leader: number,
  peer: Context | undefined,
  remoteLeader: number,
  tag: number,
): Made {
  // The number, how many ranks the other group has, and which.
  const theirs = new Float64Array(2 + port.size);
  if (rank === leader && peer !== undefined) {
    const other = (peer.remote ?? peer.members)[remoteLeader];
    // The other leader may not come here then: it may be any rank of this group.
    if (members.includes(other)) theirs.set([0, 1, other]);
    else {
      const first = port.rank < other;
      const ours = new Float64Array(theirs.length);
      ours.set([first ? Atomics.add(words, NEXT_CONTEXT, 2 * CONTEXT) : 0, members.length, ...members]);
      const { inner } = peer;
      const sent = inner.isend(ours, ours.byteLength, remoteLeader, BRIDGE_TAGS + tag, "standard");
      inner.receive(theirs, theirs.byteLength, remoteLeader, BRIDGE_TAGS + tag, emptyEnvelope());
      sent.wait();
      if (first) theirs[0] = ours[0];
    }
  }
  blocking.bcast(new Uint8Array(theirs.buffer), leader);
  const ranks = [...theirs.subarray(2, 2 + theirs[1])];
  const twice = ranks.find((other) => members.includes(other));
  if (twice === undefined) return { id: theirs[0], ranks };
  throw inBoth(twice);
}
