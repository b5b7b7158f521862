// The typed arrays that are handed out: views of the heap that keep their block. They are subclasses of the plain
// typed arrays, with the same elements, methods and printed form, and a private reference to the block's hold.

import type { Hold } from "./attachment.ts";
import { dirtyUntil } from "./blocks.ts";
import { pressure, track, untrack } from "./collect.ts";
import { HeapError } from "./errors.ts";
import { drop, holdAround, obtain } from "./holds.ts";
import { type BlockType, DTYPES, GRANULE, LAYOUT, W_PROBE, W_STARTS } from "./layout.ts";
import { locked } from "./lock.ts";
import { attachment } from "./memory.ts";

/** A constructor whose arrays can live on the heap: every typed array but the BigInt ones. */
export type HeapConstructor =
  | Int8ArrayConstructor
  | Uint8ArrayConstructor
  | Uint8ClampedArrayConstructor
  | Int16ArrayConstructor
  | Uint16ArrayConstructor
  | Int32ArrayConstructor
  | Uint32ArrayConstructor
  | Float32ArrayConstructor
  | Float64ArrayConstructor;

/** An array that a HeapConstructor makes. */
export type HeapArray = HeapConstructor["prototype"];

// Registered symbols, since another copy of amdahl in this thread must know our arrays.
const HOLD: unique symbol = Symbol.for(`amdahl.heap.hold.${LAYOUT}`) as never;
const OWNER: unique symbol = Symbol.for(`amdahl.heap.owner.${LAYOUT}`) as never;

type Tracked = HeapArray & { [HOLD](): Hold; [OWNER](): boolean };
type TrackedConstructor = new (offset: number, length: number, hold: Hold, owner: boolean) => Tracked;

interface Kind {
  readonly make: TrackedConstructor;
  readonly size: number;
  /** Index into DTYPES. */
  readonly type: number;
}

/** The typed array constructor of every kind of block, by the name of its elements. */
function plain(name: string): HeapConstructor | undefined {
  return (globalThis as unknown as Record<string, HeapConstructor | undefined>)[name];
}

const typeNames = new Map<string, BlockType>(
  DTYPES.slice(1).map((type) => {
    const name =
      type === "uint8clamped" ? "Uint8ClampedArray" : `${type[0].toUpperCase()}${type.slice(1)}Array`;
    return [name, type];
  }),
);

const kinds = new Map<unknown, Kind>();

function kindOf(ctor: HeapConstructor): Kind {
  const known = kinds.get(ctor);
  if (known !== undefined) return known;
  const name = typeof ctor === "function" ? ctor.name : String(ctor);
  const type = typeNames.get(name);
  if (type === undefined || plain(name) !== ctor) {
    const list = [...typeNames.keys()].filter((each) => plain(each) !== undefined).join(", ");
    const why = /^Big(?:Int|Uint)64Array$/.test(name)
      ? " BigInt arrays are not supported; use Float64Array."
      : "";
    throw new TypeError(`The heap has no arrays of ${name}.${why} It has ${list}.`);
  }
  const { classes } = attachment();
  if (!classes.has(name)) classes.set(name, derive(ctor as Float64ArrayConstructor));
  const kind = {
    make: classes.get(name) as TrackedConstructor,
    size: ctor.BYTES_PER_ELEMENT,
    type: DTYPES.indexOf(type),
  };
  kinds.set(ctor, kind);
  return kind;
}

/**
 * The prototype that arrays on the heap have and no others: quicker to ask than for the buffer.
 *
 * @example
 * Object.getPrototypeOf(array(Float64Array, 1)) === prototypeOf(Float64Array) // true
 */
export function prototypeOf(ctor: HeapConstructor): object {
  return kindOf(ctor).make.prototype as object;
}

