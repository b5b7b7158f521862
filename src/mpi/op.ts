// Reduction operations: what becomes of two elements, for each type of element.
import { ERR_COUNT, ERR_OP } from "./constants.ts";
import { type Datatype, type Scalar, typeOf } from "./datatype.ts";
import { Exception } from "./exception.ts";

type Numbers =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;
type BigInts = BigInt64Array | BigUint64Array;
/** A view of the elements of a message. */
export type Elements = Numbers | BigInts;

const VIEWS = {
  i1: Int8Array,
  u1: Uint8Array,
  i2: Int16Array,
  u2: Uint16Array,
  i4: Int32Array,
  u4: Uint32Array,
  i8: BigInt64Array,
  u8: BigUint64Array,
  f4: Float32Array,
  f8: Float64Array,
} as const;

/** The elements that lie in `bytes`; a copy if they do not lie at a multiple of their size. */
export function elementsIn(bytes: Uint8Array, scalar: Scalar): { view: Elements; aligned: boolean } {
  const View = VIEWS[scalar];
  const aligned = bytes.byteOffset % View.BYTES_PER_ELEMENT === 0;
  const at = aligned ? bytes : bytes.slice();
  return {
    view: new View(at.buffer as ArrayBuffer, at.byteOffset, at.length / View.BYTES_PER_ELEMENT),
    aligned,
  };
}

/** What a predefined operation does to numbers and to bigints: `a` is of the lower rank. */
interface Rule {
  /** The same for all elements at once, where a call for each would take most of the time. */
  readonly loop?: (a: Numbers, b: Numbers) => void;
  readonly number: (a: number, b: number) => number;
  readonly bigint: (a: bigint, b: bigint) => bigint;
  /** Only for whole numbers. */
  readonly whole?: boolean;
  /** For whole numbers of 32 bits, where plain arithmetic loses bits. */
  readonly int?: (a: number, b: number) => number;
}

const logical = (rule: (a: boolean, b: boolean) => boolean): Rule => ({
  number: (a, b) => (rule(a !== 0, b !== 0) ? 1 : 0),
  bigint: (a, b) => (rule(a !== 0n, b !== 0n) ? 1n : 0n),
});

/** A function of a program's: combines `incoming`, of lower ranks, into `inout`, element by element. */
export type UserFunction = (incoming: Elements, inout: Elements, datatype: Datatype) => void;

/**
 * A reduction operation: `SUM`, `PROD`, `MAX`, `MIN`, `LAND`, `LOR`, `LXOR`, `BAND`, `BOR`, `BXOR`, `MAXLOC`, `MINLOC`, or
 * one of the program's own. Operands are always combined in the order of ranks and in the same grouping, so a result does not
 * depend on timing.
 *
 * @example
 * const farther = MPI.Op.Create((incoming, inout) => {
 *   for (let i = 0; i < inout.length; i++) {
 *     if (Math.abs(Number(incoming[i])) > Math.abs(Number(inout[i]))) inout[i] = incoming[i];
 *   }
 * }, true);
 * const result = new Float64Array(1);
 * comm.Allreduce(Float64Array.of(comm.rank === 0 ? -5 : 3), result, { op: farther }); // -5 on both
 */
export class Op {
  /** The name, as in MPI_SUM; empty for a program's own. */
  readonly name: string;
  readonly #commutative: boolean;
  readonly #rule: Rule | undefined;
  readonly #user: UserFunction | undefined;
  /** Of MAXLOC and MINLOC: whether the first value goes before the second. */
  readonly #pairs: Before | undefined;

  /** Programs use the constants and `Create`. */
  constructor(name: string, commutative: boolean, rule?: Rule, user?: UserFunction, pairs?: Before) {
    this.name = name;
    this.#commutative = commutative;
    this.#rule = rule;
    this.#user = user;
    this.#pairs = pairs;
  }

