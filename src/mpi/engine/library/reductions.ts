// Operations and element types of reductions, as the library has them. What it does not know, a program's function or
// logic on floating point, is an operation of ours that the library calls back.
import { type Datatype, typeOf } from "../../datatype.ts";
import type { Op } from "../../op.ts";
import type { Memory, Reduction } from "../face.ts";
import type { Calls } from "./calls.ts";
import type { Lengths } from "./large.ts";

/** A reduction in a library's terms. */
export interface Combined {
  /** The part, and the result's place, as the library lays its elements out. */
  readonly memory: Uint8Array;
  readonly count: number;
  readonly type: number;
  readonly op: number;
  /** What is to be done once the result is there. */
  settle?(): void;
}

/** A plain reduction in a library's terms. */
interface Plain {
  size: number;
  type: number;
  op: number;
}

/** Operations that are for floating point, too. */
const ANY_NUMBER = new Set(["MPI_SUM", "MPI_PROD", "MPI_MAX", "MPI_MIN"]);
/** Operations that are for pairs. */
const PAIRED = new Set(["MPI_MAXLOC", "MPI_MINLOC"]);
/** Logic is for whole numbers in the standard; here also for floating point. */
const LOGICAL = new Set(["MPI_LAND", "MPI_LOR", "MPI_LXOR"]);

/** What reductions of a process have in common. */
export class Reductions {
  readonly #calls: Calls;
  readonly #lengths: Lengths;
  /** Operations that were made for ours. */
  readonly #made = new Map<Op, number>();
  /** What the elements of a type of the library's are, for functions that are called back. */
  readonly #types = new Map<number, Datatype>();
  readonly #plain: Plain = { size: 0, type: 0, op: 0 };

  constructor(calls: Calls, lengths: Lengths) {
    this.#calls = calls;
    this.#lengths = lengths;
  }

  /** A predefined operation for an array's elements; undefined if the library has none. Valid until the next call. */
  plain(array: Memory, op: Op): Plain | undefined {
    const known = this.#calls.abi.ops.get(op.name);
    if (known === undefined) return undefined;
    const { scalar, size } = typeOf(array);
    if (scalar.startsWith("f") && !ANY_NUMBER.has(op.name)) return undefined;
    if (PAIRED.has(op.name)) return undefined;
    this.#plain.size = size;
    this.#plain.type = this.#calls.abi.scalars[scalar];
    this.#plain.op = known;
    return this.#plain;
  }

  /** `memory` has a rank's part, in elements without gaps. */
  of(memory: Uint8Array, { op, type }: Reduction): Combined {
    const { abi } = this.#calls;
    if (type.isPair) return this.#ofPairs(memory, op, type);
    const known = abi.ops.get(op.name);
    if (known !== undefined && !(LOGICAL.has(op.name) && type.scalar.startsWith("f"))) {
      const size = Number(type.scalar.slice(1));
      return { memory, count: memory.length / size, type: abi.scalars[type.scalar], op: known };
    }
    // A derived type is one element to the function: the library may combine a message in pieces, but no piece of one.
    const element = type.name === "" ? this.#lengths.run(type.size) : abi.scalars[type.scalar];
    this.#types.set(element, type);
    return { memory, count: memory.length / type.size, type: element, op: this.#own(op) };
  }

  /** Pairs lie without gaps here, and with C's in the library. */
  #ofPairs(memory: Uint8Array, op: Op, type: Datatype): Combined {
    const handle = this.#calls.abi.pairs.get(type.name) as number;
    const known = this.#calls.abi.ops.get(op.name);
    if (known === undefined) this.#types.set(handle, type);
    const of = known ?? this.#own(op);
    const count = memory.length / type.size;
    if (type.isContiguous) return { memory, count, type: handle, op: of };
    const spread = new Uint8Array(count * type.extent);
    type.spread(memory, memory.length, spread, count);
    return {
      memory: spread,
      count,
      type: handle,
      op: of,
      settle: () => memory.set(type.gather(spread, count)),
    };
  }

  #own(op: Op): number {
    let made = this.#made.get(op);
    if (made === undefined) {
      const address = this.#calls.ffi.callbackOfAddresses((a, b, length, type) =>
        this.#combine(op, a, b, length, type),
      );
      const out = this.#calls.slot();
      this.#calls.do("Op_create", address, op.Is_commutative() ? 1 : 0, out);
      made = this.#calls.handle(out);
      this.#made.set(op, made);
    }
    return made;
  }

  /** MPI_User_function: the first operand is of the lower rank, and the second one gets the result. */
  #combine(op: Op, lower: number, higher: number, length: number, type: number): void {
    try {
      const memory = this.#calls.ffi.system;
      if (memory === undefined) throw new Error("functions of a program's need a POSIX system");
      const count = new Int32Array(1);
      memory.copyTo(count, 0, length, 4);
      const handle = this.#calls.slot();
      memory.copyTo(handle, 0, type, this.#calls.abi.handle);
      const of = this.#types.get(this.#calls.handle(handle)) as Datatype;
      const gaps = of.isPair && !of.isContiguous;
      const bytes = count[0] * (gaps ? of.extent : of.size);
      const [a, b] = [lower, higher].map((address) => {
        const copy = new Uint8Array(bytes);
        memory.copyTo(copy, 0, address, bytes);
        return gaps ? of.gather(copy, count[0]) : copy;
      });
      op.combine(a, b, of);
      const result = gaps ? new Uint8Array(bytes) : a;
      if (gaps) of.spread(a, a.length, result, count[0]);
      memory.copyFrom(higher, result, 0, bytes);
    } catch (error) {
      // Nothing may be thrown through the library's own frames.
      this.#calls.thrown ??= { error };
    }
  }
}
