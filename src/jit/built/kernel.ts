// An exported function of a built module: the specialisation for a call's arguments, or the error that there is none.
import { type ArgumentError, argumentTypes, Where } from "../argument-error.ts";
import { MISS } from "../fast.ts";
import { noSignature } from "../signature-check.ts";
import type { Place } from "./data.ts";
import type { BuiltKernel } from "./description.ts";
import { BuiltFor, type Running } from "./specialisation.ts";

export class Built {
  readonly #kernel: BuiltKernel;
  readonly #all: readonly BuiltFor[];
  #last: BuiltFor | undefined;

  constructor(kernel: BuiltKernel, place: Place) {
    this.#kernel = kernel;
    this.#all = kernel.specialisations.map((s) => new BuiltFor(kernel, s, place, (i) => this.#where(i)));
  }

  get running(): readonly Running[] {
    return this.#all.map((s) => s.running);
  }

  call(args: readonly unknown[]): unknown {
    const last = this.#last;
    if (last !== undefined) {
      const result = last.fast(args);
      if (result !== MISS) return result;
    }
    const given = this.#cut(args);
    const s = last?.accepts(given) ? last : this.#all.find((each) => each.accepts(given));
    if (s === undefined) throw this.#unfit(given);
    this.#last = s;
    const result = s.fast(args);
    return result === MISS ? s.call(given) : result;
  }

  /** The arguments that the function has parameters for, but for what is left out at the end. */
  #cut(args: readonly unknown[]): readonly unknown[] {
    let length = Math.min(args.length, this.#kernel.parameters.length);
    while (length > 0 && args[length - 1] === undefined) length--;
    return length < args.length ? args.slice(0, length) : args;
  }

  #unfit(args: readonly unknown[]): ArgumentError {
    const { name, specialisations } = this.#kernel;
    const types = argumentTypes(args, (i) => this.#where(i));
    return noSignature(name, specialisations, types);
  }

  #where(index: number): Where {
    const { name, parameters } = this.#kernel;
    return new Where(`Argument ${index + 1}`, parameters[index] ?? "", name);
  }
}
