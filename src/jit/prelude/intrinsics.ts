// Two functions that exist for the prelude alone: typed arrays' methods are written with them.
// In plain JavaScript they do what their compiled forms do.

type AnyArray = Float64Array;

/** A new array of the same kind as `like`. */
export function allocate(like: AnyArray, length: number): AnyArray {
  return new (like.constructor as Float64ArrayConstructor)(length);
}

/** The `length` elements of `array` from `begin` on, in place. */
export function view(array: AnyArray, begin: number, length: number): AnyArray {
  return array.subarray(begin, begin + length);
}
