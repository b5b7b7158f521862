// A kernel for one list of argument types: its code, the promises that the code counts on, and the call.
import type { Compiled, Fact, Prepared, VType } from "../compiler/index.ts";
import { wasm } from "../heap/index.ts";
import { announce, Copies, flatten, isDirect } from "./arguments.ts";
import { keeps, loosen, promise } from "./guards.ts";
import { holdsArrays, remember, unflatten } from "./results.ts";
import { type Loaded, load } from "./runtime/index.ts";
import { resolveSites } from "./sites.ts";

/** How the code is to be loaded. */
export interface LoadOptions {
  readonly name: string;
  readonly threads: number | "serial";
}

export class Specialisation {
  readonly prepared: Prepared;
  readonly #options: LoadOptions;
  readonly #types: readonly VType[];
  readonly #returnsArrays: boolean;
  #guards: (Fact | undefined)[] | undefined;
  #compiled: Compiled | undefined;
  #loaded: Loaded | undefined;
  /** Milliseconds that making code took, so far. */
  milliseconds = 0;

  constructor(prepared: Prepared, options: LoadOptions) {
    this.prepared = prepared;
    this.#options = options;
    this.#types = [...prepared.params, ...prepared.captures.map((c) => c.type)];
    this.#returnsArrays = holdsArrays(prepared.result);
  }

  /** The code, once there was a call. */
  get compiled(): Compiled | undefined {
    return this.#compiled;
  }

  get loaded(): Loaded | undefined {
    return this.#loaded;
  }

  /** Calls the compiled function. */
  call(args: readonly unknown[]): unknown {
    const { captures, result } = this.prepared;
    const values = captures.length === 0 ? args : [...args, ...captures.map(readLeaf)];
    const types = this.#types;
    const copies = new Copies();
    const numbers: number[] = [];
    try {
      if (!values.every(isDirect)) {
        for (let i = 0; i < types.length; i++)
          announce(copies, types[i] as VType, values[i], `argument ${i + 1}`);
        copies.copyIn();
      }
      for (let i = 0; i < types.length; i++) flatten(copies, types[i] as VType, values[i], numbers);
      const loaded = this.#ready(numbers);
      let returned: unknown;
      try {
        returned = loaded.entry(...numbers);
      } finally {
        copies.copyOut();
      }
      if (returned === undefined) return undefined;
      if (result.t === "num") return returned;
      const list = typeof returned === "number" ? [returned] : [...(returned as number[])];
      if (!this.#returnsArrays) return unflatten(result, list, new Map());
      const known = new Map<string, unknown>();
      let at = 0;
      for (let i = 0; i < types.length; i++) at = remember(known, types[i] as VType, values[i], numbers, at);
      const made = unflatten(result, list, known);
      loaded.settle();
      return made;
    } finally {
      copies.dispose();
    }
  }

  /** Code whose promises these numbers keep; made anew when they are broken. */
  #ready(numbers: readonly number[]): Loaded {
    const guards = this.#guards;
    if (!guards) {
      return this.#make(numbers.map((x, i) => (this.prepared.wanted[i] ? promise(x) : undefined)));
    }
    for (let i = 0; i < guards.length; i++) {
      const g = guards[i];
      if (g !== undefined && !keeps(numbers[i] as number, g)) {
        return this.#make(
          guards.map((h, j) => (h && !keeps(numbers[j] as number, h) ? loosen(h, numbers[j] as number) : h)),
        );
      }
    }
    return this.#loaded as Loaded;
  }

  #make(guards: (Fact | undefined)[]): Loaded {
    const start = performance.now();
    const compiled = this.prepared.finish(guards);
    const { Module } = wasm();
    const loaded = load({
      module: new Module(compiled.bytes),
      sites: resolveSites(compiled.program.sites, compiled.program.sources),
      ...this.#options,
    });
    this.#guards = guards;
    this.#compiled = compiled;
    this.#loaded = loaded;
    this.milliseconds += performance.now() - start;
    return loaded;
  }
}

const readLeaf = (c: Prepared["captures"][number]): unknown =>
  c.key === undefined ? c.object : (c.object as Record<string, unknown>)[c.key];
