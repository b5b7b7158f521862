// Blocks of bytes, one for each rank, as collective calls move them: laid end to end, and one of them by its rank.
import type { Blocks } from "./face.ts";

/** The bytes of a rank's block. */
export const blockOf = ({ memory, at, bytes }: Blocks, rank: number): Uint8Array =>
  memory.subarray(at[rank], at[rank] + bytes[rank]);

/** Where blocks of these lengths begin that lie end to end, and where the last one ends. */
export function endToEnd(lengths: readonly number[]): { readonly at: number[]; readonly end: number } {
  let end = 0;
  const at = lengths.map((length) => {
    const start = end;
    end += length;
    return start;
  });
  return { at, end };
}

/** Blocks of these lengths end to end, in memory of their own unless it is given. */
export function laidOut(bytes: readonly number[], memory?: Uint8Array): Blocks {
  const { at, end } = endToEnd(bytes);
  return { memory: memory ?? new Uint8Array(end), at, bytes };
}

/** Copies of these bytes end to end. */
export function joined(parts: readonly Uint8Array[]): Blocks {
  const blocks = laidOut(parts.map((part) => part.length));
  parts.forEach((part, rank) => {
    blocks.memory.set(part, blocks.at[rank]);
  });
  return blocks;
}
