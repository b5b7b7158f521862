// One function under jit: its specialisations by argument types, and the way from a call to compiled code.
import { type Captured, capture } from "../capture/index.ts";
import { type Compiled, compile, typeKey, type VType } from "../compiler/index.ts";
import { buffer, is64 } from "../heap/index.ts";
import { wasm } from "../heap/index.ts";
import { announce, argumentTypes, Copies, flatten, isDirect } from "./arguments.ts";
import { captureCallee, library } from "./library.ts";
import type { JitOptions } from "./options.ts";
import { holdsArrays, remember, unflatten } from "./results.ts";
import { type Loaded, load } from "./runtime/index.ts";
import { resolveSites } from "./sites.ts";

type AnyFunction = (...args: never[]) => unknown;

/** A kernel compiled for one list of argument types. */
export interface Specialisation {
  readonly compiled: Compiled;
  readonly loaded: Loaded;
  readonly milliseconds: number;
}

export class Kernel {
  readonly fn: AnyFunction;
  readonly options: JitOptions;
  readonly specialisations = new Map<string, Specialisation>();
  #captured: Captured | undefined;

  constructor(fn: AnyFunction, options: JitOptions) {
    this.fn = fn;
    this.options = options;
  }

  /** The function as captured at the first call. */
  captured(): Captured {
    this.#captured ??= capture(this.fn, this.options.captures ? { captures: this.options.captures } : {});
    return this.#captured;
  }

  /** Compiles for argument types, once. */
  specialise(types: readonly VType[]): Specialisation {
    const key = types.map(typeKey).join(";");
    let s = this.specialisations.get(key);
    if (!s) {
      s = this.#compile(types);
      this.specialisations.set(key, s);
    }
    return s;
  }

  #compile(types: readonly VType[]): Specialisation {
    const start = performance.now();
    const captured = this.captured();
    const compiled = compile(captured, types, {
      library,
      capture: (fn) => captureCallee(fn, this.options.captures),
      memory64: is64(),
      maximumPages: buffer().byteLength / 65536,
      verify: Number(process.env.AMDAHL_DEBUG ?? 0) > 0,
    });
    const Module = wasm().Module;
    const loaded = load({
      module: new Module(compiled.bytes),
      sites: resolveSites(compiled.program.sites, compiled.program.sources),
      threads: this.options.parallel === false ? "serial" : typeof this.options.parallel === "number" ? this.options.parallel : 0,
      name: captured.name,
    });
    return { compiled, loaded, milliseconds: performance.now() - start };
  }

  /** Calls the compiled function. */
  call(args: readonly unknown[]): unknown {
    const types = argumentTypes(args, []);
    const s = this.specialise(types);
    const { compiled, loaded } = s;
    const leaves = compiled.captures.map((c) => (c.key === undefined ? c.object : (c.object as Record<string, unknown>)[c.key]));
    const values = [...args, ...leaves];
    const all = [...types, ...compiled.captures.map((c) => c.type)];
    const copies = new Copies();
    const numbers: number[] = [];
    try {
      if (!values.every(isDirect)) {
        values.forEach((v, i) => announce(copies, all[i] as VType, v, `argument ${i + 1}`));
        copies.copyIn();
      }
      values.forEach((v, i) => flatten(copies, all[i] as VType, v, numbers));
      const known = new Map<string, unknown>();
      const wantsArrays = holdsArrays(compiled.result);
      if (wantsArrays) {
        let at = 0;
        values.forEach((v, i) => {
          at = remember(known, all[i] as VType, v, numbers, at);
        });
      }
      let returned: unknown;
      try {
        returned = loaded.entry(...numbers);
      } finally {
        copies.copyOut();
      }
      const list = returned === undefined ? [] : typeof returned === "number" ? [returned] : [...(returned as number[])];
      const result = unflatten(compiled.result, list, known);
      if (wantsArrays) loaded.settle();
      return result;
    } finally {
      copies.dispose();
    }
  }
}
