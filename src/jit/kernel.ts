// One function under jit: captured at the first call, specialised by the types of its arguments.
import { type Captured, capture } from "../capture/index.ts";
import { prepare, typeKey, type VType } from "../compiler/index.ts";
import { buffer, is64 } from "../heap/index.ts";
import { argumentTypes } from "./arguments.ts";
import { captureCallee, library } from "./library.ts";
import type { JitOptions } from "./options.ts";
import { Specialisation } from "./specialisation.ts";

type AnyFunction = (...args: never[]) => unknown;

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

  /** The specialisation for argument types. */
  specialise(types: readonly VType[]): Specialisation {
    const key = types.map(typeKey).join(";");
    let s = this.specialisations.get(key);
    if (!s) {
      s = this.#prepare(types);
      this.specialisations.set(key, s);
    }
    return s;
  }

  #prepare(types: readonly VType[]): Specialisation {
    const captured = this.captured();
    const { parallel, captures } = this.options;
    const prepared = prepare(captured, types, {
      library,
      capture: (fn) => captureCallee(fn, captures),
      memory64: is64(),
      maximumPages: buffer().byteLength / 65536,
      verify: Number(process.env.AMDAHL_DEBUG ?? 0) > 0,
    });
    const threads = parallel === false ? "serial" : typeof parallel === "number" ? parallel : 0;
    return new Specialisation(prepared, { name: captured.name, threads });
  }

  /** Calls the compiled function. */
  call(args: readonly unknown[]): unknown {
    return this.specialise(argumentTypes(args, [])).call(args);
  }
}
