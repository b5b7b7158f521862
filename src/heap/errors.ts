// The errors of the heap: no memory left, and an address that is not a block.
// They are classes so that a program can tell them from its own RangeErrors.

/**
 * The heap has no block that is large enough, also after a collection. `requested` and `available` are bytes.
 *
 * @example
 * try { heap.array(Float64Array, 1e12); } catch (e) { if (e instanceof OutOfMemoryError) console.log(e.requested); }
 */
export class OutOfMemoryError extends RangeError {
  readonly requested: number;
  readonly available: number;
  constructor(message: string, requested: number, available: number) {
    super(message);
    this.requested = requested;
    this.available = available;
  }
  override get name(): string {
    return "OutOfMemoryError";
  }
}

/**
 * An address or view that is not a block of the heap, or no longer one (a double free), or the heap's own
 * records were overwritten (by native code).
 *
 * @example
 * const a = malloc(8); free(a); free(a); // HeapError: double free
 */
export class HeapError extends Error {
  override get name(): string {
    return "HeapError";
  }
}

/** Bytes as a person reads them. */
export function human(bytes: number): string {
  const units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  let value = bytes;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  const text = unit === 0 || Number.isInteger(value) ? String(value) : value.toFixed(1);
  return `${text} ${units[unit]}`;
}