  /** An operation that calls a function: it gets the elements of lower ranks, and changes those of higher ones. */
  static Create(fn: UserFunction, commute = false): Op {
    return new Op("", commute, undefined, fn);
  }

  /** Does nothing. */
  Free(): void {}

  /**
   * Combines two arrays of one kind without any message: `inoutbuf` gets what `inbuf`, as of a lower rank, makes of it.
   *
   * @throws Exception ERR_OP for elements that the operation is not for, ERR_COUNT for arrays of two lengths
   */
  Reduce_local(inbuf: ArrayBufferView, inoutbuf: ArrayBufferView): void {
    const type = typeOf(inoutbuf);
    this.check(type);
    if (inbuf.byteLength !== inoutbuf.byteLength) {
      throw new Exception(
        ERR_COUNT,
        `the first array has ${inbuf.byteLength} bytes and the second ${inoutbuf.byteLength}`,
      );
    }
    const result = new Uint8Array(inbuf.buffer, inbuf.byteOffset, inbuf.byteLength).slice();
    const higher = new Uint8Array(inoutbuf.buffer, inoutbuf.byteOffset, inoutbuf.byteLength);
    this.combine(result, higher, type);
    higher.set(result);
  }

  /** Whether the order of operands does not matter. */
  Is_commutative(): boolean {
    return this.#commutative;
  }

  /** Whether the order of operands does not matter. */
  get is_commutative(): boolean {
    return this.#commutative;
  }

