// Exchange with the ranks beside a rank on a grid (MPI 5.0, section 8.6), as an exchange among all in which the others get
// nothing.
//
// On a closed grid of one or two ranks in a direction one rank is a neighbour on both sides, and gets two blocks: they
// travel in the order in which their sender has them, and what is sent forwards arrives from behind.
import { blocksOf, equalBlocks, incoming, outgoing, type VectorSpec } from "./block-spec.ts";
import { type BufSpec, message } from "./buffer-spec.ts";
import { type Call, packed, tooLong } from "./collective-call.ts";
import { blockOf, laidOut } from "./engine/blocks.ts";
import type { Blocks } from "./engine/face.ts";

/** The neighbours of a rank: of each direction the one before and the one after; negative where there is none. */
export interface Neighbors {
  readonly ranks: readonly number[];
  readonly rank: number;
  readonly size: number;
}

/** One block to each neighbour and from each. */
export function alltoallCall(at: Neighbors, sendbuf: unknown, recvbuf: unknown, equal: boolean): Call {
  const layout = equal ? (equalBlocks as typeof blocksOf) : blocksOf;
  const slots = at.ranks.length;
  return exchange(at, outgoing(layout(sendbuf as VectorSpec, slots)), layout(recvbuf as VectorSpec, slots));
}

/** The same block to each neighbour, and one from each. */
export function allgatherCall(at: Neighbors, sendbuf: BufSpec, recvbuf: BufSpec): Call {
  const own = packed(message(sendbuf));
  const same: Blocks = { memory: own, at: at.ranks.map(() => 0), bytes: at.ranks.map(() => own.length) };
  return exchange(at, same, equalBlocks(recvbuf, at.ranks.length));
}

function exchange(
  { ranks, rank: own, size }: Neighbors,
  from: Blocks,
  into: ReturnType<typeof blocksOf>,
): Call {
  const { blocks, settle } = incoming(into);
  const there = ranks.map((rank, slot) => ({ rank, slot })).filter(({ rank }) => rank >= 0);
  // By rank, in the order of my own slots: what I send. What I receive was ordered by its sender's, who sends me by slot
  // 2 d + 1, forwards, what I have in slot 2 d, from behind.
  const sent = there.toSorted((a, b) => a.rank - b.rank || a.slot - b.slot);
  const received = there.toSorted((a, b) => a.rank - b.rank || (a.slot ^ 1) - (b.slot ^ 1));
  const lengths = (list: typeof there, of: Blocks): number[] => {
    const bytes = new Array<number>(size).fill(0);
    for (const { rank, slot } of list) bytes[rank] += of.bytes[slot];
    return bytes;
  };
  const out = laidOut(lengths(sent, from));
  let at = 0;
  for (const { slot } of sent) {
    out.memory.set(blockOf(from, slot), at);
    at += from.bytes[slot];
  }
  const arrived = laidOut(lengths(received, blocks));
  if (out.bytes[own] > arrived.bytes[own]) throw tooLong(out.bytes[own], arrived.bytes[own]);
  return {
    make: (calls) => calls.alltoall(out, arrived, false),
    settle() {
      let next = 0;
      for (const { slot } of received) {
        const block = blockOf(blocks, slot);
        block.set(arrived.memory.subarray(next, next + block.length));
        next += block.length;
      }
      settle();
    },
  };
}