/** The subclass of one typed array constructor; Float64Array stands for all of them in the types. */
function derive(base: Float64ArrayConstructor): unknown {
  const heap = attachment().buffer;
  class OnHeap extends base {
    readonly #hold: Hold;
    readonly #owner: boolean;

    constructor(offset: number, length: number, hold: Hold, owner: boolean) {
      super(heap as unknown as ArrayBuffer, offset, length);
      this.#hold = hold;
      this.#owner = owner;
    }

    [HOLD](): Hold {
      return this.#hold;
    }

    [OWNER](): boolean {
      return this.#owner;
    }

    // The one method of typed arrays that gives a view: it must keep the block as well.
    override subarray(begin?: number, end?: number): Float64Array<ArrayBuffer> {
      const length = this.length;
      const from = place(begin, 0, length);
      const to = place(end, length, length);
      const offset = this.byteOffset + from * base.BYTES_PER_ELEMENT;
      const part = new OnHeap(offset, Math.max(0, to - from), this.#hold, false);
      return part as unknown as Float64Array<ArrayBuffer>;
    }

    [Symbol.dispose](): void {
      if (this.#owner) end(this.#hold);
    }
  }
  // The plain constructor in its place: `new a.constructor(n)` works, slice, map and filter give plain arrays, and
  // consoles print the plain name.
  Object.defineProperty(OnHeap.prototype, "constructor", { value: base, writable: true, configurable: true });
  return OnHeap;
}

/** A relative index as `subarray` reads it. */
function place(value: number | undefined, missing: number, length: number): number {
  if (value === undefined) return missing;
  const whole = Math.trunc(Number(value)) || 0;
  return whole < 0 ? Math.max(length + whole, 0) : Math.min(whole, length);
}

/** Bytes from which an array is large. */
const LARGE = 2 ** 24;

let large: (() => void) | undefined;

/** Sets what is done once, before this thread's first large array is made; for what stands above this folder. */
export function onLargeArray(listener: () => void): void {
  large = listener;
}

/**
 * An array of `length` zeros on the heap, of the class that is given. It is an ordinary typed array to everything
 * that takes one. Its memory is given back when neither it nor a `subarray` of it can be reached, by
 * `release(array)`, or at the end of a `using` block. Throws OutOfMemoryError, RangeError for a length that is none,
 * and TypeError for BigInt arrays.
 *
 * `slice`, `map` and `filter` give ordinary arrays. `.buffer` is the whole heap and does not keep the block.
 * `postMessage` and `structuredClone` give plain views of the same bytes, which `adopt` turns into heap arrays; a heap
 * above 4 GiB cannot be posted (V8 refuses).
 *
 * @example
 * const a = array(Float64Array, 1000); // 1000 zeros
 */
export function array<C extends HeapConstructor>(ctor: C, length: number): C["prototype"] {
  const kind = kindOf(ctor);
  if (!Number.isSafeInteger(length) || length < 0) {
    throw new RangeError(`array(${ctor.name}, ${length}): the length must be a whole number, 0 or more.`);
  }
  const bytes = length * kind.size;
  if (bytes >= LARGE && large !== undefined) {
    const listener = large;
    large = undefined;
    listener();
  }
  pressure(bytes + GRANULE);
  const address = obtain(bytes, GRANULE, kind.type);
  // Untouched memory is zero; only what an earlier block wrote must be cleared.
  const dirty = Math.min(bytes, dirtyUntil - address);
  if (dirty > 0) attachment().clear(address, dirty);
  return follow(kind, address, address, length) as C["prototype"];
}

function follow(kind: Kind, block: number, offset: number, length: number): Tracked {
  const hold: Hold = { address: block, index: 0 };
  try {
    const view = new kind.make(offset, length, hold, true);
    track(hold);
    return view;
  } catch (error) {
    // Longer than the engine's typed arrays can be, or no stack left.
    drop(block);
    throw error;
  }
}

/** Ends a hold, once. */
function end(hold: Hold): void {
  if (hold.address < 0) return;
  const address = hold.address;
  hold.address = -1;
  untrack(hold);
  drop(address);
}

/**
 * Whether the view's bytes lie on the heap.
 *
 * @example
 * owns(new Float64Array(3)) // false
 */
export function owns(view: ArrayBufferView): boolean {
  return view.buffer === attachment().buffer;
}

/**
 * Gives an array's memory back now. The array and its subarrays must not be used afterwards: their bytes will be
 * another array's. A second call does nothing. Throws HeapError for a view that `array` or `adopt` did not give.
 *
 * @example
 * const a = array(Float64Array, 1e6);
 * release(a);
 */
export function release(view: ArrayBufferView): void {
  const tracked = view as Partial<Tracked>;
  if (tracked[HOLD] === undefined || tracked[OWNER] === undefined) {
    throw new HeapError(
      "release(view): the view is not an array of the heap (made by heap.array or heap.adopt).",
    );
  }
  if (!tracked[OWNER]()) {
    throw new HeapError("release(view): this is a subarray. Release the array that it was taken from.");
  }
  end(tracked[HOLD]());
}

/**
 * A view of the heap that came from another thread (or from structuredClone) as one that keeps its block, like the
 * arrays that `array` gives. The sender must keep its own until then, or post `lend(view)`. Throws HeapError for a view that is not on
 * the heap, or whose block is gone.
 *
 * @example
 * parentPort.on("message", (view) => { const a = adopt(view); });
 */
export function adopt<V extends HeapArray>(view: V): V {
  if (!owns(view) && !sameBytes(view.buffer)) {
    throw new HeapError(
      "adopt(view): the view does not lie on this heap. Copy it into heap.array(…) instead.",
    );
  }
  const name = Object.prototype.toString.call(view).slice(8, -1);
  const kind = kindOf(plain(name) as HeapConstructor);
  return follow(
    kind,
    holdAround(view.byteOffset, view.byteLength, true),
    view.byteOffset,
    view.length,
  ) as HeapArray as V;
}

/** Whether another buffer object is the heap: what is posted arrives with a buffer object of its own. */
function sameBytes(other: ArrayBufferLike): boolean {
  const here = attachment();
  if (!(other instanceof SharedArrayBuffer) || other.byteLength !== here.buffer.byteLength) return false;
  const theirs = new Int32Array(other, 0, W_STARTS);
  return locked((words) => {
    words[W_PROBE]++;
    if (theirs[W_PROBE] !== words[W_PROBE]) return false;
    words[W_PROBE] += 1 + Math.floor(Math.random() * 2 ** 30);
    return theirs[W_PROBE] === words[W_PROBE];
  });
}
