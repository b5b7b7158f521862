// Buffers of Alltoallw: a block for each rank, each with a type of its own, as mpi4py takes them.
import { type Layout, layoutOf, type PerRank, perRank } from "./block-spec.ts";
import { ERR_BUFFER, ERR_COUNT, ERR_TYPE } from "./constants.ts";
import { Datatype } from "./datatype.ts";
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
  return layoutOf(memory, blocks, ERR_COUNT);
}
