// Buffers of Alltoallw: a block for each rank, each with a type of its own, as mpi4py takes them.
import type { PerRank, Staged } from "./block-spec.ts";
import { perRank } from "./block-spec.ts";
import { bytesOf } from "./buffer-spec.ts";
import { ERR_BUFFER, ERR_COUNT, ERR_TYPE } from "./constants.ts";
import { Datatype } from "./datatype.ts";
import { blockOf, joined, laidOut } from "./engine/blocks.ts";
import type { Blocks } from "./engine/face.ts";
import { Exception } from "./exception.ts";

/**
 * A buffer with a block for each rank, each of a type of its own: `[buffer, types]` (one element of each, at the buffer's
 * beginning), `[buffer, [counts, displacements], types]` or `[buffer, counts, displacements, types]`. Counts are in elements
 * of the block's type, displacements in bytes.
 */
export type TypedSpec =
  | readonly [ArrayBufferView, readonly Datatype[]]
  | readonly [ArrayBufferView, readonly [PerRank, PerRank], readonly Datatype[]]
  | readonly [ArrayBufferView, PerRank, PerRank, readonly Datatype[]];

/** So many elements of a type, from a byte of the memory on. */
interface Typed {
  readonly type: Datatype;
  readonly count: number;
  readonly at: number;
}

interface Layout {
  readonly memory: Uint8Array;
  readonly blocks: readonly Typed[];
}

/** Understands a block of any type for each of `size` ranks. */
export function typedBlocks(spec: TypedSpec, size: number): Layout {
  const parts = (Array.isArray(spec) ? spec : []) as readonly unknown[];
  const [memory] = parts;
  const types = parts.at(-1);
  if (parts.length < 2 || parts.length > 4 || !ArrayBuffer.isView(memory)) {
    throw new Exception(
      ERR_BUFFER,
      "Alltoallw takes [buffer, counts, displacements, types], with a datatype for each rank",
    );
  }
  if (!Array.isArray(types) || types.length !== size || !types.every((type) => type instanceof Datatype)) {
    throw new Exception(ERR_TYPE, `types are a list with a Datatype for each of ${size} ranks`);
  }
  const [counts, displacements] =
    parts.length === 4 ? parts.slice(1, 3) : parts.length === 3 ? (parts[1] as readonly unknown[]) : [];
  const many = perRank(counts ?? 1, size, "counts");
  const at = perRank(displacements ?? 0, size, "displacements");
  const blocks = types.map((type: Datatype, i) => ({ type, count: many[i], at: at[i] }));
  blocks.forEach(({ type, count, at }, i) => {
    const end = at + type.span(count);
    if (count > 0 && end > memory.byteLength) {
      throw new Exception(
        ERR_COUNT,
        `the block of rank ${i} ends at byte ${end}, and the buffer has ${memory.byteLength}`,
      );
    }
  });
  return { memory: bytesOf(memory), blocks };
}

const lengths = (blocks: readonly Typed[]): number[] => blocks.map(({ type, count }) => count * type.size);

const direct = ({ memory, blocks }: Layout): Blocks | undefined =>
  blocks.every(({ type }) => type.isContiguous)
    ? { memory, at: blocks.map(({ at }) => at), bytes: lengths(blocks) }
    : undefined;

/** Blocks to be sent. */
export const outgoingTyped = (layout: Layout): Blocks =>
  direct(layout) ??
  joined(layout.blocks.map(({ type, count, at }) => type.gather(layout.memory.subarray(at), count)));

/** Blocks to be received. */
export function incomingTyped(layout: Layout): Staged {
  const there = direct(layout);
  if (there !== undefined) return { blocks: there, settle: () => {} };
  const blocks = laidOut(lengths(layout.blocks));
  return {
    blocks,
    settle: () =>
      layout.blocks.forEach(({ type, count, at }, i) => {
        const part = blockOf(blocks, i);
        type.spread(part, part.length, layout.memory.subarray(at), count);
      }),
  };
}
