// Buffers of collective calls that have a block for each rank: equal blocks, or counts and displacements as in mpi4py.
import { type BufSpec, bytesOf, type Message, message } from "./buffer-spec.ts";
import { ERR_BUFFER, ERR_COUNT } from "./constants.ts";
import { Datatype, typeOf } from "./datatype.ts";
import { blockOf, endToEnd, joined, laidOut } from "./engine/blocks.ts";
import type { Blocks } from "./engine/face.ts";
import { Exception } from "./exception.ts";

/** One number for each rank, or one for all. */
export type PerRank = number | readonly number[] | Int32Array | null;

/**
 * A buffer with a block of any length for each rank: a typed array by itself (as equal blocks as can be),
 * `[buffer, counts]`, `[buffer, counts, type]` or `[buffer, counts, displacements, type]`. Counts and displacements are in
 * elements; blocks lie end to end unless displacements say otherwise.
 */
export type VectorSpec =
  | ArrayBufferView
  | readonly [ArrayBufferView | null, PerRank | Datatype]
  | readonly [ArrayBufferView | null, PerRank, Datatype | null]
  | readonly [ArrayBufferView | null, PerRank, PerRank, Datatype | null]
  | null;

/** Blocks as an engine moves them, and what is to be done once they have come. */
export interface Staged {
  readonly blocks: Blocks;
  /** Puts what was received where it belongs. */
  settle(): void;
}

/** So many elements of a type, from a byte of a program's memory on. */
interface Block {
  readonly type: Datatype;
  readonly count: number;
  readonly at: number;
}

/** A block of a program's memory for each rank. */
export interface Layout {
  readonly memory: Uint8Array;
  readonly blocks: readonly Block[];
}

/** These blocks of a buffer. Throws an Exception of class `code` for one that ends behind the buffer. */
export function layoutOf(memory: ArrayBufferView, blocks: readonly Block[], code: number): Layout {
  blocks.forEach(({ type, count, at }, i) => {
    const end = at + type.span(count);
    if (count > 0 && end > memory.byteLength) {
      throw new Exception(
        code,
        `the block of rank ${i} ends at byte ${end}, and the buffer has ${memory.byteLength}`,
      );
    }
  });
  return { memory: bytesOf(memory), blocks };
}

/** Understands `size` equal blocks. A count, if given, is that of one block. */
export function equalBlocks(spec: BufSpec, size: number): Layout {
  const said = Array.isArray(spec) && (spec as readonly unknown[]).some((part) => typeof part === "number");
  const all = message(spec);
  if (!said && all.count % size !== 0) {
    throw new Exception(
      ERR_COUNT,
      `a buffer of ${all.count} elements cannot be ${size} equal blocks: give the count of one, or use the call whose ` +
        "name ends in v",
    );
  }
  const count = said ? all.count : all.count / size;
  return ofOneType(
    all,
    Array.from({ length: size }, () => count),
    Array.from({ length: size }, (_, i) => i * count),
  );
}

/** Blocks of one type, whose displacements are in elements. */
function ofOneType(
  { memory, type }: Message,
  counts: readonly number[],
  displacements: readonly number[],
): Layout {
  const blocks = counts.map((count, i) => ({ type, count, at: displacements[i] * type.extent }));
  return layoutOf(memory, blocks, ERR_BUFFER);
}

/** Understands blocks of any length. */
export function blocksOf(spec: VectorSpec, size: number): Layout {
  const parts = (Array.isArray(spec) ? spec : [spec]) as readonly unknown[];
  if (parts.length < 1 || parts.length > 4) {
    throw new Exception(
      ERR_BUFFER,
      `[buffer, counts, displacements, type] has up to four parts, not ${parts.length}`,
    );
  }
  const given = parts.at(-1);
  const typed = parts.length > 1 && (given instanceof Datatype || (parts.length > 2 && given === null));
  const [memory, counts, displacements] = typed ? parts.slice(0, -1) : parts;
  const view = (memory ?? new Uint8Array(0)) as ArrayBufferView;
  if (!ArrayBuffer.isView(view)) {
    throw new Exception(ERR_BUFFER, "the first of [buffer, …] is a typed array");
  }
  const type = given instanceof Datatype ? given : typeOf(view);
  const total = type.extent === 0 ? 0 : Math.floor(view.byteLength / type.extent);
  const many =
    counts === undefined || counts === null
      ? Array.from({ length: size }, (_, i) => Math.floor(total / size) + (i < total % size ? 1 : 0))
      : perRank(counts, size, "counts");
  const at =
    displacements === undefined || displacements === null
      ? endToEnd(many).at
      : typeof displacements === "number"
        ? perRank(displacements, size, "displacements").map((stride, i) => stride * i)
        : perRank(displacements, size, "displacements");
  return ofOneType({ memory: view, count: 0, type }, many, at);
}

export function perRank(value: unknown, size: number, what: string): number[] {
  const list =
    typeof value === "number"
      ? Array.from({ length: size }, () => value)
      : Array.isArray(value) || ArrayBuffer.isView(value)
        ? Array.from(value as ArrayLike<number>)
        : undefined;
  if (list === undefined || list.length !== size) {
    throw new Exception(
      ERR_COUNT,
      `${what} are one number for each of ${size} ranks, not ${list === undefined ? typeof value : list.length}`,
    );
  }
  for (const number of list) {
    if (!Number.isSafeInteger(number) || number < 0) {
      throw new Exception(ERR_COUNT, `${what} are whole numbers, 0 or more, not ${String(number)}`);
    }
  }
  return list;
}

const lengths = ({ blocks }: Layout): number[] => blocks.map(({ type, count }) => count * type.size);

/** The blocks where they lie, if each lies in one piece. */
const direct = (layout: Layout): Blocks | undefined =>
  layout.blocks.every(({ type }) => type.isContiguous)
    ? { memory: layout.memory, at: layout.blocks.map(({ at }) => at), bytes: lengths(layout) }
    : undefined;

/** Blocks to be sent: gathered into one piece where they do not lie in one. */
export const outgoing = (layout: Layout): Blocks =>
  direct(layout) ??
  joined(layout.blocks.map(({ type, count, at }) => type.gather(layout.memory.subarray(at), count)));

/** Blocks to be received. */
export function incoming(layout: Layout): Staged {
  const there = direct(layout);
  if (there !== undefined) return { blocks: there, settle: () => {} };
  const blocks = laidOut(lengths(layout));
  return {
    blocks,
    settle: () =>
      layout.blocks.forEach(({ type, count, at }, i) => {
        const part = blockOf(blocks, i);
        type.spread(part, part.length, layout.memory.subarray(at), count);
      }),
  };
}
