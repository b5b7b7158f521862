// The program as plain JavaScript, in the checked form: the same text, with every index looked at, and with parallel
// loops that run their reductions over the fixed tree. Everything else is the engine's own semantics.
import vm from "node:vm";
import type { ReduceOp } from "../../src/compiler/ir/index.ts";
import type { Line } from "../oracle/interpret.ts";
import { chunkSize, combine, foldChunks, foldLanes, identity } from "../oracle/tree.ts";
import type { Case } from "./generate.ts";
import { type Outcome, recordsOf } from "./outcome.ts";
import type { Reduced } from "./reduced.ts";
import { bring, type Strided, type Typed } from "./values.ts";

class OutOfRange extends Error {
  readonly index: number;
  readonly length: number;
  constructor(index: number, length: number) {
    super();
    this.index = index;
    this.length = length;
  }
}

function $ix(array: ArrayLike<unknown>, index: number): number {
  if (!(Number.isInteger(index) && 0 <= index && index < array.length))
    throw new OutOfRange(index, array.length);
  return index;
}

/** `array.get(i, j, …)` or `array.set(i, j, …, value)`, the subscripts checked axis by axis. */
function $strided(array: Strided, method: "get" | "set", ...args: number[]): number | undefined {
  array.shape.forEach((length, axis) => {
    $ix({ length }, args[axis]);
  });
  return method === "get" ? array.get(...args) : (array.set(...args) as undefined);
}

/** `array.at(index)`: from the end if negative. */
function $at(array: ArrayLike<number>, index: number): number {
  const i = Math.trunc(index) || 0;
  return array[$ix(array, i < 0 ? array.length + i : i)];
}

type Scalar = readonly [ReduceOp, name: string, () => number, (x: number) => void];
type Elements = readonly [ReduceOp, Typed];
type ParallelLoop = (name: string, n: number, scalars: Scalar[], arrays: Elements[]) => Iterable<number>;

const ELEMENTS: Record<string, (op: ReduceOp) => number> = {
  Float64Array: (op) => Number(identity(op, "f64")),
  Float32Array: (op) => Number(identity(op, "f64")),
};

/** What a private copy of `array` is filled with: stored, it is the identity or the nearest element to it. */
function filler(op: ReduceOp, array: Typed): number {
  const float = ELEMENTS[array.constructor.name];
  if (float) return float(op);
  if (op !== "min" && op !== "max") return Number(identity(op, "i32"));
  const probe = new (array.constructor as Uint8ArrayConstructor)([-1]);
  const bits = 8 * array.BYTES_PER_ELEMENT;
  const signed = probe[0] === -1;
  if (op === "min") return signed ? 2 ** (bits - 1) - 1 : 2 ** bits - 1;
  return signed ? -(2 ** (bits - 1)) : 0;
}

/** The iterations 0 … n - 1, with the reductions' variables switched to the iteration's partial result and back. */
function* iterations(n: number, scalars: Scalar[], arrays: Elements[]): Generator<number> {
  const before = scalars.map(([, , get]) => get());
  const lanes = scalars.map(() => [] as number[][]);
  const originals = arrays.map(([, a]) => a.slice());
  const copies = arrays.map(() => [] as Typed[]);
  const [chunk, arrayChunk] = [chunkSize(n, 8192), chunkSize(n, Number.POSITIVE_INFINITY)];
  for (let k = 0; k < n; k++) {
    if (k % arrayChunk === 0) {
      arrays.forEach(([op, a], j) => {
        if (k > 0) copies[j].push(a.slice());
        a.fill(filler(op, a));
      });
    }
    const [c, lane] = [Math.floor(k / chunk), (k % chunk) % 32];
    scalars.forEach(([op, , , set], j) => {
      lanes[j][c] ??= new Array(32).fill(identity(op, "f64"));
      set(lanes[j][c][lane]);
    });
    yield k;
    scalars.forEach(([, , get], j) => {
      lanes[j][c][lane] = get();
    });
  }
  scalars.forEach(([op, , , set], j) => {
    const fold = (x: number, y: number): number => Number(combine(op, x, y, "f64"));
    const total = foldChunks(
      lanes[j].map((l) => foldLanes(l, fold)),
      fold,
    );
    set(total === undefined ? before[j] : fold(before[j], total));
  });
  arrays.forEach(([op, a], j) => {
    if (n > 0) copies[j].push(a.slice());
    const fold = (x: Typed, y: Typed): Typed => {
      const sum = x.slice();
      for (let i = 0; i < sum.length; i++) sum[i] = Number(combine(op, x[i], y[i], "f64"));
      return sum;
    };
    const total = foldChunks(copies[j], fold);
    a.set(total === undefined ? originals[j] : fold(originals[j], total));
  });
}

