// How much of the heap is in use, for whoever watches memory: one word, and no heap is made for the question.
import { GRANULE, W_USED } from "./layout.ts";
import { attached } from "./memory.ts";

/** Bytes in used blocks, headers and rounding included; 0 in a thread that has no heap. */
export function usedBytes(): number {
  const words = attached()?.words;
  // A count of granules in 32 bits: with a heap of 16 GiB it stays below 2^28.
  return words === undefined ? 0 : words[W_USED] * GRANULE;
}
