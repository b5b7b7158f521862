// What jit can be told. Every option has a default that is right; none is needed to begin with. What is said wrongly
// is an error where it is said, not at the first call.

/**
 * A liberty that compiled arithmetic may take with floating-point numbers, by LLVM's names.
 *
 * @example
 * const granted: Permission[] = ["reassoc"];
 * jit(kernel, { fastmath: granted });
 */
export type Permission = "reassoc" | "contract" | "arcp" | "afn" | "single";

/**
 * Options of `jit`.
 *
 * @example
 * const options: JitOptions = { parallel: 4 };
 * jit(kernel, options);
 */
export interface JitOptions {
  /**
   * The threads of `prange` loops. `true` (default): all in the budget of cores (`AMDAHL_NUM_THREADS`, affinity,
   * cgroup); a whole number from 1: that many, also where cores are fewer; `false`: the calling thread alone. The
   * results have the same bits in all three cases.
   *
   * @example
   * jit(kernel, { parallel: 2 })
   */
  readonly parallel?: boolean | number;
  /**
   * Liberties with the order and the precision of floating-point operations: `true` for all, or a list of names.
   * `reassoc`: serial sums may be added in the order of the fixed tree, as `prange` sums always are, and what the products
   * of a sum share may be taken out (`a * x * x + b * x` as `x * (a * x + b)`), with the same bits on every target and
   * number of threads. `afn`: Math's functions may be shorter ones, 1.3 to 6 times as fast in lanes and wrong by at most 4
   * units in the last place (`docs/math.md` has the table), again with the same bits everywhere, and the same special
   * values. `contract`: machine code may round a product and the sum that it is part of once, where the processor can.
   * That gives up the same bits on all targets, so under `target: "auto"`, where code of both kinds runs, `true` does not
   * mean it, and its name does. `arcp` (reciprocals) and `single` (float32 arithmetic) would do the same. Names are
   * checked; **this version uses `reassoc`, `contract` and `afn` only**, and `diagnostics()` reports what was used.
   *
   * @example
   * jit(sum, { fastmath: ["reassoc", "afn"] })
   */
  readonly fastmath?: boolean | readonly Permission[];
  /**
   * What is compiled to. `"wasm"`: WebAssembly. `"native"`: machine code for this processor, by way of C, with the same
   * bits; an Error at the first call where there is no C compiler (`AMDAHL_CC`, clang, gcc, cc, zig) or no koffi to call it
   * by. `"auto"` (default): WebAssembly at once; once its calls have taken a quarter of a second, machine code is made in a
   * thread of its own, where there is a compiler, and takes over at a later call. `AMDAHL_TARGET` overrides.
   *
   * @example
   * jit(kernel, { target: "wasm" })
   */
  readonly target?: "auto" | "wasm" | "native";
  /**
   * Compiles at once, for these types, instead of at the first call: TypeScript's function types as text, one or more.
   * Known are `number`, `boolean`, the typed arrays, `Float64Array[]` and the like (rows), `number[]`, `number[][]`,
   * `NDArray<float64, 2>` (dtype, axes), tuples `[number, boolean]`, records `{ dt: number; dx: number }`. A result
   * that is written is compared with the one that was found; `=> unknown` takes any. Calls that fit none of the
   * signatures are refused, since whoever writes them wants no compilation later. What the function names must have
   * been declared above.
   *
   * @example
   * jit(sum, { signatures: ["(a: Float64Array) => number", "(a: Float32Array) => number"] })
   */
  readonly signatures?: readonly string[];
  /**
   * Iterations of a loop that run side by side in vector registers: `"auto"` (default) where a loop's iterations are
   * proven independent and it pays; `"off"`; or 2, 4, 8, 16: so many wherever it is legal. The results have the same bits.
   *
   * @example
   * jit(kernel, { lanes: 8 })
   */
  readonly lanes?: "auto" | "off" | number;
  /**
   * Values of the function's free variables by name, where they cannot be read (no inspector, as in browsers) or
   * should be others.
   *
   * @example
   * const scale = 2;
   * jit((x: number) => x * scale, { captures: { scale } })
   */
  readonly captures?: Record<string, unknown>;
  /**
   * `true`: a function that cannot be compiled (or not for these arguments) runs as it is, and one message per
   * function on standard error says why. By default such a call throws CompileError or CaptureError (TypeErrors both).
   *
   * @example
   * jit(kernel, { fallback: true })
   */
  readonly fallback?: boolean;
}