/** The reductions of a parallel loop that `reduced` knows of, run over the tree; all others are plain assignments. */
const parallel =
  (reduced: (loop: string) => Reduced): ParallelLoop =>
  (name, n, scalars, arrays) => {
    const known = reduced(name);
    const tree = scalars.filter(([, variable]) => known.scalars.has(variable));
    return iterations(n, tree, known.arrays ? arrays : []);
  };

/** Runs `f` with the console's methods replaced, and returns the lines. */
export function listening<T>(f: () => T): { value: T; printed: Line[] } {
  const printed: Line[] = [];
  const methods = ["log", "error", "warn", "info"] as const;
  const saved = methods.map((m) => console[m]);
  for (const method of methods) {
    console[method] = (...args: unknown[]) => {
      const text = args.map((x) => (Object.is(x, -0) ? "-0" : String(x))).join(" ");
      printed.push({ method, text });
    };
  }
  try {
    return { value: f(), printed };
  } finally {
    methods.forEach((m, i) => {
      console[m] = saved[i];
    });
  }
}

type AnyFunction = (...args: unknown[]) => unknown;

/** The program's functions by name, with the given names around them. */
export function evaluate(
  source: string,
  names: Record<string, unknown>,
  filename: string,
): { kernel: AnyFunction } & Record<string, AnyFunction> {
  const functions = [...source.matchAll(/^function (\w+)/gm)].map((m) => m[1]);
  const wrapped = `(function (${Object.keys(names).join(", ")}) {\n"use strict";\n${source}\nreturn { ${functions.join(", ")} };\n})`;
  return vm.runInThisContext(wrapped, { filename })(...Object.values(names));
}

/** What plain JavaScript says. `random` is the kernel language's own; `reduced` says which reductions are some. */
export function runPlain(
  c: Case,
  random: (seed: number, i: number) => number,
  reduced: (loop: string) => Reduced = () => ({ scalars: new Set(), arrays: false }),
): Outcome {
  const live = bring(c.args);
  const outcome = (printed: readonly Line[], ending: Outcome["ending"]): Outcome => ({
    ending,
    printed,
    records: recordsOf(live.values),
    buffers: live.buffers.map((b) => new Uint8Array(b)),
  });
  let kernel: AnyFunction;
  try {
    ({ kernel } = evaluate(
      c.checked,
      { $ix, $at, $strided, $par: parallel(reduced), random },
      `plain-${c.seed}.js`,
    ));
  } catch (e) {
    return outcome([], { k: "broken", message: String(e) });
  }
  const { value: ending, printed } = listening((): Outcome["ending"] => {
    try {
      return { k: "value", value: kernel(...live.values) };
    } catch (e) {
      if (e instanceof OutOfRange) return { k: "range", index: e.index + 0, length: e.length };
      const { name, message } = e as Error;
      const own = message.startsWith("bad");
      return own ? { k: "error", name, message } : { k: "broken", message: `${name}: ${message}` };
    }
  });
  return outcome(printed, ending);
}
