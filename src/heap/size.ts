// How large the heap is: AMDAHL_HEAP, read once, with an error that says what can be written there.
// Kept apart from the memory itself so that it can be tested without making one.

const UNITS: Record<string, number> = { "": 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

/** Bytes of a WebAssembly page. */
export const PAGE = 65536;
/** Up to here 32-bit addresses do. */
export const MAX_32 = 2 ** 32;
/**
 * The most pages that a 32-bit memory gets: one less than there could be, since V8 (Node 22 to 26) cannot receive a
 * posted view of a buffer of exactly 4 GiB ("Unable to deserialize cloned data").
 */
export const MAX_32_PAGES = 65535;
/** The most that engines give a 64-bit memory (measured on Node 24 and 26). */
export const MAX_64 = 2 ** 34;
/** Below this the heap's own tables would be a large part of it. */
const MIN = 2 ** 20;

/**
 * Bytes of the heap for the text of `AMDAHL_HEAP` (`"512M"`, `"8G"`, `"8GiB"`, plain bytes), rounded up to pages.
 * Undefined or empty gives 4 GiB (of which the last page is never used). Throws RangeError for anything else, and outside 1 MiB … 16 GiB.
 *
 * @example
 * parseSize("512M") // 536870912
 */
export function parseSize(text: string | undefined): number {
  if (text === undefined || text.trim() === "") return MAX_32;
  const found = /^\s*(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?\s*$/i.exec(text);
  if (!found) {
    throw new RangeError(
      `AMDAHL_HEAP is "${text}", which is not a size. Write a number and a unit, as 512M or 8G.`,
    );
  }
  const bytes = Number(found[1]) * UNITS[found[2].toUpperCase()];
  if (!(bytes >= MIN && bytes <= MAX_64)) {
    throw new RangeError(
      `AMDAHL_HEAP is "${text}", but the heap can have 1M to 16G (WebAssembly memories end at 16 GiB). ` +
        "Without AMDAHL_HEAP it has 4G.",
    );
  }
  return Math.ceil(bytes / PAGE) * PAGE;
}
