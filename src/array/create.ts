// How strided arrays come to be, by NumPy's names; all but `fromTyped` on the heap.
// The default dtype is float64, also where NumPy would choose integers.

import { type HeapArray, array as onHeap } from "../heap/index.ts";
import { constructorOf, type DType } from "./dtype.ts";
import { NDArray, type Nested, sizeOf } from "./ndarray.ts";

/** The lengths of the axes, or the one length. */
export type Shape = number | readonly number[];

/**
 * An array of zeros. Throws RangeError for lengths that are none and OutOfMemoryError.
 *
 * @example
 * zeros([2, 3], "float32")
 */
export function zeros(shape: Shape, dtype: DType = "float64"): NDArray {
  const lengths = typeof shape === "number" ? [shape] : shape;
  return new NDArray(onHeap(constructorOf(dtype), sizeOf(lengths)), lengths);
}

/**
 * An array of ones.
 *
 * @example
 * ones(4).toArray() // [1, 1, 1, 1]
 */
export function ones(shape: Shape, dtype: DType = "float64"): NDArray {
  return full(shape, 1, dtype);
}

/**
 * An array of one value, converted as the dtype's typed array does.
 *
 * @example
 * full([2, 2], 7).get(1, 1) // 7
 */
export function full(shape: Shape, value: number, dtype: DType = "float64"): NDArray {
  return zeros(shape, dtype).fill(value);
}

/**
 * `start, start + step, …` up to but without `stop`; one argument is `stop`. As in NumPy the length is
 * `ceil((stop - start) / step)`, and element i is `start + i * ((start + step) - start)` in float64.
 *
 * @example
 * arange(3).toArray() // [0, 1, 2]
 */
export function arange(start: number, stop?: number, step = 1, dtype: DType = "float64"): NDArray {
  const [from, to] = stop === undefined ? [0, start] : [start, stop];
  const length = Math.max(0, Math.ceil((to - from) / step));
  if (!Number.isFinite(length)) {
    throw new RangeError(
      `arange(${from}, ${to}, ${step}) has no length: start, stop and step must be finite, step not 0.`,
    );
  }
  const result = zeros(length, dtype);
  // NumPy works with the difference of the first two elements, rounded as it is.
  const delta = from + step - from;
  for (let i = 0; i < length; i++) result.data[i] = from + i * delta;
  return result;
}

/**
 * `num` numbers from `start` to `stop`, evenly spaced, both ends included exactly.
 *
 * @example
 * linspace(0, 1, 5).toArray() // [0, 0.25, 0.5, 0.75, 1]
 */
export function linspace(start: number, stop: number, num = 50, dtype: DType = "float64"): NDArray {
  const result = zeros(num, dtype);
  const step = (stop - start) / (num - 1);
  for (let i = 0; i < num; i++) result.data[i] = i * step + start;
  if (num > 1) result.data[num - 1] = stop;
  else if (num === 1) result.data[0] = start;
  return result;
}

/**
 * An array with the numbers of nested arrays (or of a typed array, whose dtype is not taken over: name it). Throws
 * RangeError when the rows have different lengths, and TypeError for what is not a number.
 *
 * @example
 * array([[1, 2], [3, 4]]).shape // [2, 2]
 */
export function array(nested: Nested | ArrayLike<number>, dtype: DType = "float64"): NDArray {
  const shape: number[] = [];
  for (let level: unknown = nested; isList(level); level = level[0]) {
    shape.push(level.length);
    if (level.length === 0) break;
  }
  const result = zeros(shape, dtype);
  let at = 0;
  const copy = (value: unknown, axis: number, place: string): void => {
    if (axis === shape.length) {
      if (typeof value !== "number") {
        throw isList(value)
          ? new RangeError(`array: element ${place} is a list, where the first ones are numbers.`)
          : new TypeError(
              `array: element ${place} is ${value === null ? "null" : `a ${typeof value}`}, not a number.`,
            );
      }
      result.data[at++] = value;
      return;
    }
    if (!isList(value) || value.length !== shape[axis]) {
      const found = isList(value) ? `has ${value.length} elements` : "is not a list";
      throw new RangeError(
        `array: ${place === "" ? "it" : `element ${place}`} ${found}, the first one has ${shape[axis]}.`,
      );
    }
    for (let i = 0; i < value.length; i++) copy(value[i], axis + 1, `${place}[${i}]`);
  };
  copy(nested, 0, "");
  return result;
}

/**
 * A strided view of a typed array, on the heap or not, without copying: C order from its first element. Throws
 * RangeError when it is too short for the shape.
 *
 * @example
 * fromTyped(new Float64Array([1, 2, 3, 4]), [2, 2]).get(1, 0) // 3
 */
export function fromTyped(data: HeapArray, shape: Shape = data.length): NDArray {
  return new NDArray(data, typeof shape === "number" ? [shape] : shape);
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}
