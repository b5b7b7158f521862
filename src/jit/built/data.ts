// The data that a built module carries, on its way into memory: bytes out of base64, and captured arrays where compiled
// code finds them.
import { KINDS } from "../../compiler/index.ts";
import { buffer, clear, malloc, memory, type SharedMemory } from "../../heap/index.ts";
import type { BuiltArray, BuiltCapture, BuiltModule } from "./description.ts";

/** A library that can be used, as found. */
export interface FoundLibrary {
  /** Which of the module's libraries it is. */
  readonly nth: number;
  readonly file: string;
  readonly path: string;
}

/** Bytes of a row in a table: its address and its length. */
const ROW = 16;

/** The bytes behind a text in base64. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}

/** Where a module runs: its memory, its arrays there, its libraries. */
export class Place {
  readonly target: "auto" | "wasm" | "native";
  readonly #arrays: readonly BuiltArray[];
  readonly #addresses: (number | undefined)[] = [];
  readonly #find: () => FoundLibrary | undefined;
  #library: FoundLibrary | undefined | null = null;

  constructor(module: BuiltModule, target: Place["target"], find: () => FoundLibrary | undefined) {
    this.#arrays = module.arrays;
    this.target = target;
    this.#find = find;
  }

  memory(): SharedMemory {
    return memory();
  }

  /** The native library for this machine; looked for once. */
  library(): FoundLibrary | undefined {
    if (this.#library === null) this.#library = this.#find();
    return this.#library;
  }

  /** The numbers that something captured is passed as, for the life of the program. */
  numbers(capture: BuiltCapture): number[] {
    if (typeof capture === "number") return [capture];
    if ("rows" in capture) return [this.#table(capture.rows), capture.rows.length];
    const { kind, length } = this.#arrays[capture.array] as BuiltArray;
    const address = this.#address(capture.array);
    if (!("shape" in capture)) return [address, length];
    const { offset, shape, strides } = capture;
    return [address + offset * KINDS[kind].bytes, length, ...shape, ...strides];
  }

  #address(nth: number): number {
    let address = this.#addresses[nth];
    if (address === undefined) {
      const bytes = bytesOf((this.#arrays[nth] as BuiltArray).data);
      address = malloc(bytes.length);
      new Uint8Array(buffer(), address, bytes.length).set(bytes);
      this.#addresses[nth] = address;
    }
    return address;
  }

  #table(rows: readonly number[]): number {
    const addresses = rows.map((nth) => this.#address(nth));
    const address = malloc(rows.length * ROW);
    clear(address, rows.length * ROW);
    const words = new Float64Array(buffer(), address, 2 * rows.length);
    for (const [i, nth] of rows.entries()) {
      words[2 * i] = addresses[i] as number;
      words[2 * i + 1] = (this.#arrays[nth] as BuiltArray).length;
    }
    return address;
  }
}
