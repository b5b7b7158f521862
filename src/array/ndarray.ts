// The strided array: a shape laid over a typed array, so that rows, columns, slices and transposes are views.
// It says where elements are and nothing of what can be computed with them.

import { array, type HeapArray } from "../heap/index.ts";
import { constructorOf, type DType, dtypeOf } from "./dtype.ts";
import { STRIDED, type Strided } from "./protocol.ts";
import { checkIndex, partOf, type Slice } from "./slicing.ts";

/** Numbers in nested arrays, as deep as the array has axes. */
export type Nested = number | Nested[];

/**
 * An n-dimensional array of one kind of number. Element `(i, j)` is
 * `data[offset + i * elementStrides[0] + j * elementStrides[1]]`. Made by `zeros`, `array`, `fromTyped` and the like.
 *
 * @example
 * const a = zeros([2, 3]);
 * a.set(1, 2, 5);
 * a.T.get(2, 1) // 5
 */
export class NDArray implements Strided {
  /** The numbers, also those that this view does not show. */
  readonly data: HeapArray;
  readonly dtype: DType;
  /** The number of elements along each axis. */
  readonly shape: readonly number[];
  /** Steps along each axis, in elements of `data`. */
  readonly elementStrides: readonly number[];
  /** Index in `data` of the first element. */
  readonly offset: number;
  /** The number of elements. */
  readonly size: number;

  /**
   * A view of `data`; C order from its first element unless strides and offset are given (in elements). Throws
   * RangeError when an element would lie outside of `data`.
   *
   * @example
   * new NDArray(new Float64Array(6), [2, 3])
   */
  constructor(data: HeapArray, shape: readonly number[], elementStrides?: readonly number[], offset = 0) {
    this.dtype = dtypeOf(data);
    this.data = data;
    this.size = sizeOf(shape);
    this.shape = [...shape];
    this.elementStrides = elementStrides ? [...elementStrides] : cStrides(shape);
    this.offset = offset;
    if (this.elementStrides.length !== shape.length) {
      throw new RangeError(
        `${shape.length} axes (shape ${shapeText(shape)}) need as many strides, not ${this.elementStrides.length}.`,
      );
    }
    let low = offset;
    let high = offset;
    for (let axis = 0; axis < shape.length; axis++) {
      const reach = (shape[axis] - 1) * this.elementStrides[axis];
      if (reach < 0) low += reach;
      else high += reach;
    }
    if (
      this.size > 0 &&
      !(low >= 0 && high < data.length && Number.isInteger(low) && Number.isInteger(high))
    ) {
      throw new RangeError(
        `Shape ${shapeText(shape)} reaches from element ${low} to ${high} of data, which has ${data.length}.`,
      );
    }
  }

  /** Itself: what the compiler reads, see `Strided`. */
  get [STRIDED](): Strided {
    return this;
  }

  /** The number of axes. */
  get ndim(): number {
    return this.shape.length;
  }

  /** Steps along each axis, in bytes, as in NumPy. */
  get strides(): number[] {
    const bytes = this.data.BYTES_PER_ELEMENT;
    return this.elementStrides.map((step) => step * bytes);
  }

  /** The axes in reverse order, as a view. */
  get T(): NDArray {
    return new NDArray(this.data, this.shape.toReversed(), this.elementStrides.toReversed(), this.offset);
  }

  /** Whether the elements lie next to each other in C order (the last axis fastest). */
  get isContiguous(): boolean {
    let step = 1;
    for (let axis = this.shape.length - 1; axis >= 0; axis--) {
      // The stride of an axis of one element is never used; NumPy ignores it as well.
      if (this.shape[axis] !== 1 && this.elementStrides[axis] !== step) return this.size === 0;
      step *= this.shape[axis];
    }
    return true;
  }

