// A call from JavaScript into compiled code and back: arguments become numbers, with copies of what lies outside of the
// heap, and the numbers that are returned become a value. The same for code made now and for code made ahead of time.
import type { Kind, VType } from "../compiler/index.ts";
import type { Where } from "./argument-error.ts";
import { Copies, type Locate } from "./copies.ts";
import { holding } from "./fast.ts";
import { rowsOverlap } from "./overlap.ts";
import { type Passer, passer } from "./passing.ts";
import { holdsArrays, unflatten } from "./results.ts";
import type { Loaded } from "./runtime/index.ts";

/** What crosses, and what is known of it. */
export interface CrossingParts {
  /** Types of the arguments and then of what is captured, each with what messages call it. */
  readonly values: readonly { readonly type: VType; readonly where: Where }[];
  readonly result: VType;
  /** One a parameter of the entry: whether it is the address of an array that may be stored to. */
  readonly written: readonly boolean[];
  /** Parallel loops count on no two arrays overlapping where one is a row of a table. */
  readonly rows: boolean;
}

/** Decodes a result: `values` are the arguments and what is captured. */
export type Decoder = (returned: unknown, values: readonly unknown[]) => unknown;

const NO_COPIES = new Copies();

export class Crossing {
  readonly #passers: readonly Passer[];
  readonly #result: VType;
  readonly #rows: boolean;

  constructor({ values, result, written, rows }: CrossingParts) {
    const passers: Passer[] = [];
    let at = 0;
    for (const { type, where } of values) {
      const made = passer(type, where, written, at);
      passers.push(made);
      at += made.width;
    }
    this.#passers = passers;
    this.#result = result;
    this.#rows = rows;
  }

  /**
   * Calls the code that `choose` gives for the numbers that `values` become; `outside` says where arrays lie that code
   * as it is now takes outside of the heap.
   */
  call(
    values: readonly unknown[],
    choose: (numbers: readonly number[]) => Loaded,
    outside: () => Locate | undefined,
  ): unknown {
    const passers = this.#passers;
    const copies = new Copies(outside());
    const numbers: number[] = [];
    try {
      for (let i = 0; i < passers.length; i++) passers[i].announce(copies, values[i]);
      copies.copyIn();
      for (let i = 0; i < passers.length; i++) passers[i].flatten(copies, values[i], numbers);
      const loaded = choose(numbers);
      // A promise was broken, and what took arrays where they lie is WebAssembly again.
      if (copies.inPlace && outside() === undefined) return this.call(values, choose, outside);
      const serially = this.#rows && rowsOverlap(copies, passers, values);
      let returned: unknown;
      try {
        returned = holding(values, () => run(loaded, numbers, serially));
      } finally {
        copies.copyOut();
      }
      return this.#decode(loaded, returned, copies, values);
    } finally {
      copies.dispose();
    }
  }

  /** What the fast path does with a result: for numbers, next to nothing. */
  decoder(loaded: Loaded): Decoder {
    const result = this.#result;
    if (result.t === "num") return (returned) => returned;
    if (result.t === "bool") return (returned) => returned !== 0;
    if (result.t === "static") return () => result.value;
    return (returned, values) => this.#decode(loaded, returned, NO_COPIES, values);
  }

  #decode(loaded: Loaded, returned: unknown, copies: Copies, values: readonly unknown[]): unknown {
    const result = this.#result;
    if (result.t === "num") return returned;
    const list = typeof returned === "number" ? [returned] : ((returned ?? []) as number[]);
    const origins = {
      same: (type: VType, numbers: readonly number[]) => {
        for (let i = 0; i < this.#passers.length; i++) {
          const found = this.#passers[i].find(copies, values[i], type, numbers);
          if (found !== undefined) return found;
        }
        return undefined;
      },
      original: (kind: Kind, address: number, length: number) => copies.original(kind, address, length),
    };
    const value = unflatten(result, list, origins);
    if (holdsArrays(result)) loaded.settle();
    return value;
  }
}

function run(loaded: Loaded, numbers: readonly number[], serially: boolean): unknown {
  const outer = loaded.serially;
  loaded.serially = serially;
  try {
    return loaded.entry(...numbers);
  } finally {
    loaded.serially = outer;
  }
}
