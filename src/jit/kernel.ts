// One function under jit: captured at the first call, specialised by the types of its arguments.
import { type Captured, CaptureError, capture } from "../capture/index.ts";
import {
  CompileError,
  type CompileOptions,
  type Prepared,
  prepare,
  typeKey,
  type VType,
} from "../compiler/index.ts";
import { buffer, is64, lineWatch } from "../heap/index.ts";
import { ArgumentError, argumentTypes, explainChange, Where } from "./argument-error.ts";
import { compiled, debugLevel, sayFallback, stays } from "./debug.ts";
import { MISS } from "./fast.ts";
import { captureCallee, libraryFor } from "./library.ts";
import { nativeTools } from "./native/index.ts";
import { type JitOptions, type Settings, settings } from "./options.ts";
import { originalOf } from "./originals.ts";
import { expectForks } from "./runtime/index.ts";
import { parseSignature, type Signature } from "./signature.ts";
import { checkResult, noSignature } from "./signature-check.ts";
import { Specialisation } from "./specialisation.ts";
import { takenApart } from "./tuples.ts";

type AnyFunction = (...args: never[]) => unknown;

/** A parallel loop in a function's text, as most have it: not imported by another name, not in a callee. */
const PARALLEL = /\bof prange\(/;

/** What WebAssembly is made for. */
type Engine = Pick<CompileOptions, "memory64" | "maximumPages" | "strict" | "lines">;

export class Kernel {
  readonly fn: AnyFunction;
  readonly settings: Settings;
  readonly specialisations = new Map<string, Specialisation>();
  readonly #signatures: readonly Signature[];
  #captured: Captured | undefined;
  #last: Specialisation | undefined;
  /** Reasons for which the plain function runs, by the argument types that it does so for. */
  readonly refused = new Map<string, string>();
  #said = false;
  /** True once the function turned out to be one that can never be captured. */
  #plain = false;

  constructor(fn: AnyFunction, options: JitOptions) {
    this.fn = fn;
    this.settings = settings(options);
    this.#signatures = this.settings.signatures.map(parseSignature);
  }

  /** Compiles what the signatures ask for; without signatures nothing. */
  begin(): void {
    for (const signature of this.#signatures) {
      try {
        const s = this.specialise(signature.params);
        checkResult(signature, s.prepared.result);
        s.compile();
      } catch (error) {
        if (!this.#fallsBack(error)) throw error;
        this.refused.set(keyOf(signature.params), (error as Error).message);
      }
    }
  }

  /** The function as captured at the first call. */
  captured(): Captured {
    if (!this.#captured) {
      const { captures, threads } = this.settings;
      // The compiler meets the loop 4 ms later, of the 30 that a thread takes to start.
      if (PARALLEL.test(Function.prototype.toString.call(this.fn))) expectForks(threads);
      this.#captured = originalOf(this.fn) ?? capture(this.fn, captures ? { captures } : {});
    }
    return this.#captured;
  }

  /** The specialisation for argument types. Throws CompileError and CaptureError. */
  specialise(types: readonly VType[]): Specialisation {
    const key = keyOf(types);
    let s = this.specialisations.get(key);
    if (!s) {
      s = this.#prepare(types);
      this.specialisations.set(key, s);
    }
    return s;
  }

  /** What the option `signatures` asks for. */
  get signatures(): readonly Signature[] {
    return this.#signatures;
  }

  /** Lowers the function for argument types, to be made into code for an engine. Throws CompileError and CaptureError. */
  prepare(types: readonly VType[], engine: Engine): Prepared {
    const { captures, threads, fastmath, contract, lanes } = this.settings;
    return prepare(this.captured(), types, {
      ...engine,
      // Threads start while the rest is compiled, if they have not been started yet.
      library: libraryFor(fastmath.includes("afn"), () => expectForks(threads)),
      capture: (fn) => captureCallee(fn, captures),
      reassoc: fastmath.includes("reassoc"),
      contract,
      lanes,
      verify: debugLevel() > 0,
    });
  }

  #prepare(types: readonly VType[]): Specialisation {
    const start = performance.now();
    const captured = this.captured();
    const { threads, contract, target, lanes } = this.settings;
    const verify = debugLevel() > 0;
    const prepared = this.prepare(types, {
      memory64: is64(),
      maximumPages: buffer().byteLength / 65536,
      // Of code that runs here and now: what is built is for others.
      lines: lineWatch() !== undefined,
    });
    const front = performance.now() - start;
    return new Specialisation(prepared, {
      captured,
      threads,
      tools: target === "native" ? nativeTools() : undefined,
      auto: target === "auto",
      lanes,
      contract,
      verify,
      front,
      compiled: (s) => compiled(this, s),
      stays: (problem) => stays(captured.name, problem),
    });
  }

  /** Calls the compiled function. */
  call(args: readonly unknown[]): unknown {
    const last = this.#last;
    if (last !== undefined) {
      const result = last.fast(args);
      if (result !== MISS) return result;
    }
    return this.#general(args);
  }

  #general(args: readonly unknown[]): unknown {
    let s: Specialisation | undefined;
    try {
      if (!this.#plain) s = this.#select(args);
    } catch (error) {
      if (!this.#fallsBack(error)) throw error;
    }
    if (s === undefined) return Reflect.apply(this.fn, undefined, args);
    this.#last = s;
    const result = s.fast(args);
    return result === MISS ? s.call(this.#cut(args)) : result;
  }

  /** The specialisation that takes these arguments; undefined if the plain function does. */
  #select(args: readonly unknown[]): Specialisation | undefined {
    const given = this.#cut(args);
    const last = this.#last;
    if (last?.accepts(given) && last.fresh()) return last;
    for (const [key, s] of this.specialisations) {
      if (!s.accepts(given)) continue;
      if (s.fresh()) return s;
      // What it captured has changed its type: it is compiled anew below.
      this.specialisations.delete(key);
    }
    const types = this.#typesOf(given);
    if (this.refused.size > 0 && this.refused.has(keyOf(types))) return undefined;
    if (this.#signatures.length > 0) {
      const signature = this.#signatures.find((each) => keyOf(each.params) === keyOf(types));
      if (!signature) throw noSignature(this.captured().name, this.#signatures, types);
    }
    try {
      return this.specialise(types);
    } catch (error) {
      const rows = error instanceof CompileError && this.#withRows(types, given);
      if (rows) return rows;
      if (this.#fallsBack(error)) this.refused.set(keyOf(types), (error as Error).message);
      if (error instanceof CompileError && last)
        explainChange(error, this.captured(), last.prepared.params, types);
      throw error;
    }
  }

  #typesOf(given: readonly unknown[]): readonly VType[] {
    const types = argumentTypes(given, (i) => Where.argument(this.captured(), i));
    // A signature says itself what is a list and what a tuple.
    if (this.#signatures.length > 0) return types;
    const { params } = this.captured().node;
    return types.map((type, i) => takenApart(type, given[i], params[i]));
  }

  /** What takes empty lists for rows that are none: nothing in them says that they are of numbers. */
  #withRows(types: readonly VType[], given: readonly unknown[]): Specialisation | undefined {
    const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0;
    if (!given.some(isEmpty)) return undefined;
    const rows: VType = { t: "table", kind: "Float64Array" };
    try {
      return this.specialise(types.map((type, i) => (isEmpty(given[i]) ? rows : type)));
    } catch {
      // The error of the first reading is told.
      return undefined;
    }
  }

  /** The arguments that the function has parameters for: the others are ignored. */
  #cut(args: readonly unknown[]): readonly unknown[] {
    let length = Math.min(args.length, this.captured().node.params.length);
    // Signatures do not name what is left out, whether it is said to be undefined or not said at all.
    if (this.#signatures.length > 0) while (length > 0 && args[length - 1] === undefined) length--;
    return length < args.length ? args.slice(0, length) : args;
  }

  /** True if this error means that the plain function runs; says so the first time. */
  #fallsBack(error: unknown): boolean {
    const known =
      error instanceof CompileError || error instanceof CaptureError || error instanceof ArgumentError;
    if (!this.settings.fallback || !known) return false;
    if (error instanceof CaptureError) {
      this.#plain = true;
      this.refused.set("", error.message);
    }
    if (!this.#said) sayFallback(this.fn.name, error.message);
    this.#said = true;
    return true;
  }
}

const keyOf = (types: readonly VType[]): string => types.map(typeKey).join(";");
