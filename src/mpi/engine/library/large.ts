// Lengths beyond what the standard's int counts: bytes in larger units. A message of 3 GB is one element of a type that is
// made for it; what arrives is the same bytes, whatever the receiver calls them.
import { ERR_COUNT } from "../../constants.ts";
import { Exception } from "../../exception.ts";
import type { Blocks } from "../face.ts";
import type { Calls } from "./calls.ts";

/** The greatest int. */
const MOST = 2 ** 31 - 1;
/** The unit of long messages: 2 GiB less one counts of it are more than any memory. */
const UNIT = 2 ** 20;

/** So many elements of a type. */
export interface Counted {
  count: number;
  type: number;
}

/** Blocks as the calls with v take them. */
export interface Layout {
  readonly counts: Int32Array;
  readonly displacements: Int32Array;
  readonly type: number;
}

/** How lengths in bytes become counts of a library. */
export class Lengths {
  readonly #calls: Calls;
  /** Types that were made, by their bytes. They are as many as a program has lengths of messages beyond 2 GB. */
  readonly #made = new Map<number, number>();
  readonly #brief: Counted;

  constructor(calls: Calls) {
    this.#calls = calls;
    this.#brief = { count: 0, type: calls.abi.byte };
  }

  /** What is found in `Counted` is valid until the next call. */
  of(bytes: number): Counted {
    if (bytes > MOST) return { count: 1, type: this.#long(bytes) };
    this.#brief.count = bytes;
    return this.#brief;
  }

  /** Blocks in bytes, or in the greatest unit that they all have where bytes are too many. */
  layout({ at, bytes }: Blocks): Layout {
    const most = Math.max(...at, ...bytes);
    let unit = 1;
    if (most > MOST) {
      unit = [...at, ...bytes].reduce(greatestCommonDivisor, 0);
      if (most / unit > MOST) {
        throw new Exception(
          ERR_COUNT,
          `blocks up to byte ${most} have no unit in common in which the library can count them: ` +
            "lay them out at multiples of a larger number of bytes, or send them one by one",
        );
      }
    }
    return {
      counts: Int32Array.from(bytes, (n) => n / unit),
      displacements: Int32Array.from(at, (n) => n / unit),
      type: this.run(unit),
    };
  }

  /** Blocks as Alltoallw takes them: memory, counts, displacements in bytes, types. */
  typed({ memory, at, bytes }: Blocks): [Uint8Array, Int32Array, Int32Array, Int32Array] {
    const far = at.find((byte) => byte > MOST);
    if (far !== undefined) {
      throw new Exception(ERR_COUNT, `a block begins at byte ${far}, and the library counts to ${MOST}`);
    }
    const words = this.#calls.abi.handle / 4;
    const counts = new Int32Array(bytes.length);
    const types = new Int32Array(words * bytes.length);
    bytes.forEach((length, i) => {
      const { count, type } = this.of(length);
      counts[i] = count;
      types.set(this.#calls.slot(type).subarray(0, words), words * i);
    });
    return [memory, counts, Int32Array.from(at), types];
  }

  /** A type of so many bytes in one run, of at most 2 GiB. */
  run(bytes: number): number {
    if (bytes === 1) return this.#calls.abi.byte;
    return this.#remembered(-bytes, (out) => {
      this.#calls.do("Type_contiguous", bytes, this.#calls.abi.byte, out);
    });
  }

  /** A type of more than 2 GiB: units, and what is left. */
  #long(bytes: number): number {
    const left = bytes % UNIT;
    const units = (bytes - left) / UNIT;
    const { abi } = this.#calls;
    const types = new Int32Array((2 * abi.handle) / 4);
    const words = abi.handle / 4;
    types.set(this.#calls.slot(this.run(UNIT)).subarray(0, words));
    types.set(this.#calls.slot(abi.byte).subarray(0, words), words);
    const displacements = BigInt64Array.of(0n, BigInt(units * UNIT));
    return this.#remembered(bytes, (out) => {
      this.#calls.do("Type_create_struct", 2, Int32Array.of(units, left), displacements, types, out);
    });
  }

  /** Gives all types back that were made. */
  free(): void {
    for (const type of this.#made.values()) this.#calls.do("Type_free", this.#calls.slot(type));
    this.#made.clear();
  }

  #remembered(key: number, make: (out: Int32Array) => void): number {
    let type = this.#made.get(key);
    if (type === undefined) {
      const out = this.#calls.slot();
      make(out);
      this.#calls.do("Type_commit", out);
      type = this.#calls.handle(out);
      this.#made.set(key, type);
    }
    return type;
  }
}

const greatestCommonDivisor = (a: number, b: number): number =>
  b === 0 ? a : greatestCommonDivisor(b, a % b);