/** The options, checked and with their defaults. */
export interface Settings {
  readonly threads: number | "serial";
  readonly fastmath: readonly Permission[];
  /** Native code may round a product and a sum as one: where that was asked for by name, or nothing but native code runs. */
  readonly contract: boolean;
  readonly target: "auto" | "wasm" | "native";
  readonly lanes: "auto" | "off" | number;
  readonly signatures: readonly string[];
  readonly captures: Record<string, unknown> | undefined;
  readonly fallback: boolean;
}

export const PERMISSIONS: readonly Permission[] = ["reassoc", "contract", "arcp", "afn", "single"];
const TARGETS = ["auto", "wasm", "native"];
const NAMES = ["parallel", "fastmath", "target", "lanes", "signatures", "captures", "fallback"];

/** Checks what a person wrote. Throws TypeError naming the option, and RangeError for a number of threads that is none. */
export function settings(options: JitOptions): Settings {
  if (typeof options !== "object" || options === null) {
    throw new TypeError(
      `The options of jit are an object, and this is ${shown(options)}.\nWrite instead: jit(fn, { parallel: 2 })`,
    );
  }
  const unknown = Object.keys(options).find((name) => !NAMES.includes(name));
  if (unknown !== undefined) {
    throw new TypeError(`jit has no option ${unknown}. It has ${NAMES.join(", ")}.`);
  }
  const { signatures = [], captures, fallback = false } = options;
  if (!Array.isArray(signatures) || !signatures.every((s) => typeof s === "string")) {
    throw new TypeError(
      `jit's option signatures is a list of function types as text, and this is ${shown(signatures)}.\n` +
        'Write instead: signatures: ["(n: number, a: Float64Array) => number"]',
    );
  }
  if (captures !== undefined && (typeof captures !== "object" || captures === null)) {
    throw new TypeError(
      `jit's option captures is an object of values by name, and this is ${shown(captures)}.\n` +
        "Write instead: captures: { scale, table }",
    );
  }
  if (typeof fallback !== "boolean") {
    throw new TypeError(`jit's option fallback is true or false, and this is ${shown(fallback)}.`);
  }
  const fastmath = permissions(options.fastmath);
  const target = targetOf(options.target);
  return {
    threads: threadsOf(options.parallel),
    fastmath,
    contract: fastmath.includes("contract") && (options.fastmath !== true || target === "native"),
    target,
    lanes: lanesOf(options.lanes),
    signatures,
    captures,
    fallback,
  };
}

function threadsOf(parallel: unknown = true): number | "serial" {
  if (parallel === true) return 0;
  if (parallel === false) return "serial";
  if (typeof parallel !== "number") {
    throw new TypeError(
      `jit's option parallel is true, false or a number of threads, and this is ${shown(parallel)}.`,
    );
  }
  if (!Number.isInteger(parallel) || parallel < 1) {
    throw new RangeError(
      `jit's option parallel is a whole number of threads from 1, and this is ${parallel}.`,
    );
  }
  return parallel;
}

function lanesOf(option: unknown = "auto"): "auto" | "off" | number {
  if (option === "auto" || option === "off") return option;
  if (typeof option === "number" && [2, 4, 8, 16].includes(option)) return option;
  throw new TypeError(`jit's option lanes is "auto", "off", 2, 4, 8 or 16, and this is ${shown(option)}.`);
}

function permissions(fastmath: unknown = false): readonly Permission[] {
  if (typeof fastmath === "boolean") return fastmath ? PERMISSIONS : [];
  const list = Array.isArray(fastmath) ? (fastmath as unknown[]) : [fastmath];
  const wrong = list.findIndex((name) => !PERMISSIONS.includes(name as Permission));
  if (wrong >= 0 || !Array.isArray(fastmath)) {
    throw new TypeError(
      `jit's option fastmath is true, false or a list of permissions, and ${shown(list[Math.max(wrong, 0)])} is none.\n` +
        `There are ${PERMISSIONS.join(", ")}.`,
    );
  }
  return PERMISSIONS.filter((name) => list.includes(name));
}

function targetOf(option: unknown = "auto"): Settings["target"] {
  const override = process.env.AMDAHL_TARGET;
  const target = override || option;
  const said = override ? "AMDAHL_TARGET" : "jit's option target";
  if (!TARGETS.includes(target as string)) {
    throw new TypeError(`${said} is one of ${TARGETS.join(", ")}, and this is ${shown(target)}.`);
  }
  return target as Settings["target"];
}

function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "function") return "a function";
  return typeof value === "object" && value !== null ? "an object" : String(value);
}