  /**
   * The element at an index per axis. Throws RangeError with axis, index and size when it lies outside (negative
   * indices do), and for the wrong number of indices.
   *
   * @example
   * a.get(1, 2)
   */
  get(...index: number[]): number;
  get(i: number, j: number): number {
    // Two axes without a list of indices: a loop over get(i, j) is what people write first. For whole numbers `>>> 0`
    // changes only what is negative or above 2^32.
    // biome-ignore lint/complexity/noArguments: a rest parameter makes the list that this avoids
    if (arguments.length === 2 && this.shape.length === 2 && i >>> 0 === i && j >>> 0 === j) {
      if (i < this.shape[0] && j < this.shape[1]) {
        return this.data[this.offset + i * this.elementStrides[0] + j * this.elementStrides[1]];
      }
    }
    // biome-ignore lint/complexity/noArguments: see above
    return this.data[this.#place(arguments, arguments.length)];
  }

  /**
   * Stores the last argument at an index per axis, converted as the dtype's typed array does. Throws RangeError as
   * `get` does.
   *
   * @example
   * a.set(1, 2, 0.5)
   */
  set(...indexAndValue: number[]): void;
  set(i: number, j: number, value: number): void {
    // biome-ignore lint/complexity/noArguments: as in `get`
    const axes = arguments.length - 1;
    if (axes === 2 && this.shape.length === 2 && i >>> 0 === i && j >>> 0 === j) {
      if (i < this.shape[0] && j < this.shape[1]) {
        this.data[this.offset + i * this.elementStrides[0] + j * this.elementStrides[1]] = value;
        return;
      }
    }
    // biome-ignore lint/complexity/noArguments: as in `get`
    this.data[this.#place(arguments, axes)] = arguments[axes];
  }

  #place(index: ArrayLike<number>, axes: number): number {
    const { shape, elementStrides } = this;
    if (axes !== shape.length) {
      throw new RangeError(
        `${axes} ind${axes === 1 ? "ex" : "ices"} for an array of shape ${shapeText(shape)}.`,
      );
    }
    let at = this.offset;
    for (let axis = 0; axis < axes; axis++) {
      const i = index[axis];
      checkIndex(i, shape[axis], axis);
      at += i * elementStrides[axis];
    }
    return at;
  }

  /**
   * A view of a part: per axis an index (the axis goes away) or a text `"start:stop:step"` with NumPy's rules; axes
   * that are not given are taken whole. Throws RangeError and SyntaxError.
   *
   * @example
   * a.slice("1:", "::-1") // without row 0, columns reversed
   */
  slice(...slices: Slice[]): NDArray {
    if (slices.length > this.ndim) {
      throw new RangeError(`${slices.length} slices for an array of shape ${shapeText(this.shape)}.`);
    }
    const shape: number[] = [];
    const strides: number[] = [];
    let offset = this.offset;
    for (let axis = 0; axis < this.ndim; axis++) {
      const { first, step, count } = partOf(slices[axis] ?? ":", this.shape[axis], axis);
      if (count !== 0) offset += first * this.elementStrides[axis];
      if (count < 0) continue;
      shape.push(count);
      strides.push(step * this.elementStrides[axis]);
    }
    return new NDArray(this.data, shape, strides, offset);
  }

  /**
   * Row `i` (index `i` of the first axis) as a view. Throws RangeError.
   *
   * @example
   * a.row(0).get(2) // a.get(0, 2)
   */
  row(i: number): NDArray {
    return this.slice(i);
  }

  /**
   * The same elements in C order under another shape: a view where the elements are contiguous, else a copy. Throws
   * RangeError when the sizes differ.
   *
   * @example
   * arange(6).reshape([2, 3])
   */
  reshape(shape: number | readonly number[]): NDArray {
    const wanted = typeof shape === "number" ? [shape] : shape;
    if (sizeOf(wanted) !== this.size) {
      throw new RangeError(
        `An array of shape ${shapeText(this.shape)} cannot have shape ${shapeText(wanted)}.`,
      );
    }
    const from = this.isContiguous ? this : this.copy();
    return new NDArray(from.data, wanted, undefined, from.offset);
  }

  /**
   * The elements in C order in an array of their own, on the heap.
   *
   * @example
   * a.T.copy().isContiguous // true
   */
  copy(): NDArray {
    const copy = new NDArray(array(constructorOf(this.dtype), this.size), this.shape);
    const { data } = copy;
    let at = 0;
    this.#walk((from) => {
      data[at++] = this.data[from];
    });
    return copy;
  }

  /**
   * Stores one value in every element; returns the array.
   *
   * @example
   * zeros(3).fill(7)
   */
  fill(value: number): this {
    if (this.isContiguous) this.data.fill(value, this.offset, this.offset + this.size);
    else {
      this.#walk((at) => {
        this.data[at] = value;
      });
    }
    return this;
  }

  /**
   * The elements as nested plain arrays; a number when there are no axes.
   *
   * @example
   * zeros([2, 2]).toArray() // [[0, 0], [0, 0]]
   */
  toArray(): Nested {
    const level = (axis: number, at: number): Nested => {
      if (axis === this.ndim) return this.data[at];
      return Array.from({ length: this.shape[axis] }, (_, i) =>
        level(axis + 1, at + i * this.elementStrides[axis]),
      );
    };
    return level(0, this.offset);
  }

  /** Calls `visit` with the place in `data` of every element, in C order. */
  #walk(visit: (at: number) => void): void {
    const { shape, elementStrides, ndim } = this;
    const level = (axis: number, start: number): void => {
      if (axis === ndim) {
        visit(start);
        return;
      }
      for (let i = 0, at = start; i < shape[axis]; i++, at += elementStrides[axis]) level(axis + 1, at);
    };
    level(0, this.offset);
  }
}

/** The number of elements of a shape. Throws RangeError for lengths that are not whole numbers, 0 or more. */
export function sizeOf(shape: readonly number[]): number {
  let size = 1;
  for (const length of shape) {
    if (!Number.isSafeInteger(length) || length < 0) {
      throw new RangeError(`Shape ${shapeText(shape)}: a length must be a whole number, 0 or more.`);
    }
    size *= length;
  }
  return size;
}

function cStrides(shape: readonly number[]): number[] {
  const strides: number[] = new Array(shape.length);
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = step;
    step *= shape[axis];
  }
  return strides;
}

/** A shape as Python writes it, since that is how NumPy's users know it. */
function shapeText(shape: readonly number[]): string {
  return `(${shape.join(", ")}${shape.length === 1 ? "," : ""})`;
}