  /** Throws ERR_OP for elements that the operation is not for. */
  check({ scalar, isPair, name }: Datatype): void {
    if (this.#user !== undefined) return;
    if (this.#rule?.whole && scalar.startsWith("f")) {
      throw new Exception(ERR_OP, `${this.name} is for whole numbers, not for floating point`);
    }
    if (isPair !== (this.#pairs !== undefined)) {
      throw new Exception(
        ERR_OP,
        isPair
          ? `${this.name} is not for pairs: use MAXLOC or MINLOC`
          : `${this.name} is for pairs of a value and an index, such as MPI.DOUBLE_INT, not for ${name}`,
      );
    }
  }

  /**
   * Combines arrays of one kind by a predefined operation of single numbers, which all give the same whichever operand comes
   * first; false, and nothing done, for any other operation, and for elements that it is not for.
   */
  combineArrays(into: Elements, from: Elements, scalar: Scalar): boolean {
    const rule = this.#rule;
    if (rule === undefined || (rule.whole && scalar.startsWith("f"))) return false;
    if (scalar === "i8" || scalar === "u8") bigints(into as BigInts, from as BigInts, rule.bigint);
    else if (rule.loop) rule.loop(into as Numbers, from as Numbers);
    else numbers(into as Numbers, from as Numbers, ruleFor(rule, scalar));
    return true;
  }

  /** Combines the elements of a lower rank, in `into`, with those of a higher one: `into` gets the result. */
  combine(into: Uint8Array, from: Uint8Array, datatype: Datatype): void {
    const { scalar } = datatype;
    if (this.#pairs !== undefined) {
      pairs(into, from, datatype, this.#pairs);
      return;
    }
    const left = elementsIn(into, scalar);
    // A copy for a program's function, which writes into the second operand: it may be on its way to somebody.
    const { view: right } = elementsIn(this.#user === undefined ? from : from.slice(), scalar);
    if (this.#user !== undefined) {
      this.#user(left.view, right, datatype);
      into.set(new Uint8Array(right.buffer, right.byteOffset, right.byteLength));
      return;
    }
    this.combineArrays(left.view, right, scalar);
    if (!left.aligned) into.set(new Uint8Array(left.view.buffer, 0, into.length));
  }
}

const ruleFor = (rule: Rule, scalar: Scalar): Rule["number"] =>
  (scalar.endsWith("4") && scalar !== "f4" && rule.int) || rule.number;

/** So many elements in a memory, from a byte on. */
export const viewOf = (scalar: Scalar, memory: ArrayBufferLike, byte: number, length: number): Elements =>
  new VIEWS[scalar](memory as ArrayBuffer, byte, length);

/** An array of so many elements. */
export const arrayOf = (scalar: Scalar, length: number): Elements => new VIEWS[scalar](length);

/** Whether one value goes before another. */
type Before = (a: number | bigint, b: number | bigint) => boolean;

const GET = {
  i1: "getInt8",
  u1: "getUint8",
  i2: "getInt16",
  u2: "getUint16",
  i4: "getInt32",
  u4: "getUint32",
  i8: "getBigInt64",
  u8: "getBigUint64",
  f4: "getFloat32",
  f8: "getFloat64",
} as const;

/** Of equal values the one with the lesser index stays (MPI 5.0, section 6.9.4). Pairs lie packed: value, index. */
function pairs(into: Uint8Array, from: Uint8Array, { size, scalar }: Datatype, before: Before): void {
  const [a, b] = [into, from].map((part) => new DataView(part.buffer, part.byteOffset, part.byteLength));
  const get = GET[scalar];
  for (let at = 0; at < into.length; at += size) {
    const [x, y] = [a[get](at, true), b[get](at, true)];
    const [i, j] = [a.getInt32(at + size - 4, true), b.getInt32(at + size - 4, true)];
    if (before(y, x) || (!before(x, y) && j < i)) into.set(from.subarray(at, at + size), at);
  }
}

function numbers(a: Numbers, b: Numbers, rule: Rule["number"]): void {
  for (let i = 0; i < a.length; i++) a[i] = rule(a[i], b[i]);
}

function bigints(a: BigInts, b: BigInts, rule: Rule["bigint"]): void {
  for (let i = 0; i < a.length; i++) a[i] = rule(a[i], b[i]);
}

const predefined = (name: string, rule: Rule): Op => new Op(`MPI_${name}`, true, rule);

export const SUM: Op = predefined("SUM", {
  number: (a, b) => a + b,
  bigint: (a, b) => a + b,
  loop: (a, b) => {
    for (let i = 0; i < a.length; i++) a[i] += b[i];
  },
});
export const PROD: Op = predefined("PROD", {
  number: (a, b) => a * b,
  bigint: (a, b) => a * b,
  int: Math.imul,
});
// Not a number wins, and +0 over −0, as in Math.
export const MAX: Op = predefined("MAX", {
  number: Math.max,
  bigint: (a, b) => (a > b ? a : b),
  loop: (a, b) => {
    for (let i = 0; i < a.length; i++) a[i] = Math.max(a[i], b[i]);
  },
});
export const MIN: Op = predefined("MIN", {
  number: Math.min,
  bigint: (a, b) => (a < b ? a : b),
  loop: (a, b) => {
    for (let i = 0; i < a.length; i++) a[i] = Math.min(a[i], b[i]);
  },
});
export const LAND: Op = predefined(
  "LAND",
  logical((a, b) => a && b),
);
export const LOR: Op = predefined(
  "LOR",
  logical((a, b) => a || b),
);
export const LXOR: Op = predefined(
  "LXOR",
  logical((a, b) => a !== b),
);
export const BAND: Op = predefined("BAND", { number: (a, b) => a & b, bigint: (a, b) => a & b, whole: true });
export const BOR: Op = predefined("BOR", { number: (a, b) => a | b, bigint: (a, b) => a | b, whole: true });
export const BXOR: Op = predefined("BXOR", { number: (a, b) => a ^ b, bigint: (a, b) => a ^ b, whole: true });
/** The greatest value, and the index that stands with it. */
export const MAXLOC: Op = new Op("MPI_MAXLOC", true, undefined, undefined, (a, b) => a > b);
/** The least value, and the index that stands with it. */
export const MINLOC: Op = new Op("MPI_MINLOC", true, undefined, undefined, (a, b) => a < b);
