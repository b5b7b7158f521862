// One axis of a basic slice, with NumPy's rules for start:stop:step.

/** What to take along one axis: an index (the axis goes away), or `"start:stop:step"` as in NumPy. */
export type Slice = number | string;

/** The part of an axis that a slice takes: first index, step, and how many; `count` is -1 for a single index. */
export interface Part {
  first: number;
  step: number;
  count: number;
}

/**
 * The part of an axis of `size` elements. Bounds of a range may be negative (from the end) and are clipped; an index
 * must lie within the axis. Throws RangeError, and SyntaxError for a text that is no slice.
 *
 * @example
 * partOf("::2", 5, 0) // { first: 0, step: 2, count: 3 }
 */
export function partOf(slice: Slice, size: number, axis: number): Part {
  if (typeof slice === "number") {
    checkIndex(slice, size, axis);
    return { first: slice, step: 1, count: -1 };
  }
  const found = /^\s*(-?\d+)?\s*:\s*(-?\d+)?\s*(?::\s*(-?\d+)?\s*)?$/.exec(slice);
  if (!found) {
    throw new SyntaxError(
      `"${slice}" is not a slice of axis ${axis}. Write "start:stop:step", each of them optional, or an index.`,
    );
  }
  const step = found[3] === undefined ? 1 : Number(found[3]);
  if (step === 0) throw new RangeError(`"${slice}": the step of a slice cannot be 0 (axis ${axis}).`);
  // Going down, the bounds are one lower: from the last element to before the first.
  const low = step > 0 ? 0 : -1;
  const high = step > 0 ? size : size - 1;
  const bound = (text: string | undefined, missing: number): number => {
    if (text === undefined) return missing;
    const value = Number(text);
    return Math.min(Math.max(value < 0 ? value + size : value, low), high);
  };
  const first = bound(found[1], step > 0 ? low : high);
  const stop = bound(found[2], step > 0 ? high : low);
  return { first, step, count: Math.max(0, Math.ceil((stop - first) / step)) };
}

/** Throws RangeError unless `index` is a whole number in 0 … size − 1. */
export function checkIndex(index: number, size: number, axis: number): void {
  if (index >= 0 && index < size && Number.isInteger(index)) return;
  if (!Number.isInteger(index)) {
    throw new RangeError(`Index ${index} of axis ${axis} is not a whole number.`);
  }
  throw new RangeError(
    `Index ${index} is out of range for axis ${axis}, which has ${size} element${size === 1 ? "" : "s"}` +
      `${index < 0 ? " (negative indices do not count from the end)" : ""}.`,
  );
}
