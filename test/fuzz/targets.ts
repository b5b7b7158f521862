// The one file that knows how the compiler is called: a program becomes IR, and IR an outcome, in the oracle and on
// every target.
import { type Captured, captureText } from "../../src/capture/index.ts";
import { CompileError, type Prepared, type VType } from "../../src/compiler/index.ts";
import type { Elem, Program } from "../../src/compiler/ir/index.ts";
import { prange, random } from "../../src/jit/index.ts";
import { Kernel } from "../../src/jit/kernel.ts";
import type { JitOptions } from "../../src/jit/options.ts";
import { interpret, type Line } from "../oracle/interpret.ts";
import { Memory } from "../oracle/memory.ts";
import type { Value } from "../oracle/operators.ts";
import { OracleThrow, OracleTimeout, OracleTrap } from "../oracle/outcomes.ts";
import type { Case } from "./generate.ts";
import { type Ending, type Outcome, recordsOf } from "./outcome.ts";
import { evaluate, listening } from "./plain.ts";
import { bring, ELEM, KINDS, type Kind, type Strided } from "./values.ts";

/** A variation: how a program is compiled and run. */
export interface Target {
  readonly name: string;
  readonly options: JitOptions;
}

export const TARGETS: readonly Target[] = [{ name: "wasm", options: { parallel: false } }];

/** The same with and without lanes, in gangs of every size, wherever that is legal. */
export const LANES_TARGETS: readonly Target[] = (["off", 2, 4, 8, 16] as const).map((lanes) => ({
  name: `wasm, lanes ${lanes}`,
  options: { parallel: false, lanes },
}));

/** Serial sums over the tree: another meaning, held against the oracle on its own IR. */
export const REASSOCIATED: Target = {
  name: "wasm, reassoc",
  options: { parallel: false, fastmath: ["reassoc"] },
};

/** Targets of programs with parallel loops. */
export const PARALLEL_TARGETS: readonly Target[] = [2, 3].map((n) => ({
  name: `wasm, ${n} threads`,
  options: { parallel: n },
}));

/** Native code, with and without lanes, serial sums also over the tree. A C compiler takes its time: one a program. */
export const NATIVE_TARGETS: readonly Target[] = (["auto", "off", 2, 4, 8, 16] as const).map((lanes) => ({
  name: `native, lanes ${lanes}`,
  options: { parallel: false, lanes, target: "native" },
}));

/** Native code of programs with parallel loops. */
export const NATIVE_PARALLEL: Target = {
  name: "native, 3 threads",
  options: { parallel: 3, target: "native" },
};

/** Free names of generated programs that are no functions of theirs. */
const GLOBALS: Record<string, unknown> = {
  prange,
  random,
  ...Object.fromEntries(
    [
      "Math",
      "Number",
      "console",
      "Error",
      "RangeError",
      "TypeError",
      "NaN",
      "Infinity",
      "undefined",
      ...KINDS,
    ].map((name) => [name, (globalThis as Record<string, unknown>)[name]]),
  ),
};

/** A kernel that is handed its text and its free variables, where jit asks the inspector. */
class Handed extends Kernel {
  readonly #captured: Captured;

  constructor(kernel: (...args: never[]) => unknown, free: Record<string, unknown>, options: JitOptions) {
    super(kernel, { ...options, captures: free });
    this.#captured = captureText(kernel, free);
  }

  override captured(): Captured {
    return this.#captured;
  }
}

/**
 * A program under jit, compiled by its first run. The inspector takes longer than all the rest once thousands of
 * scripts are loaded, so most programs do without.
 */
export function kernelFor(c: Case, target: Target): Kernel {
  const functions = evaluate(c.source, { prange, random }, `fuzz-${c.seed}.js`);
  const { kernel } = functions;
  return c.seed % 64 === 0
    ? new Kernel(kernel, target.options)
    : new Handed(kernel, { ...GLOBALS, ...functions }, target.options);
}

/** What `kernel` was compiled to, if it was. */
export function specialisationOf(kernel: Kernel): { prepared: Prepared; program: Program } | undefined {
  const made = [...kernel.specialisations.values()].at(-1);
  return made?.compiled && { prepared: made.prepared, program: made.compiled.program };
}

/** Compiles if need be, and runs. */
export function runCompiled(c: Case, kernel: Kernel): Outcome {
  const live = bring(c.args);
  const { value: ending, printed } = listening((): Ending => {
    try {
      return { k: "value", value: kernel.call(live.values) };
    } catch (e) {
      return endingOf(e as Error);
    }
  });
  const buffers = live.buffers.map((b) => new Uint8Array(b));
  return { ending, printed, buffers, records: recordsOf(live.values) };
}

const INDEX = /^Index (\S+) is (?:out of range|not a whole number): .* has (?:no elements|length (\d+))/;

function endingOf(e: Error): Ending {
  if (e instanceof CompileError) return { k: "refused", message: e.message };
  const index = e.constructor === RangeError ? INDEX.exec(e.message) : null;
  if (index) return { k: "range", index: Number(index[1]), length: Number(index[2] ?? 0) };
  if (e.message.startsWith("bad")) return { k: "error", name: e.name, message: e.message };
  return { k: "broken", message: e.stack ?? String(e) };
}

