// Datatypes: what the elements of a buffer are and how they lie in it. A derived one is a list of runs of bytes, which is
// gathered into one piece on its way out and spread again on its way in.
import { ERR_ARG, ERR_COUNT, ERR_TYPE } from "./constants.ts";
import { Exception } from "./exception.ts";

/** The element types that messages and reductions know. */
export type Scalar = "i1" | "u1" | "i2" | "u2" | "i4" | "u4" | "i8" | "u8" | "f4" | "f8";

/** A run of bytes inside a datatype. */
interface Run {
  readonly at: number;
  readonly bytes: number;
}

const whole = (value: number, what: string): number => {
  if (!Number.isSafeInteger(value)) throw new Exception(ERR_ARG, `${what} is a whole number, not ${value}`);
  return value;
};

const count = (value: number, what: string): number => {
  if (whole(value, what) < 0) throw new Exception(ERR_COUNT, `${what} is 0 or more, not ${value}`);
  return value;
};

/**
 * What the elements of a message are. `MPI.DOUBLE`, `MPI.INT` and the others are the basic ones; `Create_contiguous` and
 * `Create_vector` make new ones of them (MPI 5.0, section 5.1).
 *
 * @example
 * const column = MPI.DOUBLE.Create_vector(3, 1, 4).Commit(); // a column of a matrix with 3 rows of 4
 * const matrix = new Float64Array(12).fill(comm.rank);
 * if (comm.rank === 0) comm.Send([matrix, 1, column], { dest: 1 });
 * if (comm.rank === 1) comm.Recv([matrix, 1, column], { source: 0 }); // 0 1 1 1 0 1 1 1 0 1 1 1
 */
export class Datatype {
  /** The name, as in MPI_DOUBLE; empty for derived ones. */
  readonly name: string;
  /** Bytes of data in one element. */
  readonly size: number;
  /** Bytes from one element to the next. */
  readonly extent: number;
  /** What it is made of; of pairs, what their values are. */
  readonly scalar: Scalar;
  /** Whether each element is a value and an index, for MAXLOC and MINLOC. */
  readonly isPair: boolean;
  readonly #runs: readonly Run[];

  /** Programs use the constants and the `Create_` methods. */
  constructor(
    name: string,
    size: number,
    extent: number,
    scalar: Scalar,
    runs?: readonly Run[],
    isPair = false,
  ) {
    this.name = name;
    this.size = size;
    this.extent = extent;
    this.scalar = scalar;
    this.isPair = isPair;
    this.#runs = runs ?? [{ at: 0, bytes: size }];
  }

  /** Bytes of data in one element. */
  Get_size(): number {
    return this.size;
  }

  /** Lower bound, which is 0, and extent, in bytes. */
  Get_extent(): [number, number] {
    return [0, this.extent];
  }

  /** The name. */
  Get_name(): string {
    return this.name;
  }

  /** Whether elements lie in one piece and end to end. */
  get isContiguous(): boolean {
    return this.#runs.length === 1 && this.size === this.extent;
  }

  /** Does nothing: types are ready when they are made. Returns the type. */
  Commit(): this {
    return this;
  }

  /** Does nothing. Types are collected when nobody has them. */
  Free(): void {}

