// What kernels have captured, as data of the built module: the objects themselves stay behind in this process.
import {
  type CaptureLeaf,
  KINDS,
  type Kind,
  type Prepared,
  stridedOf,
  type VType,
} from "../compiler/index.ts";
import { type BuiltArray, type BuiltCapture, readLeaf } from "../jit/index.ts";

/** A module is read whole whenever it is opened: data belong into files. */
const MOST_BYTES = 2 ** 20;

export class Carried {
  readonly arrays: BuiltArray[] = [];
  readonly #known = new Map<unknown, number>();
  #bytes = 0;

  /** What a function has captured. Throws Error for what cannot be carried. */
  captures({ params, captures, written }: Prepared): BuiltCapture[] {
    let at = params.reduce((sum, type) => sum + widthOf(type), 0);
    return captures.map((leaf) => {
      if (written[at]) throw new Error(stored(leaf));
      at += widthOf(leaf.type);
      return this.#capture(leaf);
    });
  }

  #capture(leaf: CaptureLeaf): BuiltCapture {
    const value = readLeaf(leaf);
    const { type, name } = leaf;
    switch (type.t) {
      case "num":
        return value as number;
      case "bool":
        return value ? 1 : 0;
      case "array":
        return { array: this.#array(value as ArrayLike<number>, type.kind, name) };
      case "nd": {
        const { data, offset, shape, elementStrides } = stridedOf(value as object) as NonNullable<
          ReturnType<typeof stridedOf>
        >;
        const array = this.#array(data as unknown as ArrayLike<number>, type.kind, name);
        return { array, offset, shape: [...shape], strides: [...elementStrides] };
      }
      case "table":
        return { rows: (value as ArrayLike<number>[]).map((row) => this.#array(row, type.kind, name)) };
      default:
        throw new Error(
          `It reads the variable ${name}, whose value cannot be carried.\nWrite instead: ${name} as an argument`,
        );
    }
  }

  #array(value: ArrayLike<number>, kind: Kind, name: string): number {
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const size = value.length * KINDS[kind].bytes;
    this.#bytes += size;
    if (this.#bytes > MOST_BYTES) {
      throw new Error(
        `It reads the variable ${name}, and with its ${size} bytes the arrays that this module would carry have ${this.#bytes}; ` +
          `at most ${MOST_BYTES} are carried.\nWrite instead: ${name} as an argument, read from a file by the program`,
      );
    }
    const bytes = Array.isArray(value)
      ? Buffer.from(Float64Array.from(value).buffer)
      : Buffer.from(new Uint8Array((value as Float64Array).buffer, (value as Float64Array).byteOffset, size));
    this.#known.set(value, this.arrays.length);
    return this.arrays.push({ kind, length: value.length, data: bytes.toString("base64") }) - 1;
  }
}

const stored = ({ name }: CaptureLeaf): string =>
  `It stores to the variable ${name}, which the built module would have a copy of that nobody else sees.\n` +
  `Write instead: ${name} as an argument`;

/** How many of the entry's parameters a value becomes. */
export function widthOf(type: VType): number {
  switch (type.t) {
    case "num":
    case "bool":
      return 1;
    case "array":
    case "table":
      return 2;
    case "nd":
      return 2 + 2 * type.ndim;
    case "record":
      return type.fields.reduce((sum, [, field]) => sum + widthOf(field), 0);
    default:
      return 0;
  }
}