/** Interprets IR of a compilation: what the front end made, or what the passes left. */
export function runOracle(c: Case, prepared: Prepared, program: Program): Outcome {
  const memory = new Memory();
  const live = bring(c.args);
  const addresses = live.buffers.map((b) => {
    const at = memory.allocate(b.byteLength);
    memory.write(at, new Uint8Array(b));
    return at;
  });
  const passer = new Passer(memory, (view) => {
    const buffer = live.buffers.indexOf(view.buffer as ArrayBuffer);
    return buffer < 0 ? undefined : addresses[buffer] + view.byteOffset;
  });
  live.values.forEach((v, i) => {
    passer.pass(prepared.params[i], v);
  });
  for (const { object, key, type } of prepared.captures) {
    passer.pass(type, key === undefined ? object : (object as Record<string, unknown>)[key]);
  }
  const printed: Line[] = [];
  let ending: Ending;
  try {
    const { values } = interpret(program, passer.values, memory, { printed, steps: 400_000 });
    ending = { k: "value", value: result(prepared.result, [...values], memory) };
  } catch (e) {
    ending = oracleEnding(e as Error);
  }
  const buffers = live.buffers.map((b, i) => memory.read(addresses[i], b.byteLength));
  return { ending, printed, buffers, records: undefined };
}

function oracleEnding(e: Error): Ending {
  // In a message, index -0 reads as 0.
  if (e instanceof OracleTrap) return { k: "range", index: e.value + 0, length: e.length };
  if (e instanceof OracleThrow) return { k: "error", name: e.error, message: e.message };
  if (e instanceof OracleTimeout) return { k: "timeout" };
  return { k: "broken", message: `oracle: ${e.stack}` };
}

/** Values as the entry's parameters: the leaves of each, arrays as address and length. */
class Passer {
  readonly values: Value[] = [];
  readonly #memory: Memory;
  readonly #address: (view: ArrayBufferView) => number | undefined;
  /** Arrays that are in no argument buffer, copied once each. */
  readonly #copies = new Map<object, number>();

  constructor(memory: Memory, address: (view: ArrayBufferView) => number | undefined) {
    this.#memory = memory;
    this.#address = address;
  }

  #array(v: ArrayBufferView | number[]): [number, number] {
    const at = Array.isArray(v) ? this.#copies.get(v) : (this.#address(v) ?? this.#copies.get(v));
    const { length } = v as Float64Array;
    if (at !== undefined) return [at, length];
    const bytes = Array.isArray(v)
      ? new Uint8Array(Float64Array.from(v).buffer)
      : new Uint8Array(v.buffer, v.byteOffset, v.byteLength);
    const copy = this.#memory.allocate(bytes.length);
    this.#memory.write(copy, bytes);
    this.#copies.set(v, copy);
    return [copy, length];
  }

  pass(type: VType, v: unknown): void {
    switch (type.t) {
      case "num":
        this.values.push(v as number);
        return;
      case "bool":
        this.values.push(v ? 1 : 0);
        return;
      case "array":
        this.values.push(...this.#array(v as Float64Array));
        return;
      case "table": {
        const rows = v as Float64Array[];
        const at = this.#memory.allocate(16 * rows.length);
        rows.forEach((row, i) => {
          const [address, length] = this.#array(row);
          this.#memory.store("f64", at + 16 * i, address);
          this.#memory.store("f64", at + 16 * i + 8, length);
        });
        this.values.push(at, rows.length);
        return;
      }
      case "record":
        for (const [name, t] of type.fields) this.pass(t, (v as Record<string, unknown>)[name]);
        return;
      case "nd": {
        const { data, shape, elementStrides, offset } = v as Strided;
        const [at, length] = this.#array(data);
        this.values.push(at + offset * data.BYTES_PER_ELEMENT, length, ...shape, ...elementStrides);
        return;
      }
      default:
        throw new Error(`the oracle takes no ${type.t}`);
    }
  }
}

/** The value behind an entry's results. Takes from the front of `values`. */
function result(type: VType, values: Value[], memory: Memory): unknown {
  switch (type.t) {
    case "num":
      return values.shift();
    case "bool":
      return values.shift() === 1;
    case "array": {
      const [address, length] = [Number(values.shift()), Number(values.shift())];
      const elem: Elem = ELEM[type.kind as Kind];
      const array = new globalThis[type.kind as "Float64Array"](length);
      for (let i = 0; i < length; i++) array[i] = memory.load(elem, address + i * array.BYTES_PER_ELEMENT);
      return array;
    }
    case "record": {
      const fields = type.fields.map(([name, t]) => [name, result(t, values, memory)] as const);
      return type.tuple ? fields.map(([, v]) => v) : Object.fromEntries(fields);
    }
    case "static":
      return type.value;
    default:
      throw new Error(`the oracle returns no ${type.t}`);
  }
}