  /** The same type anew. */
  Dup(): Datatype {
    return new Datatype(this.name, this.size, this.extent, this.scalar, this.#runs, this.isPair);
  }

  /**
   * `n` elements end to end, as one.
   *
   * @throws Exception ERR_COUNT if `n` is negative
   */
  Create_contiguous(n: number): Datatype {
    return this.Create_vector(count(n, "the count"), 1, 1);
  }

  /**
   * `n` blocks of `blocklength` elements, whose beginnings are `stride` elements apart. A negative stride is refused:
   * such a view's first element in memory is not its first.
   *
   * @throws Exception ERR_COUNT or ERR_ARG for counts and strides that make no type
   */
  Create_vector(n: number, blocklength: number, stride: number): Datatype {
    return this.Create_hvector(n, blocklength, whole(stride, "the stride") * this.extent);
  }

  /** As `Create_vector`, with the stride in bytes. */
  Create_hvector(n: number, blocklength: number, stride: number): Datatype {
    count(n, "the count");
    count(blocklength, "the block's length");
    if (whole(stride, "the stride") < 0) {
      throw new Exception(ERR_ARG, `the stride is 0 or more, not ${stride}: send a copy`);
    }
    const runs: { at: number; bytes: number }[] = [];
    for (let block = 0; block < n; block++) {
      for (let i = 0; i < blocklength; i++) {
        for (const run of this.#runs) {
          const at = block * stride + i * this.extent + run.at;
          const last = runs.at(-1);
          if (last && last.at + last.bytes === at) last.bytes += run.bytes;
          else if (run.bytes > 0) runs.push({ at, bytes: run.bytes });
        }
      }
    }
    const empty = n === 0 || blocklength === 0;
    const extent = empty ? 0 : (n - 1) * stride + blocklength * this.extent;
    return new Datatype("", n * blocklength * this.size, extent, this.scalar, runs, this.isPair);
  }

  /** The same data with another distance from element to element, in bytes. The lower bound must be 0. */
  Create_resized(lb: number, extent: number): Datatype {
    if (lb !== 0) throw new Exception(ERR_ARG, `the lower bound must be 0, not ${lb}`);
    return new Datatype("", this.size, count(extent, "the extent"), this.scalar, this.#runs, this.isPair);
  }

  /** Bytes from the beginning of the first of `n` elements to the end of the last one's data. */
  span(n: number): number {
    const last = this.#runs.at(-1);
    return n === 0 || last === undefined ? 0 : (n - 1) * this.extent + last.at + last.bytes;
  }

  /** `n` elements out of `memory`, end to end. */
  gather(memory: Uint8Array, n: number): Uint8Array {
    const packed = new Uint8Array(n * this.size);
    this.#each(n, packed.length, (at, bytes, to) => packed.set(memory.subarray(at, at + bytes), to));
    return packed;
  }

  /** The first `bytes` bytes of elements that lie end to end, back to where they belong. */
  spread(packed: Uint8Array, bytes: number, memory: Uint8Array, n: number): void {
    this.#each(n, bytes, (at, length, from) => memory.set(packed.subarray(from, from + length), at));
  }

  #each(n: number, most: number, copy: (at: number, bytes: number, packed: number) => void): void {
    let packed = 0;
    for (let i = 0; i < n; i++) {
      for (const run of this.#runs) {
        const bytes = Math.min(run.bytes, most - packed);
        if (bytes <= 0) return;
        copy(i * this.extent + run.at, bytes, packed);
        packed += bytes;
      }
    }
  }
}

const basic = (name: string, size: number, scalar: Scalar): Datatype =>
  new Datatype(`MPI_${name}`, size, size, scalar);

export const BYTE: Datatype = basic("BYTE", 1, "u1");
export const PACKED: Datatype = basic("PACKED", 1, "u1");
export const CHAR: Datatype = basic("CHAR", 1, "i1");
export const SIGNED_CHAR: Datatype = basic("SIGNED_CHAR", 1, "i1");
export const UNSIGNED_CHAR: Datatype = basic("UNSIGNED_CHAR", 1, "u1");
export const SHORT: Datatype = basic("SHORT", 2, "i2");
export const UNSIGNED_SHORT: Datatype = basic("UNSIGNED_SHORT", 2, "u2");
export const INT: Datatype = basic("INT", 4, "i4");
export const UNSIGNED: Datatype = basic("UNSIGNED", 4, "u4");
export const LONG: Datatype = basic("LONG", 8, "i8");
export const UNSIGNED_LONG: Datatype = basic("UNSIGNED_LONG", 8, "u8");
export const LONG_LONG: Datatype = basic("LONG_LONG", 8, "i8");
export const UNSIGNED_LONG_LONG: Datatype = basic("UNSIGNED_LONG_LONG", 8, "u8");
export const FLOAT: Datatype = basic("FLOAT", 4, "f4");
export const DOUBLE: Datatype = basic("DOUBLE", 8, "f8");
export const INT8_T: Datatype = basic("INT8_T", 1, "i1");
export const INT16_T: Datatype = basic("INT16_T", 2, "i2");
export const INT32_T: Datatype = basic("INT32_T", 4, "i4");
export const INT64_T: Datatype = basic("INT64_T", 8, "i8");
export const UINT8_T: Datatype = basic("UINT8_T", 1, "u1");
export const UINT16_T: Datatype = basic("UINT16_T", 2, "u2");
export const UINT32_T: Datatype = basic("UINT32_T", 4, "u4");
export const UINT64_T: Datatype = basic("UINT64_T", 8, "u8");

/** A value and, behind it where a 32-bit number may lie, an index: as C lays the struct out. */
function pair(name: string, scalar: Scalar): Datatype {
  const bytes = Number(scalar.slice(1));
  const at = Math.max(bytes, 4);
  const extent = Math.ceil((at + 4) / at) * at;
  const runs =
    bytes === at
      ? [{ at: 0, bytes: at + 4 }]
      : [
          { at: 0, bytes },
          { at, bytes: 4 },
        ];
  return new Datatype(`MPI_${name}`, bytes + 4, extent, scalar, runs, true);
}

export const SHORT_INT: Datatype = pair("SHORT_INT", "i2");
export const TWOINT: Datatype = pair("2INT", "i4");
export const INT_INT: Datatype = TWOINT;
export const LONG_INT: Datatype = pair("LONG_INT", "i8");
export const FLOAT_INT: Datatype = pair("FLOAT_INT", "f4");
export const DOUBLE_INT: Datatype = pair("DOUBLE_INT", "f8");

/** Types by the classes of arrays that have been seen: programs have a handful. */
const known = new WeakMap<object, Datatype>();

/** The type of a typed array's elements. Throws ERR_TYPE for what is none. */
export function typeOf(view: ArrayBufferView): Datatype {
  const kind = view.constructor;
  const found = known.get(kind);
  if (found !== undefined) return found;
  const type = typeByTag(view);
  if (typeof kind === "function" && view instanceof kind) known.set(kind, type);
  return type;
}

function typeByTag(view: ArrayBufferView): Datatype {
  // By tag and not by class: arrays on the heap have classes of their own, and other realms theirs.
  switch (Object.prototype.toString.call(view)) {
    case "[object Float64Array]":
      return DOUBLE;
    case "[object Uint8Array]":
    case "[object Uint8ClampedArray]":
    case "[object DataView]":
      return BYTE;
    case "[object Int32Array]":
      return INT32_T;
    case "[object Float32Array]":
      return FLOAT;
    case "[object Int8Array]":
      return INT8_T;
    case "[object Int16Array]":
      return INT16_T;
    case "[object Uint16Array]":
      return UINT16_T;
    case "[object Uint32Array]":
      return UINT32_T;
    case "[object BigInt64Array]":
      return INT64_T;
    case "[object BigUint64Array]":
      return UINT64_T;
    default:
      throw new Exception(ERR_TYPE, `no datatype is known for ${Object.prototype.toString.call(view)}`);
  }
}
