// How ranks agree on a new context: who is in it, in which order, and under which number.
import { CONTEXT, NEXT_CONTEXT } from "../../../job/index.ts";
import { type Context, emptyEnvelope } from "../face.ts";

/** A context that was agreed on: its number, and its ranks as those of the one that it was made of. */
export interface Made {
  readonly id: number;
  readonly ranks: readonly number[];
}

/** Tags above those that values' parts have in the messages of ours. */
const GROUP_TAGS = 2 ** 20;

/** A context of the ranks that give one color, in the order of keys; undefined for those that give none. All call it. */
export function split(
  { rank, size, blocking }: Context,
  words: Int32Array,
  color: number | undefined,
  key: number,
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
  if (rank === 0) first[0] = Atomics.add(words, NEXT_CONTEXT, CONTEXT * colors.length);
  blocking.bcast(new Uint8Array(first.buffer), 0);
  if (color === undefined) return undefined;
  const members = ranks
    .filter((i) => all[3 * i + 1] === color)
    .sort((a, b) => all[3 * a + 2] - all[3 * b + 2] || a - b);
  return { id: first[0] + CONTEXT * colors.indexOf(color), ranks: members };
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
